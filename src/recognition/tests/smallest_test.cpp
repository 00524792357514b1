// The least change that gives a title, against every change there is.
#include "recognition/smallest.h"

#include <gtest/gtest.h>

#include <bit>

#include "recognition/judgement.h"
#include "recognition/tests/small_world.h"
#include "recognition/tests/worlds.h"

namespace khuyenhoc::recognition {
namespace {

using worlds::Dice;

CriteriaSet small_points(Dice& dice) {
    CriteriaSet set = worlds::random_set(dice, Title::citizen, dice.between(1, 4));
    int most = 0;
    std::vector<int> subtotal(set.competences.size());
    for (auto& indicator : set.indicators) {
        indicator.max = dice.between(1, 4);
        indicator.weight = dice.between(0, 3);
        indicator.at_least = dice.between(0, indicator.max);
        most += indicator.max * indicator.weight;
        if (!subtotal.empty()) subtotal[static_cast<std::size_t>(indicator.competence)] += indicator.max * indicator.weight;
    }
    for (std::size_t c = 0; c < subtotal.size(); ++c) set.competences[c].at_least = subtotal[c] * dice.between(0, 100) / 100;
    set.total_at_least = most * dice.between(0, 100) / 100;
    for (auto& group : set.groups) group.total_at_least = most * dice.between(0, 100) / 100;
    return set;
}

bool passes(const CriteriaSet& set, const Scores& scores, int group) {
    return all_met(judge(set, scores, group, [](Measure) { return std::int64_t{0}; }), 1);
}

/// The fewest points over all scores that are nowhere lower.
std::int64_t fewest_points(const CriteriaSet& set, const Scores& from, int group) {
    std::int64_t fewest = INT64_MAX;
    Scores to = from;
    const auto try_all = [&](auto&& self, std::size_t i, std::int64_t points) -> void {
        if (points >= fewest) return;
        if (i == set.indicators.size()) {
            if (passes(set, to, group)) fewest = points;
            return;
        }
        const int least = from[i] == not_scored ? 0 : from[i];
        for (int value = least; value <= set.indicators[i].max; ++value) {
            to[i] = static_cast<std::uint8_t>(value);
            self(self, i + 1, points + value - least);
        }
    };
    try_all(try_all, 0, 0);
    return fewest;
}

TEST(Smallest, PointsAgainstEveryScore) {
    Dice dice(41);
    for (int round = 0; round < 3000; ++round) {
        const auto set = small_points(dice);
        Scores from = no_scores;
        for (std::size_t i = 0; i < set.indicators.size(); ++i)
            if (!dice.percent(15)) from[i] = static_cast<std::uint8_t>(dice.between(0, set.indicators[i].max));
        const int group = dice.below(8);
        const auto plan = least_points(set, from, group);
        ASSERT_EQ(plan.points, fewest_points(set, from, group)) << "round " << round;
        Scores to = from;
        for (const auto& change : plan.changes) to[change.indicator] = static_cast<std::uint8_t>(change.to);
        ASSERT_TRUE(passes(set, to, group)) << "round " << round;
    }
}

// -- a household: every set of members that pass and of children that go to school, judged by the cascade

struct Home {
    Criteria criteria;
    PopulationRows rows;
    std::vector<std::size_t> adults, children;  ///< whom a change can be about: indexes of persons
};

Home random_home(Dice& dice) {
    Home home;
    home.criteria = worlds::random_criteria(dice);
    home.criteria.citizen = worlds::random_set(dice, Title::citizen, 1);
    auto& citizen = home.criteria.citizen;
    citizen.scope = {dice.percent(80) ? 18 : 10, std::nullopt};
    citizen.competences.clear();
    citizen.groups.clear();
    citizen.indicators[0] = {.code = "A", .text = {"a", "a"}, .max = 1, .weight = 1, .at_least = 1};
    citizen.total_at_least = 1;
    auto& family = home.criteria.family;
    family = worlds::random_set(dice, Title::family, 0);
    family.children = {6, 14};
    if (family.conditions.size() > 3) family.conditions.resize(3);
    home.rows.communes = {1};
    home.rows.hamlets = {{2, 1, no_scores}};
    home.rows.households = {{3, 2, no_scores}};
    const int size = dice.between(1, 6);
    for (int n = 0; n < size; ++n) {
        PersonRow person;
        person.id = 10 + n;
        person.birth_year = 2025 - dice.between(4, 60) / (dice.percent(50) ? 4 : 1);
        person.schooling = static_cast<std::uint8_t>(dice.below(5));
        if (dice.percent(70)) person.scores[0] = static_cast<std::uint8_t>(dice.below(2));
        const int age = 2025 - person.birth_year;
        const bool adult = age >= citizen.scope.from;
        if (adult && person.scores[0] != 1) home.adults.push_back(static_cast<std::size_t>(n));
        if (age >= 6 && age <= 14 && (person.schooling == 0 || person.schooling == 3)) home.children.push_back(static_cast<std::size_t>(n));
        home.rows.persons.push_back(person);
        home.rows.members.push_back({3, person.id, 1000});
    }
    return home;
}

struct Judged {
    Population population;
    Outcome outcome;
};

Judged judged(const Home& home, Pool& pool) {
    Judged made{Population::build(home.rows, indicator_counts(home.criteria)), {}};
    evaluate(made.population, compile(home.criteria, 2025), made.outcome, pool, Path::scalar);
    return made;
}

/// The fewest people who must change, of all ways to choose them.
std::optional<int> fewest_people(const Home& home, int level, Pool& pool) {
    std::optional<int> fewest;
    const auto size = home.adults.size() + home.children.size();
    for (unsigned chosen = 0; chosen < 1u << size; ++chosen) {
        const int people = std::popcount(chosen);
        if (fewest && people >= *fewest) continue;
        Home changed = home;
        for (std::size_t i = 0; i < size; ++i) {
            if (!(chosen >> i & 1)) continue;
            if (i < home.adults.size()) changed.rows.persons[home.adults[i]].scores[0] = 1;
            else changed.rows.persons[home.children[i - home.adults.size()]].schooling = 1;
        }
        if (level_of(judged(changed, pool).outcome.families[0]) >= level) fewest = people;
    }
    return fewest;
}

TEST(Smallest, AHouseholdAgainstEveryChoiceOfPeople) {
    Dice dice(42);
    Pool pool(1);
    int possible = 0;
    for (int round = 0; round < 1500; ++round) {
        const auto home = random_home(dice);
        const auto now = judged(home, pool);
        const int level = level_of(now.outcome.families[0]) + 1;
        if (level > home.criteria.family.levels) continue;
        const auto measured = [&](Measure what) { return measure(now.population, now.outcome, Title::family, 0, what); };
        Reach reach;
        reach.now = measured;
        reach.most = [&](Measure what) {
            return what == Measure::learning_citizens ? measured(what) + std::ssize(home.adults) : measured(what);
        };
        for (const auto child : home.children) {
            const auto& person = home.rows.persons[child];
            reach.out_of_school_and_no_adult += person.schooling == 3 && 2025 - person.birth_year < home.criteria.citizen.scope.from;
        }
        const auto plan = least_measures(home.criteria.family, level, reach);
        const auto fewest = fewest_people(home, level, pool);
        ASSERT_EQ(plan.has_value(), fewest.has_value()) << "round " << round;
        if (!plan) continue;
        ++possible;
        std::int64_t people = 0;
        for (const auto& change : *plan) people += std::abs(change.to - change.from);
        ASSERT_EQ(people, *fewest) << "round " << round;
    }
    EXPECT_GT(possible, 40);
}

TEST(Smallest, WhatRisesAgainstEveryNumber) {
    Dice dice(43);
    int possible = 0;
    for (int round = 0; round < 2000; ++round) {
        const auto title = dice.one_of(std::array{Title::clan, Title::community, Title::unit});
        const auto set = worlds::random_set(dice, title, 0);
        const auto measures = measures_of(title);
        std::map<Measure, std::int64_t> now, most;
        const auto put = [&](Measure part, Measure whole) {
            most[whole] = now[whole] = dice.between(0, 6);
            most[part] = now[whole];
            now[part] = dice.between(0, static_cast<int>(now[whole]));
        };
        if (title == Title::unit) put(Measure::staff_learning_citizens, Measure::staff), put(Measure::learners_learning_citizens, Measure::learners);
        else put(Measure::learning_citizens, Measure::adults), put(Measure::learning_families, Measure::households);
        if (title == Title::community) put(Measure::learning_clans, Measure::clans), most[Measure::residents] = now[Measure::residents] = 9;
        if (title == Title::clan) most[Measure::members] = now[Measure::members] = 9;
        const Reach reach{[&](Measure m) { return now.at(m); }, [&](Measure m) { return most.at(m); }};
        std::optional<std::int64_t> fewest;
        auto tried = now;
        const auto try_all = [&](auto&& self, std::size_t i, std::int64_t changes) -> void {
            if (fewest && changes >= *fewest) return;
            if (i == measures.size()) {
                for (const auto& c : set.conditions)
                    if (c.level <= 1 && !holds(c, tried.at(c.of), tried.at(c.among))) return;
                fewest = changes;
                return;
            }
            const auto measure = measures[i];
            for (auto value = now.at(measure); value <= most.at(measure); ++value) {
                tried[measure] = value;
                self(self, i + 1, changes + value - now.at(measure));
            }
        };
        try_all(try_all, 0, 0);
        const auto plan = least_measures(set, 1, reach);
        ASSERT_EQ(plan.has_value(), fewest.has_value()) << "round " << round;
        if (!plan) continue;
        ++possible;
        std::int64_t changes = 0;
        for (const auto& change : *plan) changes += change.to - change.from;
        ASSERT_EQ(changes, *fewest) << "round " << round;
    }
    EXPECT_GT(possible, 300);
}

// -- in the words of an explanation

class Saying : public testing::Test {
protected:
    Saying() {
        add_two_households(w);
        w.open_2025();
    }
    json::value smallest(const char* path, const char* name, std::int64_t n) {
        return w.answer(path, {{name, id(n)}, {"year", 2025}}).at("smallest");
    }
    SmallWorld w;
};

TEST_F(Saying, APersonAndAHousehold) {
    for (const auto n : {1001, 1003}) w.done("recognition.record", w.person_body(n, all_tens()));
    w.done("recognition.record", w.person_body(1002, {8, 8, 8, 8, 8, 8, 8, 8, 8, 4}));
    w.done("recognition.record", w.person_body(1004, all_tens(10, 4)));
    w.done("recognition.record", w.child_body(1005, "attends"));
    w.done("recognition.record", w.child_body(1006, "out_of_school"));
    w.done("recognition.record", w.body("household", id(101), {1, 0, 1}));
    const auto person = smallest("/api/people/{person_id}/explanation", "person_id", 1002);
    EXPECT_EQ(person.at("points"), 4);
    EXPECT_EQ(person.at("text").at("vi"), "Thay đổi nhỏ nhất để đạt: thêm 4 điểm (C10 từ 4 lên 8).");
    const auto household = smallest("/api/households/{household_id}/explanation", "household_id", 101);
    EXPECT_EQ(household.at("text").at("en"),
              "The smallest change that gives the title: F2 met (Members take part in learning in the community regularly); 4 more "
              "points for Cà Thị Hặc (C10 from 4 to 8); 1 child back at school.");
    EXPECT_EQ(household.at("changes").at(0).at("who").at(0).at("id"), id(1002));
    EXPECT_EQ(smallest("/api/people/{person_id}/explanation", "person_id", 1001), nullptr);
    EXPECT_EQ(smallest("/api/people/{person_id}/explanation", "person_id", 1005), nullptr);
    const auto hamlet = smallest("/api/hamlets/{hamlet_id}/explanation", "hamlet_id", 11);
    EXPECT_EQ(hamlet.at("changes").at(0).at("measure"), "learning_citizens");
    EXPECT_EQ(hamlet.at("possible"), true);
}

}  // namespace
}  // namespace khuyenhoc::recognition
