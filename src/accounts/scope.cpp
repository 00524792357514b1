#include "accounts/scope.h"

#include <algorithm>

namespace khuyenhoc::accounts {

namespace {

using places::Atlas;
using places::PlaceId;

constexpr int most_steps = 16;  ///< of one merger after another

Date day_before(Date day) { return from_days(to_days(day) - 1); }

/// `steps` ends what a damaged chain of successions could make endless.
bool covered_on(const Atlas& atlas, PlaceId held, PlaceId subject, Date day, int steps) {
    if (subject == held) return true;
    const auto* place = atlas.find(subject);
    if (place == nullptr || steps == 0) return false;
    const Date from = std::max(place->period.from, day);  // what begins tomorrow is planned today
    if (place->period.holds(from)) return atlas.is_under(subject, held, from);
    const auto became = atlas.successors(subject);
    if (!became.empty())
        return std::ranges::all_of(became, [&](const auto& one) { return covered_on(atlas, held, one.new_place, day, steps - 1); });
    // Nothing took its place (a district): it belongs to whoever has what it was part of.
    const auto above = atlas.parent(subject, day_before(*place->period.to));
    return above && covered_on(atlas, held, *above, day, steps - 1);
}

}  // namespace

bool covers(const Atlas& atlas, PlaceId held, PlaceId subject, Date today, Act act) {
    const auto* place = atlas.find(held);
    if (place == nullptr || atlas.find(subject) == nullptr) return false;
    const bool has_ended = place->period.to && *place->period.to <= today;
    if (has_ended && act == Act::change) return false;
    return covered_on(atlas, held, subject, has_ended ? day_before(*place->period.to) : today, most_steps);
}

}  // namespace khuyenhoc::accounts
