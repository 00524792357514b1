// Who gains and who loses a title under other criteria, by group; and what of it may be shown. Pure: knows the population's
// columns; no store, no JSON, no name of a group.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "recognition/cascade.h"

namespace khuyenhoc::recognition {

/// A group of people: its code (a commune's number, a sex, an ethnic group, a band of age) and what happens to it.
struct FairnessRow {
    int code = 0;
    std::int64_t persons = 0;  ///< of those the title is about
    std::int64_t today = 0;    ///< of them, with the title today
    std::int64_t gains = 0;
    std::int64_t loses = 0;
    int merged = 0;            ///< how many groups this row stands for, when they are too small to be shown alone
    bool operator==(const FairnessRow&) const = default;
};

/// The same people, divided four ways; each way adds up to `all`.
struct Fairness {
    FairnessRow all;
    std::vector<FairnessRow> communes, sexes, ethnicities, bands;  ///< by code, rising; bands as `usual_bands`
};

/// People of the population under both outcomes, which are of it. For citizens the people are those in the scope of either; for
/// the other titles everybody, who "has" it when the own household, its clan, or the hamlet has. Units are a Bug.
/// `communes`: the numbers that count, rising.
Fairness compare_groups(const Population& population, const Outcome& today, const Outcome& then, Title title,
                        std::span<const std::uint32_t> communes, Pool& pool);

inline constexpr std::int64_t fewest_persons = 30;
inline constexpr std::int64_t fewest_changes = 10;

/// Groups of fewer than 30 people, and those in which some but fewer than 10 gain or lose, become one row (`merged` of them,
/// code -1, last). That row is itself never so small, nor of a single group, since then the total would give it away: the next
/// smallest groups join it until it is not. When all would join, nothing is left to show and the list is empty.
std::vector<FairnessRow> protect(std::vector<FairnessRow> rows);

}  // namespace khuyenhoc::recognition
