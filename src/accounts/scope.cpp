#include "accounts/scope.h"

#include "places/within.h"

namespace khuyenhoc::accounts {

bool covers(const places::Atlas& atlas, places::PlaceId held, places::PlaceId subject, Date today, Act act) {
    const auto* place = atlas.find(held);
    const bool has_ended = place != nullptr && place->period.to && *place->period.to <= today;
    // Of a place that has ended everything may be read, and nothing changed.
    return !(has_ended && act == Act::change) && places::is_seen_from(atlas, subject, held, today);
}

}  // namespace khuyenhoc::accounts
