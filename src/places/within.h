// Whether a place lies within another, for whoever works there.
#pragma once

#include "places/atlas.h"

namespace khuyenhoc::places {

/// It is that place or beneath it on the day; or it has ended by then, and all that it became (or, when nothing took its
/// place, what it was part of) lies within; or it came later, and is made of nothing but what lay within.
bool lies_within(const Atlas& atlas, PlaceId place, PlaceId within, Date on);

/// The same for reading today: a place that has ended still shows what lay in it on its last day.
bool is_seen_from(const Atlas& atlas, PlaceId place, PlaceId within, Date today);

}  // namespace khuyenhoc::places
