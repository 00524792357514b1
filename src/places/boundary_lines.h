// The commands and the query of boundaries. Private to this capability.
#pragma once

#include <vector>

#include "capability/capability.h"
#include "places/places.h"

namespace khuyenhoc::places {

/// places.load_boundaries, places.forget_boundaries. `places` must outlive them.
std::vector<CommandLine> boundary_commands(Places& places);
/// /api/boundaries. `places` must outlive it.
QueryLine boundary_query(Places& places);
std::vector<RefusalKind> boundary_refusals();
std::vector<Check> boundary_checks();
/// What is stored can be drawn.
DeepCheck boundary_deep_check();

}  // namespace khuyenhoc::places
