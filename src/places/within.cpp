#include "places/within.h"

#include <algorithm>

namespace khuyenhoc::places {

namespace {

constexpr int most_steps = 16;  ///< of one merger after another

Date day_before(Date day) { return from_days(to_days(day) - 1); }

/// `steps` ends what a damaged chain of successions could make endless.
bool lies_within(const Atlas& atlas, PlaceId id, PlaceId within, Date on, int steps) {
    const Place* place = atlas.find(id);
    if (id == within || place == nullptr || steps == 0) return id == within;
    const auto lies = [&](PlaceId other) { return lies_within(atlas, other, within, on, steps - 1); };
    if (place->period.holds(on)) return atlas.is_under(id, within, on);
    if (place->period.from > on) {
        // Planned today; or, when what is asked about has ended, what came later: within when it is made of nothing but what was.
        if (atlas.is_under(id, within, place->period.from)) return true;
        const auto was = atlas.predecessors(id);
        if (!was.empty()) return std::ranges::all_of(was, [&](const Succession& one) { return lies(one.old_place); });
        const auto above = atlas.parent(id, place->period.from);
        return above && lies(*above);
    }
    const auto became = atlas.successors(id);
    if (!became.empty()) return std::ranges::all_of(became, [&](const Succession& one) { return lies(one.new_place); });
    // Nothing took its place (a district): it belongs to whoever has what it was part of.
    const auto above = atlas.parent(id, day_before(*place->period.to));
    return above && lies(*above);
}

}  // namespace

bool lies_within(const Atlas& atlas, PlaceId place, PlaceId within, Date on) { return lies_within(atlas, place, within, on, most_steps); }

bool is_seen_from(const Atlas& atlas, PlaceId place, PlaceId within, Date today) {
    const Place* held = atlas.find(within);
    if (held == nullptr || atlas.find(place) == nullptr) return false;
    const bool has_ended = held->period.to && *held->period.to <= today;
    return lies_within(atlas, place, within, has_ended ? day_before(*held->period.to) : today);
}

}  // namespace khuyenhoc::places
