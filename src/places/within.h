// Whether a place lies within another today, for whoever works there.
#pragma once

#include "places/atlas.h"

namespace khuyenhoc::places {

/// It is that place or beneath it on the day; or it has ended by then, and all that it became lies within.
bool lies_within(const Atlas& atlas, PlaceId place, PlaceId within, Date on);

}  // namespace khuyenhoc::places
