// The words for types of places (xã, phường, bản, ...): in the files, in Vietnamese, in English, and as people type
// them. Private to this capability.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "places/atlas.h"

namespace khuyenhoc::places {

struct TypeWords {
    std::string_view type;
    Kind kind;
    std::string_view vi;
    std::string_view en;
    bool en_before;                             ///< "Residential Group 5", but "Quynh Nhai Commune"
    std::span<const std::string_view> written;  ///< folded, as they lead a written name: "xa", "x"
};

/// nullptr when there is no such type.
const TypeWords* find_type(std::string_view type);

/// A written name that leads with a type: "Thị trấn Ít Ong" -> {"thi_tran", "Ít Ong"}. A name may look like that
/// without being so ("Bản Lầm" is a commune), hence callers try both readings.
struct TypedName {
    std::string_view type;
    std::string name;
};
std::optional<TypedName> read_typed_name(std::string_view written);

/// Lower case with all diacritics kept, dots as spaces. For telling "Chiềng Ân" from "Chiềng An".
std::string spelling_of(std::string_view text);

}  // namespace khuyenhoc::places
