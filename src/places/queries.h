// The queries of places. Private to this capability.
#pragma once

#include <vector>

#include "capability/capability.h"
#include "places/places.h"

namespace khuyenhoc::places {

/// `places` must outlive them.
std::vector<QueryLine> queries(Places& places);

}  // namespace khuyenhoc::places
