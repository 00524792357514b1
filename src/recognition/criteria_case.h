// Test cases of a criteria set: invented subjects, and where each must stand under it. Pure: knows the set and the case.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "recognition/cascade.h"
#include "recognition/criteria.h"
#include "recognition/judgement.h"

namespace khuyenhoc::recognition {

inline constexpr std::size_t most_cases = 200;

struct CriteriaCase {
    std::string name;
    int group = 0;
    std::optional<int> age;  ///< citizens: of the age assessed when left out
    Scores scores = no_scores;
    std::map<Measure, std::int64_t> measures;  ///< what the conditions count; 0 when left out
    State expected = State::achieved;
};

struct CaseAnswer {
    State state = State::not_assessed;
    bool passed = false;
    std::vector<Words> missing;  ///< of the first level
};

/// Reads a list of cases for a set: {"name", "group"?, "age"?, "scores"?, "measures"?, "expected"}. Refusals are shape.*,
/// recognition.unknown_group, recognition.bad_score, criteria.unknown_measure; `where` is the path, such as "cases[2].age".
Result<std::vector<CriteriaCase>> read_cases(const json::array& cases, const CriteriaSet& set);

/// Where the subject stands under the set: the same as the cascade says.
CaseAnswer answer_case(const CriteriaSet& set, const CriteriaCase& one);

}  // namespace khuyenhoc::recognition
