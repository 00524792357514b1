// Inside of the cascade: the steps that its parts share. Plain code, one subject at a time; the fast paths must give
// exactly what these give. Included by cascade*.cpp only.
#pragma once

#include <algorithm>
#include <bit>

#include "base/check.h"
#include "recognition/cascade.h"

namespace khuyenhoc::recognition::steps {

/// Birth years as the column keeps them: low..low+span.
struct Births {
    std::uint8_t low = 0;
    std::uint8_t span = 0;
    bool any = false;

    Births(int from, int to) {
        constexpr int base = Population::Columns::birth_base;
        const int first = std::clamp(from, base, base + 255) - base;
        const int last = std::min(to, base + 254) - base;  // 255 is a hole
        any = last >= first;
        low = static_cast<std::uint8_t>(first);
        span = static_cast<std::uint8_t>(any ? last - first : 0);
    }
    bool has(std::uint8_t birth) const { return any && static_cast<std::uint8_t>(birth - low) <= span; }
};

inline Births scope_of(const Rules& rules) { return {rules.birth_from, rules.birth_to}; }
inline Births children_of(const Rules& rules) { return {rules.child_from, rules.child_to}; }

inline Standing standing_of(std::uint8_t marks) { return static_cast<Standing>(marks >> 6); }
inline int schooling_of(std::uint8_t marks) { return (marks >> 3) & 7; }
inline bool is_hole(std::uint8_t marks) { return schooling_of(marks) == 7; }

/// Whether complete scores reach what the rule asks; of incomplete ones the answer means nothing.
inline bool own_passes(const ScoreRule& rule, const ScoreColumns& columns, std::size_t number) {
    std::array<int, most_competences> subtotal{};
    int total = 0;
    bool passes = true;
    for (std::size_t i = 0; i < static_cast<std::size_t>(rule.indicators); ++i) {
        const std::uint8_t score = columns.pair[i / 2][number * 2 + i % 2];
        passes &= score >= rule.at_least[i];
        subtotal[rule.competence[i]] += rule.weight[i] * score;
        total += rule.weight[i] * score;
    }
    for (std::size_t k = 0; k < static_cast<std::size_t>(rule.competences); ++k) passes &= subtotal[k] >= rule.competence_at_least[k];
    return passes && total >= rule.total_at_least[columns.marks[number] & 7];
}

/// What one person, or the members of a household, add to every count of persons.
struct PersonTally {
    std::uint32_t members = 0, adults = 0, not_assessed = 0, incomplete = 0, two_households = 0, learning_citizens = 0;
    std::uint32_t adults_and_left_school = 0, out_of_school = 0, schooling_unknown = 0;
};

inline void tally_person(PersonTally& tally, std::uint8_t marks, std::uint8_t birth, bool citizen, const Births& scope,
                         const Births& children) {
    if (is_hole(marks)) return;
    const int schooling = schooling_of(marks);
    const bool adult = scope.has(birth);
    const bool child = children.has(birth);
    ++tally.members;
    tally.adults += adult;
    tally.not_assessed += adult && standing_of(marks) == Standing::not_assessed;
    tally.incomplete += adult && standing_of(marks) == Standing::incomplete;
    tally.two_households += adult && standing_of(marks) == Standing::two_households;
    tally.learning_citizens += citizen;
    tally.adults_and_left_school += adult || schooling == 2 || schooling == 3;
    tally.out_of_school += child && schooling == 3;
    tally.schooling_unknown += child && schooling == 0;
}

inline bool citizen_passes(const Rules& rules, const Population::Columns& c, std::size_t row, const Births& scope) {
    return scope.has(c.birth[row]) && standing_of(c.person.marks[row]) == Standing::complete &&
           own_passes(rules.of(Title::citizen).own, c.person, row);
}

/// The highest level whose conditions, and those of the levels below, all hold; 0 when not even the first does.
/// `value` gives a measure.
template <class Value>
int level_reached(const TitleRule& rule, Value value) {
    int level = rule.levels;
    for (const ConditionRule& condition : rule.conditions) {
        if (condition.level > level) continue;
        const std::int64_t of = value(condition.of);
        bool holds = false;
        switch (condition.kind) {
            case ConditionKind::at_most: holds = of <= condition.count; break;
            case ConditionKind::at_least: holds = of >= condition.count; break;
            case ConditionKind::share_at_least: {
                const std::int64_t among = value(condition.among);
                holds = among == 0 ? condition.when_empty : 10000 * of >= condition.bp * among;
            }
        }
        if (!holds) level = condition.level - 1;
    }
    return level;
}

/// State of a household, clan, hamlet or unit. `own` is its own scores' answer.
template <class Value>
State title_state(const TitleRule& rule, Standing standing, bool own, Value value) {
    if (rule.own.indicators > 0) {
        if (standing == Standing::not_assessed) return State::not_assessed;
        if (standing == Standing::incomplete) return State::incomplete;
        if (!own) return State::not_achieved;
    }
    const int level = level_reached(rule, value);
    return level == 0 ? State::not_achieved : static_cast<State>(static_cast<int>(State::not_achieved) + level);
}

inline std::int64_t family_value(const PersonTally& tally, Measure what) {
    switch (what) {
        case Measure::members: return tally.members;
        case Measure::adults: return tally.adults;
        case Measure::learning_citizens: return tally.learning_citizens;
        case Measure::adults_and_left_school: return tally.adults_and_left_school;
        case Measure::children_out_of_school: return tally.out_of_school;
        case Measure::children_schooling_unknown: return tally.schooling_unknown;
        default: break;
    }
    check(false, "a family has this measure");
    return 0;
}

inline std::int64_t community_value(const Counts& counts, Measure what) {
    switch (what) {
        case Measure::residents: return counts.residents;
        case Measure::adults: return counts.adults;
        case Measure::learning_citizens: return counts.learning_citizens;
        case Measure::households: return counts.households;
        case Measure::learning_families: return counts.learning_families;
        case Measure::clans: return counts.clans;
        case Measure::learning_clans: return counts.learning_clans;
        default: break;
    }
    check(false, "a community has this measure");
    return 0;
}

State family_state(const Population::Columns& c, const Rules& rules, std::uint32_t household, const PersonTally& tally);
State clan_state(const Population& p, const Outcome& out, std::uint32_t clan);
State community_state(const Population& p, const Outcome& out, std::uint32_t hamlet);
State unit_state(const Population& p, const Outcome& out, std::uint32_t unit);

void add_persons(Counts& counts, const PersonTally& tally, int sign);
void add_family(Counts& counts, State state, int sign);
void add_unit(Counts& counts, State state, int sign);

/// A clan's tally in one word, as the paths add it up: learning families, adults, learning citizens, 21 bits each.
inline std::uint64_t clan_word(bool family, std::uint64_t adults, std::uint64_t citizens) {
    return static_cast<std::uint64_t>(family) | adults << 21 | citizens << 42;
}

/// What the paths fill for hamlets first..last-1: citizens, families, hamlets' counts of persons and households
/// (without clans), and the clan words of `clan_words` (clans + 64 of them; the last 64 take what is in no clan).
struct Work {
    const Population& population;
    const Rules& rules;
    Outcome& out;
    std::uint64_t* clan_words;
};
void evaluate_hamlets_scalar(const Work& work, std::uint32_t first, std::uint32_t last);
void evaluate_hamlets_avx512(const Work& work, std::uint32_t first, std::uint32_t last);

/// First hamlet of each of `parts` ranges with about equal rows; parts + 1 numbers, the last is hamlets() + 1.
std::vector<std::uint32_t> split_hamlets(const Population& population, int parts);

/// The same by whole communes; the last number is communes() + 1.
std::vector<std::uint32_t> split_communes(const Population& population, int parts);

/// From hamlets' person and household counts to everything above them. `words` by part.
void finish(const Population& population, Outcome& out, std::span<const std::vector<std::uint64_t>> words, Pool& pool);

}  // namespace khuyenhoc::recognition::steps
