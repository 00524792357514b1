// The plan: exact counts, sound families, the same again from the same seed.
#include "demo/plan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <set>

#include "demo/facts.h"
#include "demo/planning.h"
#include "demo/tests/world.h"

namespace khuyenhoc::demo {
namespace {

class PlanOfSize : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(Sizes, PlanOfSize, testing::Values(500, 1'000, 3'000, 20'000, 100'003));

TEST_P(PlanOfSize, HasExactlyThePeopleOfEachCommuneByLargestRemainder) {
    const int size = GetParam();
    const auto& plan = planned(size);
    const auto totals = totals_by_commune(plan);
    ASSERT_EQ(plan.communes.size(), 75U);
    std::int64_t sum_of_people = 0;
    for (std::size_t c = 0; c < totals.size(); ++c) {
        const double exact = static_cast<double>(plan.communes[c].fact.population) * size / full_size;
        EXPECT_EQ(totals[c].people, plan.communes[c].people);
        EXPECT_GE(totals[c].people, 1);
        if (size >= 1'000) {
            EXPECT_LT(std::abs(static_cast<double>(totals[c].people) - exact), 1.0) << plan.communes[c].fact.code;
        }
        sum_of_people += totals[c].people;
    }
    EXPECT_EQ(sum_of_people, size);
}

TEST_P(PlanOfSize, ReachesTheArticlesFiguresInProportion) {
    const int size = GetParam();
    const auto& plan = planned(size);
    EXPECT_EQ(sum(totals_by_commune(plan)), plan.aim);
    if (size < 1'000) return;  // there, hamlets of two households leave too little choice for the families
    EXPECT_EQ(plan.aim, article_figures(size));
}

TEST_P(PlanOfSize, IsTheSameAgain) {
    const auto& one = planned(GetParam());
    const Plan two = make_plan(shipped_communes(), GetParam(), 2025);
    ASSERT_EQ(one.persons.size(), two.persons.size());
    for (std::size_t p = 0; p < one.persons.size(); ++p) {
        ASSERT_EQ(one.persons[p].age, two.persons[p].age);
        ASSERT_EQ(one.persons[p].outcome, two.persons[p].outcome);
        ASSERT_EQ(one.persons[p].population_group, two.persons[p].population_group);
    }
    for (std::size_t i = 0; i < one.hamlets.size(); ++i) ASSERT_EQ(one.hamlets[i].name, two.hamlets[i].name);
}

TEST(Plan, AnotherSeedIsAnotherProvince) {
    const auto& one = planned(3'000);
    const Plan two = make_plan(shipped_communes(), 3'000, 7);
    int differing = 0;
    for (std::size_t p = 0; p < one.persons.size(); ++p) differing += one.persons[p].age != two.persons[p].age ? 1 : 0;
    EXPECT_GT(differing, 1'500);
    EXPECT_EQ(sum(totals_by_commune(one)), sum(totals_by_commune(two)));
}

TEST_P(PlanOfSize, FamiliesAreSound) {
    const auto& plan = planned(GetParam());
    for (const auto& home : plan.households) {
        const auto members = plan.members(home);
        ASSERT_GE(members.size(), 1U);
        int heads = 0, adults = 0, youngest_parent = 200, oldest_child = -1;
        for (const auto& person : members) {
            heads += person.relation == 1 ? 1 : 0;
            adults += person.age >= adult_age ? 1 : 0;
            ASSERT_LE(person.age, 103);
            ASSERT_TRUE(person.sex == 1 || person.sex == 2);
            // The head's own generation and the children of it: head or spouse against "child".
            if (person.relation == 1 || person.relation == 2)
                youngest_parent = std::min<int>(youngest_parent, person.age);
            if (person.relation == 3) oldest_child = std::max<int>(oldest_child, person.age);
            if (person.relation == 1 || person.relation == 2 || person.relation == 4) {
                ASSERT_GE(person.age, adult_age);
            }
        }
        ASSERT_EQ(heads, 1);
        ASSERT_EQ(adults, home.adults);
        ASSERT_EQ(members.front().relation, 1);
        if (oldest_child >= 0) {
            ASSERT_GE(youngest_parent - oldest_child, 14);
        }
    }
}

TEST_P(PlanOfSize, NobodyIsInTwoClansOrTwoUnits) {
    const auto& plan = planned(GetParam());
    std::set<std::uint32_t> households, persons;
    for (std::size_t k = 0; k < plan.clans.size(); ++k) {
        ASSERT_FALSE(plan.clans[k].households.empty());
        for (const auto h : plan.clans[k].households) {
            ASSERT_TRUE(households.insert(h).second);
            ASSERT_EQ(plan.households[h].clan, static_cast<std::int32_t>(k));
        }
    }
    for (const auto& unit : plan.units) {
        ASSERT_FALSE(unit.staff.empty());
        for (const auto p : unit.staff) ASSERT_TRUE(persons.insert(p).second);
        for (const auto p : unit.learners) ASSERT_TRUE(persons.insert(p).second);
    }
}

TEST_P(PlanOfSize, EveryNamedStateIsThere) {
    const auto& plan = planned(GetParam());
    const auto count = [&](Outcome outcome) { return std::ranges::count(plan.persons, outcome, &PersonPlan::outcome); };
    EXPECT_GT(count(Outcome::achieved), 0);
    EXPECT_GT(count(Outcome::not_achieved), 0);
    EXPECT_EQ(count(Outcome::two_households), std::max(1, GetParam() / 50'000));
    if (GetParam() < 20'000) return;
    EXPECT_GT(count(Outcome::not_assessed), 0);
    EXPECT_GT(count(Outcome::incomplete), 0);
    EXPECT_TRUE(std::ranges::any_of(plan.households, [](const auto& h) { return !h.assessed; }));
    EXPECT_TRUE(std::ranges::any_of(
        plan.persons, [](const auto& p) { return p.age >= 6 && p.age <= 14 && p.schooling == not_asked; }));
    EXPECT_TRUE(std::ranges::any_of(plan.persons, [](const auto& p) { return p.schooling == out_of_school; }));
}

TEST(Plan, TheShowpieceClanIsThere) {
    const auto& plan = planned(20'000);
    const auto clan = std::ranges::find(plan.clans, "Dòng họ Lò Ba Nhất", &ClanPlan::name);
    ASSERT_NE(clan, plan.clans.end());
    int members = 0;
    std::set<std::string> hamlets;
    for (const auto h : clan->households) {
        members += plan.households[h].members;
        hamlets.insert(plan.hamlets[plan.households[h].hamlet].name);
    }
    EXPECT_EQ(clan->households.size(), 30U);
    EXPECT_EQ(members, 150);
    EXPECT_EQ(hamlets, (std::set<std::string>{"Ba Nhất 1", "Ba Nhất 2"}));
    EXPECT_TRUE(clan->learning_clan);
}

TEST(Plan, HamletsOfACommuneHaveDifferentNames) {
    const auto& plan = planned(100'003);
    std::set<std::tuple<std::uint16_t, std::string, std::string>> names;
    for (const auto& hamlet : plan.hamlets)
        EXPECT_TRUE(names.emplace(hamlet.commune, hamlet.type, hamlet.name).second) << hamlet.name;
}

// The whole province, in memory: the article's table and the census's shares.
TEST(PlanSlow, FullSize) {
    const auto start = std::chrono::steady_clock::now();
    const auto& plan = planned(full_size);
    EXPECT_LT(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(), 20.0);
    const auto totals = totals_by_commune(plan);
    const Totals all = sum(totals);
    EXPECT_EQ(all, (Totals{1'404'587, 908'900, 742'335, 293'169, 244'713, 1'589, 1'176, 2'247, 1'974, 921, 902}));
    for (std::size_t c = 0; c < totals.size(); ++c) {
        EXPECT_EQ(totals[c].people, plan.communes[c].fact.population);
        const double share =
            static_cast<double>(totals[c].learning_families) / static_cast<double>(totals[c].households);
        EXPECT_GE(share, 0.70) << plan.communes[c].fact.code;
        EXPECT_LE(share, 0.95) << plan.communes[c].fact.code;
    }
    std::vector<int> groups(facts().peoples.size());
    int below_15 = 0;
    for (const auto& person : plan.persons) {
        ++groups[person.people];
        below_15 += person.age < 15 ? 1 : 0;
    }
    for (std::size_t g = 0; g < groups.size(); ++g)
        EXPECT_NEAR(groups[g] * 10'000.0 / full_size, facts().peoples[g].share_bp, 80) << facts().peoples[g].name;
    EXPECT_NEAR(below_15 * 100.0 / full_size, 31.72, 0.3);
}

TEST(LargestRemainder, SharesExactly) {
    EXPECT_EQ(largest_remainder(10, {1, 1, 1}), (std::vector<int>{4, 3, 3}));
    EXPECT_EQ(largest_remainder(10, {1, 2, 7}), (std::vector<int>{1, 2, 7}));
    EXPECT_EQ(largest_remainder(5, {0, 0, 100}, 1), (std::vector<int>{1, 1, 3}));
    EXPECT_EQ(largest_remainder(3, {1, 1, 100}, 1), (std::vector<int>{1, 1, 1}));
}

}  // namespace
}  // namespace khuyenhoc::demo
