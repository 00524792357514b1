// Small random worlds and random criteria for the tests of the cascade: everything a register can get wrong is in them.
#pragma once

#include <fmt/format.h>

#include <random>

#include "recognition/cascade.h"
#include "recognition/criteria.h"
#include "recognition/population.h"

namespace khuyenhoc::recognition::worlds {

/// Numbers from a seed, the same on every machine (the standard distributions are not).
class Dice {
public:
    explicit Dice(std::uint64_t seed) : engine_(seed) {}
    /// 0..n-1
    int below(int n) { return static_cast<int>(engine_() % static_cast<std::uint64_t>(n)); }
    int between(int least, int most) { return least + below(most - least + 1); }
    bool percent(int p) { return below(100) < p; }
    template <class List>
    const auto& one_of(const List& list) { return list[static_cast<std::size_t>(below(static_cast<int>(std::size(list))))]; }

private:
    std::mt19937_64 engine_;
};

inline Condition random_condition(Dice& dice, Title title, int levels, int number) {
    const auto measures = measures_of(title);
    Condition condition;
    condition.code = fmt::format("k{}", number);
    condition.text = {"điều kiện", "condition"};
    condition.level = dice.between(1, levels);
    condition.kind = static_cast<ConditionKind>(dice.below(3));
    condition.of = condition.among = dice.one_of(measures);
    if (condition.kind == ConditionKind::share_at_least) {
        condition.among = dice.one_of(measures);
        condition.bp = dice.percent(10) ? dice.one_of(std::array{0, 10000}) : dice.between(0, 100) * 100;
        condition.when_empty = dice.percent(50);
    } else {
        condition.count = dice.percent(10) ? dice.one_of(std::array{0, 255, 256, 1000}) : dice.between(0, 4);
    }
    return condition;
}

inline Indicator random_indicator(Dice& dice, int competences, int number) {
    Indicator indicator;
    indicator.code = fmt::format("i{}", number);
    indicator.text = {"chỉ tiêu", "indicator"};
    indicator.kind = static_cast<IndicatorKind>(dice.below(4));
    indicator.max = indicator.kind == IndicatorKind::yes_no ? 1 : indicator.kind == IndicatorKind::grade ? 3 : dice.between(1, most_score);
    indicator.weight = dice.percent(10) ? dice.between(0, most_weight) : dice.between(1, 12);
    indicator.at_least = dice.percent(70) ? 0 : dice.between(0, indicator.max);
    indicator.competence = competences ? dice.below(competences) : 0;
    indicator.confidence = 'B';
    return indicator;
}

inline CriteriaSet random_set(Dice& dice, Title title, int indicators) {
    CriteriaSet set;
    set.id = fmt::format("{}-random", name_of(title));
    set.title = title;
    set.name = set.issuer = {"ngẫu nhiên", "random"};
    set.document.number = "0";
    set.valid_from = Date{2020, 1, 1};
    set.levels = title != Title::citizen && dice.percent(40) ? 2 : 1;
    const int competences = dice.percent(50) ? dice.between(1, 4) : 0;
    int most = 0;
    std::vector<int> subtotal(static_cast<std::size_t>(competences));
    for (int k = 0; k < competences; ++k) set.competences.push_back({fmt::format("c{}", k), {"năng lực", "competence"}, 0});
    for (int i = 0; i < indicators; ++i) {
        set.indicators.push_back(random_indicator(dice, competences, i));
        const auto& indicator = set.indicators.back();
        most += indicator.max * indicator.weight;
        if (competences) subtotal[static_cast<std::size_t>(indicator.competence)] += indicator.max * indicator.weight;
    }
    for (std::size_t k = 0; k < subtotal.size(); ++k) {
        if (dice.percent(50)) set.competences[k].at_least = subtotal[k] * dice.between(0, 60) / 100;
    }
    if (indicators) {
        set.total_at_least = most * dice.between(0, 70) / 100;
        set.pass_confidence = 'B';
    }
    if (title == Title::citizen) {
        set.scope = {dice.between(0, 30), std::nullopt};
        if (dice.percent(50)) set.scope.to = set.scope.from + dice.between(0, 60);
        for (int g = dice.percent(60) ? dice.between(1, 8) : 0; g > 0; --g) {
            set.groups.push_back({fmt::format("g{}", g), {"nhóm", "group"}, most * dice.between(0, 70) / 100, 'B'});
        }
    } else {
        const int conditions = indicators ? dice.between(0, 5) : dice.between(1, 5);
        for (int k = 0; k < conditions; ++k) set.conditions.push_back(random_condition(dice, title, set.levels, k));
    }
    if (title == Title::family) set.children = {dice.between(0, 8), dice.between(8, 20)};
    return set;
}

inline Criteria random_criteria(Dice& dice, const IndicatorCounts* like = nullptr) {
    Criteria criteria;
    for (const Title title : all_titles) {
        int indicators = title == Title::citizen ? dice.between(1, most_indicators) : dice.percent(20) ? 0 : dice.between(1, 6);
        if (like) indicators = (*like)[static_cast<std::size_t>(title)];
        criteria.of(title) = random_set(dice, title, indicators);
    }
    return criteria;
}

inline Scores random_scores(Dice& dice, const CriteriaSet& set) {
    Scores scores = no_scores;
    if (dice.percent(10)) return scores;
    const int gaps = dice.percent(15) ? 30 : 0;
    const int quality = dice.between(30, 100);
    for (std::size_t i = 0; i < set.indicators.size(); ++i) {
        if (dice.percent(gaps)) continue;
        const int score = set.indicators[i].max * dice.between(quality / 2, quality + 20) / 100;
        scores[i] = static_cast<std::uint8_t>(std::clamp(score, 0, set.indicators[i].max));
    }
    return scores;
}

inline PersonRow random_person(Dice& dice, const Criteria& criteria, std::int64_t id) {
    PersonRow person;
    person.id = id;
    person.birth_year = dice.percent(2) ? dice.one_of(std::array{1700, 1849, 1850, 1900, 2024, 2026, 2105, 2106, 2300}) : dice.between(1930, 2025);
    person.sex = static_cast<std::uint8_t>(dice.below(3));
    person.ethnicity = static_cast<std::uint8_t>(dice.below(55));
    person.group = static_cast<std::uint8_t>(dice.below(8));
    person.schooling = static_cast<std::uint8_t>(dice.percent(60) ? 1 : dice.below(5));
    person.scores = random_scores(dice, criteria.citizen);
    return person;
}

/// A world of about `size` persons. Ids are spread out and shuffled in their lists.
inline PopulationRows random_world(Dice& dice, const Criteria& criteria, int size) {
    PopulationRows rows;
    const auto id = [&dice](int kind, int n) { return std::int64_t{14} * 1'000'000'000'000 + kind * 1'000'000 + n * 7 + dice.below(7); };
    std::vector<std::int64_t> hamlets{0, 999}, households{777}, clans{888}, units{666}, persons{555};
    for (int n = dice.between(1, 4); n > 0; --n) rows.communes.push_back(id(1, n));
    for (int n = dice.between(1, 9); n > 0; --n) {
        hamlets.push_back(id(2, n));
        const auto commune = dice.percent(5) ? 0 : dice.one_of(rows.communes);
        rows.hamlets.push_back({hamlets.back(), commune, random_scores(dice, criteria.community)});
    }
    const int homes = std::max(1, size / dice.between(2, 6));
    for (int n = homes; n > 0; --n) {
        households.push_back(id(3, n));
        const auto hamlet = dice.percent(95) ? hamlets[static_cast<std::size_t>(dice.between(2, static_cast<int>(hamlets.size()) - 1))] : dice.one_of(hamlets);
        rows.households.push_back({households.back(), hamlet, random_scores(dice, criteria.family)});
    }
    for (int n = dice.between(0, 6); n > 0; --n) {
        clans.push_back(id(4, n));
        rows.clans.push_back({clans.back(), dice.one_of(hamlets), random_scores(dice, criteria.clan)});
    }
    for (int n = dice.between(0, 6); n > 0; --n) {
        units.push_back(id(5, n));
        rows.units.push_back({units.back(), dice.percent(5) ? 0 : dice.one_of(rows.communes), random_scores(dice, criteria.unit)});
    }
    const bool crowd = dice.percent(15);  // one household larger than a block of the kernel
    for (int n = size; n > 0; --n) {
        persons.push_back(id(6, n));
        rows.persons.push_back(random_person(dice, criteria, persons.back()));
        const auto home = crowd && dice.percent(60) ? households[1] : dice.one_of(households);
        if (!dice.percent(2)) rows.members.push_back({home, persons.back(), dice.between(1000, 1020)});
        if (dice.percent(4)) rows.members.push_back({dice.one_of(households), persons.back(), dice.between(1000, 1020)});
        if (dice.percent(1)) rows.members.push_back({dice.one_of(households), dice.one_of(persons), dice.between(1000, 1020)});
        if (dice.percent(30)) rows.unit_members.push_back({dice.one_of(units), persons.back(), dice.percent(60) ? Role::staff : Role::learner});
        if (dice.percent(3)) rows.unit_members.push_back({dice.one_of(units), dice.one_of(persons), Role::learner});
    }
    for (const auto household : households) {
        if (dice.percent(60)) rows.clan_households.push_back({dice.one_of(clans), household, dice.between(1000, 1020)});
        if (dice.percent(5)) rows.clan_households.push_back({dice.one_of(clans), household, dice.between(1000, 1020)});
    }
    return rows;
}

}  // namespace khuyenhoc::recognition::worlds
