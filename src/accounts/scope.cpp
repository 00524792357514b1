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
    const auto* place = atlas.find(subject);
    if (subject == held || place == nullptr || steps == 0) return subject == held;
    const auto is_covered = [&](PlaceId other) { return covered_on(atlas, held, other, day, steps - 1); };
    if (place->period.holds(day)) return atlas.is_under(subject, held, day);
    if (place->period.from > day) {
        // Planned today; or, for a place that has ended, what came later: covered when it is made of nothing but what was covered.
        if (atlas.is_under(subject, held, place->period.from)) return true;
        const auto was = atlas.predecessors(subject);
        if (!was.empty()) return std::ranges::all_of(was, [&](const auto& one) { return is_covered(one.old_place); });
        const auto above = atlas.parent(subject, place->period.from);
        return above && is_covered(*above);
    }
    const auto became = atlas.successors(subject);
    if (!became.empty()) return std::ranges::all_of(became, [&](const auto& one) { return is_covered(one.new_place); });
    // Nothing took its place (a district): it belongs to whoever has what it was part of.
    const auto above = atlas.parent(subject, day_before(*place->period.to));
    return above && is_covered(*above);
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
