// Finding places while somebody types: words in any order, with or without marks, former names too. Private to this capability.
#pragma once

#include <string_view>
#include <vector>

#include "places/atlas.h"

namespace khuyenhoc::places {

struct FoundPlace {
    PlaceId place = 0;
    /// The name that was found, when it is not today's: a former name, or the name of a place that has become part of this one.
    std::string former;
};

struct Sought {
    std::string_view text;
    Date on;                            ///< places that exist on this day are answered
    std::optional<PlaceId> within = {}; ///< beneath that place
    std::optional<Kind> kind = {};
    std::size_t most = 20;
};

/// Every word typed must begin a word of "type name", of an alias or of a name it bore or took over (a commune of before a merger
/// leads to the one it became). Whole names first, then provinces before communes before hamlets, then by name as Vietnamese sorts.
std::vector<FoundPlace> search(const Atlas& atlas, const Sought& sought);

}  // namespace khuyenhoc::places
