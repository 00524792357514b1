// Why a title is reached or not: each condition with what it asks and what there is, and what is missing, in words.
// Pure: knows the set, the scores and the measured numbers; no store, no population, no JSON.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "recognition/criteria.h"

namespace khuyenhoc::recognition {

/// One thing a set asks of a subject, and what there is.
struct Finding {
    enum class Kind { indicator, competence, total, condition };
    Kind kind = Kind::indicator;
    std::string code;
    Words text;
    int level = 1;  ///< the level of the title that asks for it
    bool met = false;
    std::optional<std::int64_t> points;  ///< indicator, competence, total: nothing when not scored
    std::int64_t most_points = 0;
    int weight = 1;          ///< indicator: of a point in the sums
    std::int64_t asked = 0;  ///< points, basis points or a number, by what it is
    IndicatorKind scored_as = IndicatorKind::points;
    ConditionKind compares = ConditionKind::at_least;
    Measure of = Measure::members;
    Measure among = Measure::members;
    std::int64_t numerator = 0;    ///< conditions: what is counted
    std::int64_t denominator = 0;  ///< shares: among how many
    Confidence confidence = 'U';
    bool illustrative = false;
};

/// Everything the set asks, in its order: indicators, competences that ask something, the total, conditions.
/// `measure` gives the numbers of the subject; it is asked only for what the conditions name.
std::vector<Finding> judge(const CriteriaSet& set, const Scores& scores, int group,
                           const std::function<std::int64_t(Measure)>& measure);

/// Does the condition hold of these numbers?
bool holds(const Condition& condition, std::int64_t of, std::int64_t among);

/// Do the findings up to `level` hold? Says the same as the cascade, found another way.
bool all_met(const std::vector<Finding>& findings, int level);

/// How many more of what is counted would do; 0 when it holds. For at_most: how many too many. For points: how many
/// points more (not scored counts as 0).
std::int64_t shortfall(const Finding& finding);

/// What is missing for `level`, one sentence each, in the order of the findings. Not scored indicators make one
/// sentence, and none when nothing at all is scored: then the subject was not assessed, which is said first and
/// elsewhere. A sum that would be reached by what is said before it is not said again.
std::vector<Words> missing_words(const std::vector<Finding>& findings, int level);

/// "60 %", "66,5 %" / "66.5 %".
Words share_words(std::int64_t bp);

/// What a measure counts, as a noun for that many: "người đạt Công dân học tập" / "Learning Citizens", of 1 "Learning Citizen".
Words noun_of(Measure measure, std::int64_t how_many = 2);

/// "1 point", "3 points": English tells one from many, Vietnamese does not.
std::string points_in_english(std::int64_t points);

}  // namespace khuyenhoc::recognition
