#include "recognition/cascade_wide.h"

namespace khuyenhoc::recognition::steps {

namespace {

int column_of(Measure what) {
    switch (what) {
        case Measure::learning_citizens: return WideFamily::citizens;
        case Measure::adults: return WideFamily::adults;
        case Measure::members: return WideFamily::members;
        case Measure::adults_and_left_school: return WideFamily::left_school;
        case Measure::children_out_of_school: return WideFamily::out_of_school;
        case Measure::children_schooling_unknown: return WideFamily::schooling_unknown;
        default: break;
    }
    check(false, "a family has this measure");
    return 0;
}

WideCondition widen(const ConditionRule& rule) {
    WideCondition wide;
    wide.of = column_of(rule.of);
    wide.among = column_of(rule.among);
    wide.level = rule.level;
    wide.at_most = rule.kind == ConditionKind::at_most;
    for (std::size_t among = 0; among < wide.need.size(); ++among) {
        std::int64_t need = rule.count;
        if (rule.kind == ConditionKind::share_at_least) {
            // 10000*of >= bp*among, solved for of; an empty group asks for nothing or for what cannot be.
            const auto bp = static_cast<std::int64_t>(rule.bp);
            need = among > 0 ? (bp * static_cast<std::int64_t>(among) + 9999) / 10000 : rule.when_empty ? 0 : 255;
        }
        wide.need[among] = static_cast<std::uint8_t>(std::min<std::int64_t>(need, 255));
    }
    return wide;
}

}  // namespace

WideAges::WideAges(const Rules& rules) {
    const Births scope = scope_of(rules), children = children_of(rules);
    scope_low = scope.low;
    scope_span = scope.span;
    scope_any = scope.any;
    child_low = children.low;
    child_span = children.span;
    child_any = children.any;
}

WideScore::WideScore(const ScoreRule& rule) : pairs((rule.indicators + 1) / 2) {
    // Competences without a minimum of their own are summed together.
    std::array<int, most_competences> sum_of{};
    int rest = -1;
    for (int k = 0; k < rule.competences; ++k) {
        const std::uint16_t need = rule.competence_at_least[static_cast<std::size_t>(k)];
        if (need == 0 && rest >= 0) {
            sum_of[static_cast<std::size_t>(k)] = rest;
            continue;
        }
        if (need == 0) rest = sums;
        sum_least[static_cast<std::size_t>(sums)] = need;
        sum_of[static_cast<std::size_t>(k)] = sums++;
    }
    for (std::size_t i = 0; i < static_cast<std::size_t>(rule.indicators); ++i) {
        const int shift = i % 2 == 0 ? 0 : 8;
        const auto sum = static_cast<std::size_t>(sum_of[rule.competence[i]]);
        for (auto& word : least[i / 2]) word = static_cast<std::uint16_t>(word | rule.at_least[i] << shift);
        for (auto& word : weight[sum][i / 2]) word = static_cast<std::uint16_t>(word | rule.weight[i] << shift);
        sum_pairs[sum] = static_cast<std::uint8_t>(sum_pairs[sum] | 1u << (i / 2));
        minima |= rule.at_least[i] > 0;
    }
    for (std::size_t i = 0; i < threshold.size(); ++i) {
        threshold[i] = rule.total_at_least[i % most_groups];
        one_threshold &= threshold[i] == threshold[0];
    }
}

WideFamily::WideFamily(const TitleRule& rule) : levels(rule.levels), has_own(rule.own.indicators > 0) {
    used[citizens] = used[adults] = true;  // clans add them up
    for (const ConditionRule& condition : rule.conditions) {
        conditions.push_back(widen(condition));
        used[static_cast<std::size_t>(conditions.back().of)] = true;
        if (condition.kind == ConditionKind::share_at_least) used[static_cast<std::size_t>(conditions.back().among)] = true;
    }
    first = conditions.data();
    last = first + conditions.size();
}

}  // namespace khuyenhoc::recognition::steps
