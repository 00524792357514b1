// The integrity checks of places. Private to this capability.
#pragma once

#include <vector>

#include "capability/capability.h"

namespace khuyenhoc::places {

std::vector<Check> checks();
std::vector<DeepCheck> deep_checks();

}  // namespace khuyenhoc::places
