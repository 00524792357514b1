// Communes, their households by ethnic group, and their hamlets.
#include <algorithm>
#include <numeric>
#include <set>

#include "base/check.h"
#include "demo/planning.h"

namespace khuyenhoc::demo {

namespace {

using Table = std::vector<std::vector<double>>;  // persons by commune and ethnic group

/// Iterative proportional fitting: communes keep their people, the province gets its ethnic shares.
Table persons_by_group(const Plan& plan) {
    const auto& peoples = facts().peoples;
    Table persons;
    for (const auto& commune : plan.communes) persons.push_back(facts().commune(commune.fact.code).weight);
    for (int round = 0; round < 40; ++round) {
        for (std::size_t g = 0; g < peoples.size(); ++g) {
            double sum = 0;
            for (const auto& row : persons) sum += row[g];
            const double wanted = static_cast<double>(plan.size) * peoples[g].share_bp / 10000;
            for (auto& row : persons) row[g] *= wanted / sum;
        }
        for (std::size_t c = 0; c < persons.size(); ++c) {
            const double sum = std::accumulate(persons[c].begin(), persons[c].end(), 0.0);
            for (auto& value : persons[c]) value *= plan.communes[c].people / sum;
        }
    }
    return persons;
}

void share_people(Plan& plan, const std::vector<CommuneFact>& communes) {
    std::vector<double> weights;
    for (const auto& fact : communes) weights.push_back(fact.population);
    const auto people = largest_remainder(plan.size, weights, 1);
    for (std::size_t c = 0; c < communes.size(); ++c) {
        CommunePlan commune;
        commune.fact = communes[c];
        commune.people = people[c];
        plan.communes.push_back(std::move(commune));
    }
}

void share_households(Plan& plan) {
    const auto& peoples = facts().peoples;
    Table households = persons_by_group(plan);
    std::vector<double> weights;
    for (auto& row : households) {
        for (std::size_t g = 0; g < row.size(); ++g) row[g] *= 100.0 / peoples[g].household_cents;
        weights.push_back(std::accumulate(row.begin(), row.end(), 0.0));
    }
    const auto counts = largest_remainder(plan.aim.households, weights, 1);
    for (std::size_t c = 0; c < counts.size(); ++c) {
        plan.communes[c].households = counts[c];
        plan.communes[c].households_of = largest_remainder(counts[c], households[c]);
    }
}

/// Hamlets on the heights are smaller, in towns larger.
void share_hamlets(Plan& plan) {
    const auto mong = facts().people("mong");
    std::vector<double> weights;
    for (const auto& commune : plan.communes) {
        const double high = static_cast<double>(commune.households_of[mong]) / commune.households;
        weights.push_back(commune.households * (0.9 + 0.5 * high));
    }
    auto counts = largest_remainder(plan.aim.hamlets, weights, 1);
    // Thuận Châu needs two for the showpiece clan; the commune with most hamlets gives one up.
    for (std::size_t c = 0; c < counts.size(); ++c) {
        if (plan.communes[c].fact.code != showpiece_commune || counts[c] >= 2) continue;
        auto most = std::ranges::max_element(counts);
        if (*most >= 2) --*most, ++counts[c];
    }
    for (std::size_t c = 0; c < counts.size(); ++c)
        plan.communes[c].hamlets = std::min(counts[c], plan.communes[c].households);
    plan.aim.hamlets = 0;
    for (const auto& commune : plan.communes) plan.aim.hamlets += commune.hamlets;
}

/// Distinct names within a commune: made ones until a thousand tries, then numbered ones.
class Namer {
public:
    Namer(const Chance& chance, std::uint64_t commune) : chance_(chance), commune_(commune) {}

    std::string valley() { return made(facts().hamlets.first, facts().hamlets.second); }
    std::string high() { return made(facts().hamlets.high_first, facts().hamlets.high_second); }
    std::string settled() {
        const auto& words = facts().hamlets.settled;
        for (int i = 0; i < 6; ++i) {
            const auto& name = words[chance_.below(static_cast<std::uint32_t>(words.size()), About::hamlet, commune_,
                                                   5000 + tries_++)];
            if (used_.insert(name).second) return name;
        }
        return valley();
    }
    bool take(const std::string& name) { return used_.insert(name).second; }

private:
    std::string made(const std::vector<std::string>& first, const std::vector<std::string>& second) {
        for (int i = 0; i < 1000; ++i) {
            const auto field = 1000 + 2 * tries_++;
            const auto& a =
                first[chance_.below(static_cast<std::uint32_t>(first.size()), About::hamlet, commune_, field)];
            const auto& b =
                second[chance_.below(static_cast<std::uint32_t>(second.size()), About::hamlet, commune_, field + 1)];
            if (a != b && used_.insert(a + " " + b).second) return a + " " + b;
        }
        for (int n = 2;; ++n)
            if (used_.insert(first[0] + " " + std::to_string(n)).second) return first[0] + " " + std::to_string(n);
    }

    const Chance& chance_;
    std::uint64_t commune_;
    std::uint64_t tries_ = 0;
    std::set<std::string> used_;
};

/// Households of a commune as they stand along its hamlets: town first (Kinh and Hoa), heights last (Dao and Mông),
/// each group in one run; then one household in sixteen changes places with another.
std::vector<std::uint8_t> groups_in_order(const Plan& plan, const CommunePlan& commune) {
    const auto& f = facts();
    std::vector<std::uint8_t> order;
    std::vector<std::uint8_t> run;
    for (const auto* key :
         {"kinh", "hoa", "tay", "thai", "muong", "lao", "la_ha", "khang", "xinh_mun", "kho_mu", "dao", "mong"})
        run.push_back(f.people(key));
    for (const auto g : run) order.insert(order.end(), static_cast<std::size_t>(commune.households_of[g]), g);
    const auto count = static_cast<std::uint32_t>(order.size());
    for (std::uint32_t i = 0; i < count; ++i) {
        if (!plan.chance.happens(62, About::household, commune.first_household + i, 1)) continue;
        std::swap(order[i], order[plan.chance.below(count, About::household, commune.first_household + i, 2)]);
    }
    return order;
}

std::uint8_t most_frequent(std::span<const std::uint8_t> groups) {
    std::vector<int> counts(facts().peoples.size());
    for (const auto g : groups) ++counts[g];
    return static_cast<std::uint8_t>(std::ranges::max_element(counts) - counts.begin());
}

void name_hamlet(Plan& plan, HamletPlan& hamlet, Namer& namer, int town_number, std::uint64_t index) {
    const auto& fact = plan.communes[hamlet.commune].fact;
    const auto& key = facts().peoples[hamlet.people].key;
    if (town_number > 0) {
        hamlet.type = fact.type == "phuong" ? "to_dan_pho" : "tieu_khu";
        hamlet.name = std::to_string(town_number);
        return;
    }
    hamlet.type = "ban";
    const bool highland = key == "mong" || key == "dao";
    if (key == "kinh" || (!highland && plan.chance.happens(60, About::hamlet, index, 3))) {
        hamlet.name = namer.settled();
    } else {
        hamlet.name = highland ? namer.high() : namer.valley();
    }
}

void lay_hamlets(Plan& plan, std::size_t c) {
    auto& commune = plan.communes[c];
    std::vector<double> weights;
    for (int i = 0; i < commune.hamlets; ++i)
        weights.push_back(
            60 + plan.chance.below(81, About::hamlet, commune.first_hamlet + static_cast<std::uint32_t>(i), 1));
    const auto sizes = largest_remainder(commune.households, weights, 1);
    const auto groups = groups_in_order(plan, commune);
    const int town = facts().commune(commune.fact.code).town_percent * commune.hamlets / 100;
    Namer namer(plan.chance, c);
    std::uint32_t household = commune.first_household;
    for (int i = 0; i < commune.hamlets; ++i) {
        HamletPlan hamlet;
        hamlet.commune = static_cast<std::uint16_t>(c);
        hamlet.first_household = household;
        hamlet.households = static_cast<std::uint32_t>(sizes[static_cast<std::size_t>(i)]);
        hamlet.people =
            most_frequent(std::span(groups).subspan(household - commune.first_household, hamlet.households));
        name_hamlet(plan, hamlet, namer, i < town ? i + 1 : 0, plan.hamlets.size());
        household += hamlet.households;
        plan.hamlets.push_back(std::move(hamlet));
    }
    for (const auto group : groups) {
        HouseholdPlan home;
        home.people = group;
        plan.households.push_back(home);
    }
}

/// Two neighbouring Thái hamlets of Thuận Châu become Ba Nhất 1 and Ba Nhất 2, where both have room for the clan.
void name_showpiece(Plan& plan) {
    const auto thai = facts().people("thai");
    for (std::size_t i = 0; i + 1 < plan.hamlets.size(); ++i) {
        auto& one = plan.hamlets[i];
        auto& two = plan.hamlets[i + 1];
        const bool here = plan.communes[one.commune].fact.code == showpiece_commune && two.commune == one.commune;
        const bool room = std::min(one.households, two.households) >= showpiece_households_each + 5;
        if (!here || !room || one.type != "ban" || two.type != "ban" || one.people != thai || two.people != thai)
            continue;
        one.name = "Ba Nhất 1";
        two.name = "Ba Nhất 2";
        return;
    }
}

}  // namespace

void plan_places(Plan& plan, const std::vector<CommuneFact>& communes) {
    check(communes.size() >= 2, "a province has communes");
    share_people(plan, communes);
    share_households(plan);
    share_hamlets(plan);
    std::uint32_t person = 0, household = 0, hamlet = 0;
    for (std::size_t c = 0; c < plan.communes.size(); ++c) {
        auto& commune = plan.communes[c];
        commune.first_person = person;
        commune.first_household = household;
        commune.first_hamlet = hamlet;
        lay_hamlets(plan, c);
        person += static_cast<std::uint32_t>(commune.people);
        household += static_cast<std::uint32_t>(commune.households);
        hamlet += static_cast<std::uint32_t>(commune.hamlets);
    }
    for (std::size_t i = 0; i < plan.hamlets.size(); ++i)
        for (std::uint32_t h = 0; h < plan.hamlets[i].households; ++h)
            plan.households[plan.hamlets[i].first_household + h].hamlet = static_cast<std::uint32_t>(i);
    name_showpiece(plan);
}

}  // namespace khuyenhoc::demo
