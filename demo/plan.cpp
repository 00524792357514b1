#include "demo/plan.h"

#include <algorithm>
#include <set>

#include "base/check.h"
#include "demo/planning.h"

namespace khuyenhoc::demo {

namespace {

std::int64_t scaled(std::int64_t figure, std::int64_t people) { return (figure * people + full_size / 2) / full_size; }

/// Of `part` in `whole` at full size, the part in proportion of `count` things.
std::int64_t proportion(std::int64_t part, std::int64_t whole, std::int64_t count) {
    return (part * count + whole / 2) / whole;
}

class Moves {
public:
    explicit Moves(Plan& plan) : plan_(plan), chance_(plan.chance) {}

    void draw() {
        const int n = plan_.size;
        for (int i = 0; i < std::max(1, n / 50'000); ++i) keep(MovePlan::Kind::second_household);
        for (int i = 0; i < std::max(1, n / 5'000); ++i) keep(MovePlan::Kind::person_moved);
        for (int i = 0; i < std::max(1, n / 20'000); ++i) keep(MovePlan::Kind::household_moved);
        for (int i = 0; i < std::max(1, n / 20'000); ++i) keep(MovePlan::Kind::died_later);
    }

private:
    std::uint32_t below(std::size_t count, std::uint64_t field) {
        return chance_.below(static_cast<std::uint32_t>(count), About::history, drawn_++, field);
    }

    void keep(MovePlan::Kind kind) {
        for (int attempt = 0; attempt < 2'000; ++attempt) {
            MovePlan move{kind, 0, 0, static_cast<int>(below(120, 1))};
            if (kind == MovePlan::Kind::household_moved ? !choose_household(move) : !choose_person(move)) continue;
            plan_.moves.push_back(move);
            return;
        }
    }

    std::uint32_t household_of(std::uint32_t p) const {
        const auto after = std::ranges::upper_bound(plan_.households, p, {}, &HouseholdPlan::first_person);
        return static_cast<std::uint32_t>(after - plan_.households.begin() - 1);
    }

    bool choose_person(MovePlan& move) {
        move.subject = below(plan_.persons.size(), 2);
        auto& person = plan_.persons[move.subject];
        if (person.age < adult_age || taken_.contains(move.subject)) return false;
        const auto home = household_of(move.subject);
        const auto& hamlet = plan_.hamlets[plan_.households[home].hamlet];
        move.other = hamlet.first_household + below(hamlet.households, 3);
        if (move.kind == MovePlan::Kind::died_later) {
            if (person.age < 60 || person.relation == 1) return false;
        } else if (move.other == home || person.relation == 1) {
            return false;
        } else if (move.kind == MovePlan::Kind::second_household) {
            if (person.outcome != Outcome::not_achieved) return false;
            person.outcome = Outcome::two_households;
        }
        return taken_.insert(move.subject).second;
    }

    bool choose_household(MovePlan& move) {
        move.subject = below(plan_.households.size(), 2);
        const auto& commune = plan_.communes[plan_.hamlets[plan_.households[move.subject].hamlet].commune];
        move.other = commune.first_hamlet + below(static_cast<std::size_t>(commune.hamlets), 3);
        return move.other != plan_.households[move.subject].hamlet && moved_.insert(move.subject).second;
    }

    Plan& plan_;
    const Chance& chance_;
    std::uint64_t drawn_ = 0;
    std::set<std::uint32_t> taken_, moved_;
};

}  // namespace

void plan_moves(Plan& plan) { Moves(plan).draw(); }

Totals article_figures(int people) {
    Totals t;
    t.people = people;
    t.adults = scaled(908'900, people);
    t.learning_citizens = scaled(742'335, people);
    t.households = scaled(293'169, people);
    t.learning_families = proportion(244'713, 293'169, t.households);
    t.clans = scaled(1'589, people);
    t.learning_clans = proportion(1'176, 1'589, t.clans);
    t.hamlets = std::max<std::int64_t>(76, scaled(2'247, people));
    t.learning_communities = proportion(1'974, 2'247, t.hamlets);
    t.units = std::max<std::int64_t>(1, scaled(921, people));
    t.learning_units = proportion(902, 921, t.units);
    return t;
}

Plan make_plan(const std::vector<CommuneFact>& communes, int people, std::uint64_t seed) {
    check(people >= least_size, "a province large enough for its communes");
    Plan plan(people, seed);
    plan.aim = article_figures(people);
    plan_places(plan, communes);
    plan.aim.learning_communities = proportion(1'974, 2'247, plan.aim.hamlets);
    plan_households(plan);
    plan_people(plan);
    plan_clans(plan);
    plan.aim.learning_clans = proportion(1'176, 1'589, plan.aim.clans);
    plan_titles(plan);
    plan_citizens(plan);
    plan_units(plan);
    plan_moves(plan);
    return plan;
}

std::vector<Totals> totals_by_commune(const Plan& plan) {
    std::vector<Totals> totals(plan.communes.size());
    for (const auto& home : plan.households) {
        auto& t = totals[plan.hamlets[home.hamlet].commune];
        ++t.households;
        t.learning_families += home.learning_family ? 1 : 0;
        for (const auto& person : plan.members(home)) {
            ++t.people;
            t.adults += person.age >= adult_age ? 1 : 0;
            t.learning_citizens += person.outcome == Outcome::achieved ? 1 : 0;
        }
    }
    for (const auto& hamlet : plan.hamlets) {
        ++totals[hamlet.commune].hamlets;
        totals[hamlet.commune].learning_communities += hamlet.learning_community ? 1 : 0;
    }
    for (const auto& clan : plan.clans) {
        auto& t = totals[plan.hamlets[clan.home_hamlet].commune];
        ++t.clans;
        t.learning_clans += clan.learning_clan ? 1 : 0;
    }
    for (const auto& unit : plan.units) {
        ++totals[unit.commune].units;
        totals[unit.commune].learning_units += unit.learning_unit ? 1 : 0;
    }
    return totals;
}

Totals sum(const std::vector<Totals>& totals) {
    Totals all;
    for (const auto& t : totals) {
        all.people += t.people;
        all.adults += t.adults;
        all.learning_citizens += t.learning_citizens;
        all.households += t.households;
        all.learning_families += t.learning_families;
        all.clans += t.clans;
        all.learning_clans += t.learning_clans;
        all.hamlets += t.hamlets;
        all.learning_communities += t.learning_communities;
        all.units += t.units;
        all.learning_units += t.learning_units;
    }
    return all;
}

}  // namespace khuyenhoc::demo
