// Units: how many of each kind, where, and who works and learns there. Staff are drawn after the citizens are known, so
// that each unit reaches its planned title or misses it.
#include <algorithm>
#include <array>

#include "base/check.h"
#include "demo/planning.h"

namespace khuyenhoc::demo {

namespace {

/// Adults of a commune in a drawn order, taken one by one.
struct Pool {
    std::vector<std::uint32_t> citizens, others, young;
    std::size_t next_citizen = 0, next_other = 0, next_young = 0;
};

class Units {
public:
    explicit Units(Plan& plan) : plan_(plan), chance_(plan.chance) {}

    void draw() {
        place();
        plan_.aim.units = static_cast<std::int64_t>(plan_.units.size());
        choose_failing();
        fill_pools();
        for (std::size_t u = 0; u < plan_.units.size(); ++u) hire(u);
        for (std::size_t c = 0; c < plan_.communes.size(); ++c) enrol_children(c);
        enrol_adults();
        set_groups();
    }

private:
    const UnitPattern& pattern(const UnitPlan& unit) const { return facts().units[unit.pattern]; }

    /// Communes a pattern may stand in, the most likely first.
    std::vector<std::size_t> communes_for(const std::string& where) const {
        std::vector<std::size_t> order(plan_.communes.size());
        for (std::size_t c = 0; c < order.size(); ++c) order[c] = c;
        const auto larger = [&](std::size_t c) { return -plan_.communes[c].people; };
        std::ranges::stable_sort(order, {}, larger);
        if (where == "city" && order.size() > 4)
            std::erase_if(order, [&](auto c) { return plan_.communes[c].fact.type != "phuong"; });
        if (where == "town")
            std::erase_if(order,
                          [&](auto c) { return facts().commune(plan_.communes[c].fact.code).town_percent < 12; });
        return order;
    }

    void place() {
        std::vector<double> weights;
        for (const auto& unit : facts().units) weights.push_back(unit.count);
        const auto counts = largest_remainder(plan_.aim.units, weights);
        for (std::size_t k = 0; k < counts.size(); ++k) place_pattern(static_cast<std::uint8_t>(k), counts[k]);
        std::ranges::stable_sort(plan_.units, {}, &UnitPlan::commune);
    }

    void place_pattern(std::uint8_t k, int count) {
        const auto& where = facts().units[k].where;
        if (where == "many") {
            std::vector<double> weights;
            for (const auto& commune : plan_.communes) weights.push_back(commune.people);
            const auto parts = largest_remainder(count, weights);
            for (std::size_t c = 0; c < parts.size(); ++c)
                for (int n = 1; n <= parts[c]; ++n) add(k, c, parts[c] > 1 ? n : 0);
            return;
        }
        const auto order = communes_for(where);
        for (int n = 0; n < count; ++n) {
            const auto round = static_cast<std::size_t>(n) / order.size();
            add(k, order[static_cast<std::size_t>(n) % order.size()],
                where == "city" ? n + 1
                : round > 0     ? static_cast<int>(round) + 1
                                : 0);
        }
    }

    void add(std::uint8_t k, std::size_t c, int number) {
        UnitPlan unit;
        unit.commune = static_cast<std::uint16_t>(c);
        unit.pattern = k;
        unit.name = facts().units[k].name;
        const auto put = [&](std::string_view mark, const std::string& text) {
            if (const auto at = unit.name.find(mark); at != std::string::npos) unit.name.replace(at, mark.size(), text);
        };
        put("{type}", plan_.communes[c].fact.type == "phuong" ? "phường" : "xã");
        put("{name}", plan_.communes[c].fact.name);
        put(number > 0 ? "{n}" : " {n}", number > 0 ? std::to_string(number) : "");
        plan_.units.push_back(std::move(unit));
    }

    void choose_failing() {
        std::vector<std::pair<std::uint64_t, std::size_t>> keys;
        for (std::size_t u = 0; u < plan_.units.size(); ++u) keys.emplace_back(chance_.bits(About::unit, u, 1), u);
        std::ranges::sort(keys);
        const auto failing = static_cast<std::size_t>(plan_.aim.units - plan_.aim.learning_units);
        for (std::size_t k = 0; k < keys.size(); ++k) plan_.units[keys[k].second].learning_unit = k >= failing;
    }

    void fill_pools() {
        pools_.resize(plan_.communes.size());
        for (std::size_t c = 0; c < plan_.communes.size(); ++c) {
            const auto& commune = plan_.communes[c];
            std::vector<std::pair<std::uint64_t, std::uint32_t>> keys;
            for (std::uint32_t i = 0; i < static_cast<std::uint32_t>(commune.people); ++i) {
                const auto p = commune.first_person + i;
                if (plan_.persons[p].age >= adult_age) keys.emplace_back(chance_.bits(About::person, p, 20), p);
            }
            std::ranges::sort(keys);
            auto& pool = pools_[c];
            for (const auto& [key, p] : keys) {
                const auto& person = plan_.persons[p];
                if (person.age <= 22) pool.young.push_back(p);
                else if (person.age < 60)
                    (person.outcome == Outcome::achieved ? pool.citizens : pool.others).push_back(p);
            }
        }
    }

    /// Staff of one unit: the title needs six learning citizens in ten, level 2 eight.
    void hire(std::size_t u) {
        auto& unit = plan_.units[u];
        auto& pool = pools_[unit.commune];
        const int adults = static_cast<int>(pool.citizens.size() + pool.others.size());
        const int drawn = chance_.between(pattern(unit).staff_from, pattern(unit).staff_to, About::unit, u, 2);
        const int staff = std::max(1, std::min(drawn, adults / 20));
        const bool few = !unit.learning_unit && staff >= 3 && chance_.happens(500, About::unit, u, 3);
        const int per_mille = few                                       ? chance_.between(320, 560, About::unit, u, 4)
                              : chance_.happens(640, About::unit, u, 5) ? chance_.between(810, 1000, About::unit, u, 6)
                                                                        : chance_.between(620, 800, About::unit, u, 7);
        int citizens = few ? staff * per_mille / 1000 : (staff * per_mille + 999) / 1000;
        citizens = few ? std::min(citizens, least_citizens(staff) - 1) : std::max(citizens, least_citizens(staff));
        for (int i = 0; i < citizens && pool.next_citizen < pool.citizens.size(); ++i)
            unit.staff.push_back(pool.citizens[pool.next_citizen++]);
        for (int i = citizens; i < staff && pool.next_other < pool.others.size(); ++i)
            unit.staff.push_back(pool.others[pool.next_other++]);
        check(!unit.staff.empty() && static_cast<int>(unit.staff.size()) >= citizens,
              "the commune has staff for its units");
        if (!unit.learning_unit && !few) unit.own[chance_.below(2, About::unit, u, 8)] = '0';
        std::ranges::sort(unit.staff);
    }

    void enrol_children(std::size_t c) {
        std::array<std::vector<std::size_t>, 3> schools;
        for (std::size_t u = 0; u < plan_.units.size(); ++u) {
            if (plan_.units[u].commune != c) continue;
            const auto& teaches = pattern(plan_.units[u]).teaches;
            if (teaches == "primary") schools[0].push_back(u);
            if (teaches == "lower") schools[1].push_back(u);
            if (teaches == "upper") schools[2].push_back(u);
        }
        const auto& commune = plan_.communes[c];
        for (std::uint32_t i = 0; i < static_cast<std::uint32_t>(commune.people); ++i) {
            const auto p = commune.first_person + i;
            const auto& person = plan_.persons[p];
            if (person.schooling != attends || person.age < 6) continue;
            const auto& list = schools[person.age <= 10 ? 0 : person.age <= 14 ? 1 : 2];
            if (list.empty()) continue;
            plan_.units[list[chance_.below(static_cast<std::uint32_t>(list.size()), About::person, p, 21)]]
                .learners.push_back(p);
        }
    }

    /// Colleges and continuing-education centres teach young adults of the communes around them.
    void enrol_adults() {
        for (std::size_t u = 0; u < plan_.units.size(); ++u) {
            auto& unit = plan_.units[u];
            if (pattern(unit).teaches != "adults") continue;
            const int wanted = static_cast<int>(unit.staff.size()) * 5;
            for (std::size_t step = 0; step < pools_.size() && static_cast<int>(unit.learners.size()) < wanted;
                 ++step) {
                auto& pool = pools_[(unit.commune + step) % pools_.size()];
                const auto share = pool.young.size() / 6;
                for (std::size_t i = 0; i < share && pool.next_young < pool.young.size(); ++i) {
                    if (static_cast<int>(unit.learners.size()) >= wanted) break;
                    plan_.persons[pool.young[pool.next_young]].population_group = learners;
                    unit.learners.push_back(pool.young[pool.next_young++]);
                }
            }
            std::ranges::sort(unit.learners);
        }
    }

    void set_groups() {
        for (const auto& home : plan_.households) {
            const bool town = plan_.hamlets[home.hamlet].type != "ban";
            for (std::uint32_t i = 0; i < home.members; ++i) {
                auto& person = plan_.persons[home.first_person + i];
                if (person.age < adult_age || person.population_group != farmers) continue;
                if (chance_.happens(town ? 620 : 55, About::person, home.first_person + i, 22))
                    person.population_group = workers;
            }
        }
        for (const auto& unit : plan_.units)
            for (const auto p : unit.staff)
                plan_.persons[p].population_group = pattern(unit).kind == "enterprise" ? workers : cadres;
    }

    Plan& plan_;
    const Chance& chance_;
    std::vector<Pool> pools_;
};

}  // namespace

void plan_units(Plan& plan) { Units(plan).draw(); }

}  // namespace khuyenhoc::demo
