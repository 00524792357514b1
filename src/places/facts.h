// The facts file of a province: its format and its check. Knows no store. Private to this capability.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "capability/capability.h"
#include "places/atlas.h"

namespace khuyenhoc::places {

struct FactPlace {
    Place place;                       ///< parents: the place above, then the virtual areas it belongs to
    std::vector<PlaceId> formed_from;  ///< the places it succeeds
};

struct Facts {
    std::int64_t province = 0;
    std::vector<FactPlace> places;
    std::vector<std::pair<PlaceId, PlaceId>> neighbours;  ///< smaller id first
    Date succession_on;
    std::string succession_document;
};

/// Ids of the facts stay below this serial number; hamlets added later start here.
inline constexpr std::int64_t first_hamlet_serial = 100'001;

/// The id of serial number `n` in a province: n = 0 is the province itself.
constexpr PlaceId place_id(std::int64_t province, std::int64_t n) {
    return n == 0 ? province : province * 1'000'000'000'000 + n;
}

/// Reads and checks a facts file. Nothing is guessed: refuses with json.*, shape.* or
/// places.facts_format, places.facts_twice (a serial number, alias, measure or member given twice),
/// places.facts_unknown_place (a reference to none), places.facts_type (the type does not fit the kind),
/// places.facts_parent (the place above is of the wrong kind), places.facts_period (ends before it starts, or not
/// within its parent's), places.facts_code (missing, malformed or borne by two places on one day),
/// places.facts_succession (dates do not meet), places.facts_neighbour (itself, or twice), places.facts_source (an
/// unknown source). `where` is the path: "places[12].under".
Result<Facts> read_facts(std::string_view text);

}  // namespace khuyenhoc::places
