#include "recognition/cascade_steps.h"
namespace khuyenhoc::recognition {
std::vector<WhatIf> evaluate_many(const Population& population, std::span<const Rules> rules, Pool& pool, Path path) {
    check(rules.size() <= 64, "at most 64 what-ifs in one call");
    std::vector<WhatIf> answers;
    Outcome outcome;
    for (const Rules& each : rules) {
        evaluate(population, each, outcome, pool, path);
        answers.push_back({outcome.province, outcome.communes});
    }
    return answers;
}
}
