// The least that would have to change for a title: how many points on which own indicators, and how many more (or fewer) of
// what is counted below. Pure: knows the set, the scores and the numbers; no store, no population, no JSON.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "recognition/criteria.h"

namespace khuyenhoc::recognition {

struct PointChange {
    std::size_t indicator = 0;
    std::optional<int> from;  ///< nothing when not scored
    int to = 0;
    bool operator==(const PointChange&) const = default;
};

/// The fewest points that make the own scores pass; among equally few, on few indicators. An indicator that is not scored is
/// in it even when 0 would do, because it must be scored.
struct PointPlan {
    std::int64_t points = 0;  ///< raw points to be added; what is not scored counts from 0
    std::vector<PointChange> changes = {};
};
PointPlan least_points(const CriteriaSet& set, const Scores& scores, int group);

/// How far the numbers below a subject can go.
struct Reach {
    std::function<std::int64_t(Measure)> now;
    /// The most of a number that can rise (Learning Citizens, Families, Clans).
    std::function<std::int64_t(Measure)> most;
    /// Families: children out of school who are no adults, so that back at school they also leave `adults_and_left_school`.
    std::int64_t out_of_school_and_no_adult = 0;
};

struct MeasureChange {
    Measure measure = Measure::members;
    std::int64_t from = 0, to = 0;
    bool operator==(const MeasureChange&) const = default;
};

/// The fewest changes of single people (families, clans) that make every condition up to `level` hold; nothing when no such
/// change does. Each change is of one: a member who becomes a Learning Citizen, a child who goes back to school or is asked.
std::optional<std::vector<MeasureChange>> least_measures(const CriteriaSet& set, int level, const Reach& reach);

}  // namespace khuyenhoc::recognition
