// What a role held at a place covers, on a day. Pure: the atlas in, yes or no out.
#pragma once

#include "places/atlas.h"

namespace khuyenhoc::accounts {

/// What a request does to what it is about.
enum class Act { read, change };

/// Whether whoever holds a territorial role at `held` is responsible for `subject` on `today`: it is that place or beneath it, or it
/// has ended and everything it became is covered. A place that has ended covers, for reading alone, what was beneath it on its
/// last day, and what was later made of nothing else. What has moved away is not covered, nor is what is not there.
bool covers(const places::Atlas& atlas, places::PlaceId held, places::PlaceId subject, Date today, Act act);

}  // namespace khuyenhoc::accounts
