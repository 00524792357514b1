#include "places/within.h"

#include <algorithm>

namespace khuyenhoc::places {

bool lies_within(const Atlas& atlas, PlaceId place, PlaceId within, Date on) {
    if (place == within) return true;
    if (atlas.find(place) == nullptr || atlas.find(within) == nullptr) return false;
    if (atlas.exists(place, on)) return atlas.is_under(place, within, on);
    const auto successors = atlas.successors(place);
    // A succession is on the day the old place ends: there is no way back to it.
    return !successors.empty() && std::ranges::all_of(successors, [&](const Succession& one) { return lies_within(atlas, one.new_place, within, on); });
}

}  // namespace khuyenhoc::places
