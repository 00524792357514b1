// Which feature of a file of boundaries is which commune. Pure. Private to this capability.
#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "places/atlas.h"
#include "places/boundaries.h"

namespace khuyenhoc::places {

struct BoundaryMatches {
    std::vector<std::pair<PlaceId, std::size_t>> matched;  ///< a commune and its feature, by place
    std::vector<PlaceId> without;                          ///< communes no feature is about, in code order
    std::vector<std::size_t> nothing;                      ///< features that are about none of the communes
    std::string code_property;                             ///< the property that holds official codes; "" when none does
    std::string name_property;                             ///< the one that holds names; "" when none does
};

/// By the property whose values are most often codes of the province's communes of that day, else by the one whose values are most
/// often their names; of a name that two communes bear, another property may tell the district. Refuses places.boundary_no_match and
/// places.boundary_twice (`where`: the later feature; facts: first, code).
Result<BoundaryMatches> match_boundaries(const Atlas& atlas, PlaceId province, Date on, std::span<const BoundaryFeature> features);

}  // namespace khuyenhoc::places
