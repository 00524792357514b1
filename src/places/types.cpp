#include "places/types.h"

#include <unicode/bytestream.h>
#include <unicode/casemap.h>

#include <algorithm>
#include <array>

#include "base/check.h"
#include "base/text.h"

namespace khuyenhoc::places {

namespace {

using Words = std::string_view;

constexpr std::array tinh{Words("tinh")};
constexpr std::array thanh_pho{Words("thanh pho"), Words("tp")};
constexpr std::array thi_xa{Words("thi xa"), Words("tx")};
constexpr std::array huyen{Words("huyen"), Words("h")};
constexpr std::array xa{Words("xa"), Words("x")};
constexpr std::array phuong{Words("phuong"), Words("p")};
constexpr std::array thi_tran{Words("thi tran"), Words("tt")};
constexpr std::array ban{Words("ban")};
constexpr std::array thon{Words("thon")};
constexpr std::array tieu_khu{Words("tieu khu"), Words("tk")};
constexpr std::array to_dan_pho{Words("to dan pho"), Words("tdp")};

// Longer words before those they start with, so that "thị trấn" is not read as something else.
const std::array all_types{
    TypeWords{"to_dan_pho", Kind::hamlet, "Tổ dân phố", "Residential Group", true, to_dan_pho},
    TypeWords{"tieu_khu", Kind::hamlet, "Tiểu khu", "Sub-quarter", true, tieu_khu},
    TypeWords{"thanh_pho", Kind::district, "Thành phố", "City", false, thanh_pho},
    TypeWords{"thi_tran", Kind::commune, "Thị trấn", "Township", false, thi_tran},
    TypeWords{"thi_xa", Kind::district, "Thị xã", "Town", false, thi_xa},
    TypeWords{"huyen", Kind::district, "Huyện", "District", false, huyen},
    TypeWords{"phuong", Kind::commune, "Phường", "Ward", false, phuong},
    TypeWords{"tinh", Kind::province, "Tỉnh", "Province", false, tinh},
    TypeWords{"thon", Kind::hamlet, "Thôn", "Village", false, thon},
    TypeWords{"ban", Kind::hamlet, "Bản", "Hamlet", false, ban},
    TypeWords{"xa", Kind::commune, "Xã", "Commune", false, xa},
    TypeWords{"lien_minh", Kind::area, "", "", false, {}},
};

std::string without_dots(std::string_view text) {
    std::string out(text);
    std::ranges::replace(out, '.', ' ');
    return canonical(out).value_or("");
}

}  // namespace

const TypeWords* find_type(std::string_view type) {
    const auto found = std::ranges::find(all_types, type, &TypeWords::type);
    return found == all_types.end() ? nullptr : &*found;
}

std::optional<TypedName> read_typed_name(std::string_view written) {
    const std::string text = without_dots(written);
    // Folding keeps the number of words here, so a type of k folded words is the first k written words.
    for (const auto& type : all_types) {
        for (const auto words : type.written) {
            const auto count = 1 + std::ranges::count(words, ' ');
            std::size_t end = 0;
            for (std::ptrdiff_t i = 0; i < count && end != std::string::npos; ++i)
                end = text.find(' ', end == 0 ? 0 : end + 1);
            if (end == std::string::npos || fold(std::string_view(text).substr(0, end)) != words) continue;
            return TypedName{type.type, text.substr(end + 1)};
        }
    }
    return std::nullopt;
}

std::string spelling_of(std::string_view text) {
    const std::string plain = without_dots(text);
    std::string out;
    icu::StringByteSink<std::string> sink(&out);
    UErrorCode status = U_ZERO_ERROR;
    icu::CaseMap::utf8ToLower("vi", 0, icu::StringPiece(plain.data(), static_cast<std::int32_t>(plain.size())), sink,
                              nullptr, status);
    check(U_SUCCESS(status), "ICU lowers clean text");
    return out;
}

std::string full_name(const PlaceName& name, std::string_view language) {
    const TypeWords* words = find_type(name.type);
    check(words != nullptr, "a stored type of place is known");
    if (language != "en") return words->vi.empty() ? name.name : std::string(words->vi) + " " + name.name;
    if (words->en.empty()) return name.name_en;
    const std::string en(words->en);
    return words->en_before ? en + " " + name.name_en : name.name_en + " " + en;
}

}  // namespace khuyenhoc::places
