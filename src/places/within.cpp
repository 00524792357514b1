#include "places/within.h"

#include <algorithm>

namespace khuyenhoc::places {

namespace {

constexpr int most_steps = 16;  ///< of one merger after another

Date day_before(Date day) { return from_days(to_days(day) - 1); }

/// `steps` ends what a damaged chain of successions could make endless.
bool lies_within(const Atlas& atlas, PlaceId id, PlaceId within, Date on, int steps) {
    if (id == within) return true;
    const Place* place = atlas.find(id);
    if (place == nullptr || steps == 0) return false;
    const Date from = std::max(place->period.from, on);  // what begins tomorrow is planned today
    if (place->period.holds(from)) return atlas.is_under(id, within, from);
    const auto became = atlas.successors(id);
    if (!became.empty())
        return std::ranges::all_of(became, [&](const Succession& one) { return lies_within(atlas, one.new_place, within, on, steps - 1); });
    const auto above = atlas.parent(id, day_before(*place->period.to));
    return above && lies_within(atlas, *above, within, on, steps - 1);
}

}  // namespace

bool lies_within(const Atlas& atlas, PlaceId place, PlaceId within, Date on) { return lies_within(atlas, place, within, on, most_steps); }

bool is_seen_from(const Atlas& atlas, PlaceId place, PlaceId within, Date today) {
    const Place* held = atlas.find(within);
    if (held == nullptr) return false;
    const bool has_ended = held->period.to && *held->period.to <= today;
    return lies_within(atlas, place, within, has_ended ? day_before(*held->period.to) : today);
}

}  // namespace khuyenhoc::places
