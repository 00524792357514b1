// Which hamlets, families and clans reach their titles: exact numbers, from the hamlet down.
// A hamlet that is to be a learning community gets enough learning families, one that is not gets too few or lacks
// something of its own; then the clans that are to miss their title are those with fewest learning families, as far as
// their hamlets allow.
#include <algorithm>
#include <array>
#include <numeric>

#include "base/check.h"
#include "demo/planning.h"

namespace khuyenhoc::demo {

namespace {

/// How far learning has come, by ethnic group, before the commune's own luck: invented, only its order matters.
double standing_of(std::string_view key) {
    constexpr std::array<std::pair<std::string_view, double>, 12> standing = {{{"kinh", 0.93},
                                                                               {"tay", 0.91},
                                                                               {"hoa", 0.91},
                                                                               {"thai", 0.86},
                                                                               {"muong", 0.87},
                                                                               {"dao", 0.80},
                                                                               {"lao", 0.80},
                                                                               {"khang", 0.78},
                                                                               {"la_ha", 0.78},
                                                                               {"xinh_mun", 0.76},
                                                                               {"kho_mu", 0.76},
                                                                               {"mong", 0.73}}};
    const auto found = std::ranges::find(standing, key, [](const auto& pair) { return pair.first; });
    return found == standing.end() ? 0.8 : found->second;
}

class Titles {
public:
    explicit Titles(Plan& plan) : plan_(plan), chance_(plan.chance) {}

    void draw() {
        aim_rates();
        count_clans();
        choose_failing_hamlets();
        share_families();
        choose_families();
        choose_failing_clans();
        lift_clans();
        set_own_of_clans();
        set_own_of_hamlets();
    }

private:
    double rate_of(const HamletPlan& hamlet) const { return plan_.communes[hamlet.commune].family_rate; }
    bool showpiece(const HamletPlan& hamlet) const { return hamlet.name.starts_with("Ba Nhất "); }

    /// Each commune's share of learning families: its own standing, shifted until the province has its number.
    void aim_rates() {
        std::vector<double> standing;
        for (std::size_t c = 0; c < plan_.communes.size(); ++c) {
            const auto& commune = plan_.communes[c];
            double sum = 0;
            for (std::size_t g = 0; g < facts().peoples.size(); ++g)
                sum += standing_of(facts().peoples[g].key) * commune.households_of[g];
            standing.push_back(sum / commune.households + 0.09 * (chance_.share(About::commune, c, 1) - 0.5));
        }
        double low = -0.5, high = 0.5;
        for (int step = 0; step < 50; ++step) {
            const double shift = (low + high) / 2;
            double families = 0;
            for (std::size_t c = 0; c < standing.size(); ++c) {
                plan_.communes[c].family_rate = std::clamp(standing[c] + shift, 0.71, 0.945);
                families += plan_.communes[c].family_rate * plan_.communes[c].households;
            }
            (families < static_cast<double>(plan_.aim.learning_families) ? low : high) = shift;
        }
    }

    void count_clans() {
        clans_at_.assign(plan_.hamlets.size(), 0);
        for (const auto& clan : plan_.clans) ++clans_at_[clan.home_hamlet];
    }

    void choose_failing_hamlets() {
        std::vector<std::pair<double, std::size_t>> keys;
        for (std::size_t i = 0; i < plan_.hamlets.size(); ++i) {
            auto& hamlet = plan_.hamlets[i];
            hamlet.learning_community = true;
            const double weak = 1.0 - rate_of(hamlet);
            const double weight = showpiece(hamlet) ? 1e-9 : weak * weak * (1.0 + clans_at_[i]);
            keys.emplace_back(chance_.share(About::hamlet, i, 10) / weight, i);
        }
        std::ranges::sort(keys);
        const auto failing = static_cast<std::size_t>(plan_.aim.hamlets - plan_.aim.learning_communities);
        for (std::size_t k = 0; k < failing; ++k) plan_.hamlets[keys[k].second].learning_community = false;
        make_room_for_failing_clans(keys, failing);
    }

    int room_for_failing_clans(std::size_t hamlet) const {
        return plan_.hamlets[hamlet].learning_community ? clans_at_[hamlet] / 2 : clans_at_[hamlet];
    }

    /// A learning community needs half of its clans; where too many clans must miss their title, hamlets change places.
    void make_room_for_failing_clans(const std::vector<std::pair<double, std::size_t>>& keys, std::size_t failing) {
        std::int64_t room = 0;
        for (std::size_t i = 0; i < plan_.hamlets.size(); ++i) room += room_for_failing_clans(i);
        const auto wanted = (plan_.aim.clans - plan_.aim.learning_clans) * 105 / 100 + 1;
        std::size_t in = failing;
        for (std::size_t out = 0; out < failing && room < wanted; ++out) {
            if (clans_at_[keys[out].second] > 0) continue;
            while (in < keys.size() && (clans_at_[keys[in].second] != 1 || showpiece(plan_.hamlets[keys[in].second])))
                ++in;
            if (in == keys.size()) return;
            plan_.hamlets[keys[out].second].learning_community = true;
            plan_.hamlets[keys[in++].second].learning_community = false;
            ++room;
        }
    }

    /// Two failing hamlets in three have too few learning families; the others lack something of their own.
    bool has_few_families(std::size_t i) const {
        return !plan_.hamlets[i].learning_community && chance_.happens(660, About::hamlet, i, 11);
    }

    int least_of(std::size_t i) const {
        return has_few_families(i) ? 0 : least_families(static_cast<int>(plan_.hamlets[i].households));
    }
    int most_of(std::size_t i) const {
        const int households = static_cast<int>(plan_.hamlets[i].households);
        return has_few_families(i) ? least_families(households) - 1 : households;
    }

    void share_families() {
        families_.resize(plan_.hamlets.size());
        std::vector<double> weights;
        for (const auto& commune : plan_.communes) weights.push_back(commune.family_rate * commune.households);
        const auto aims = largest_remainder(plan_.aim.learning_families, weights);
        std::int64_t left = 0;
        for (std::size_t c = 0; c < plan_.communes.size(); ++c) left += share_families_of(plan_.communes[c], aims[c]);
        correct_families(0, plan_.hamlets.size(), left);
        plan_.aim.learning_families -= left;
    }

    /// Returns how many the commune's hamlets could not take (or give).
    std::int64_t share_families_of(const CommunePlan& commune, int aim) {
        std::int64_t left = aim, others = 0;
        const std::size_t from = commune.first_hamlet, to = from + static_cast<std::size_t>(commune.hamlets);
        for (std::size_t i = from; i < to; ++i) {
            if (!has_few_families(i)) others += plan_.hamlets[i].households;
            else left -= families_[i] = std::clamp(drawn(i, 0.34, 0.69), 0, most_of(i));
        }
        const double mean = others > 0 ? static_cast<double>(left) / static_cast<double>(others) : 0;
        for (std::size_t i = from; i < to; ++i)
            if (!has_few_families(i))
                left -= families_[i] = std::clamp(drawn(i, mean - 0.08, mean + 0.08), least_of(i), most_of(i));
        correct_families(from, to, left);
        return left;
    }

    int drawn(std::size_t i, double least, double most) const {
        const double share = least + (most - least) * chance_.share(About::hamlet, i, 12);
        return static_cast<int>(share * plan_.hamlets[i].households + 0.5);
    }

    /// Gives or takes one learning family at a time, in rounds over the hamlets.
    void correct_families(std::size_t from, std::size_t to, std::int64_t& left) {
        for (bool moved = true; left != 0 && moved;) {
            moved = false;
            for (std::size_t i = from; i < to && left != 0; ++i) {
                const int step = left > 0 ? 1 : -1;
                if (families_[i] + step < least_of(i) || families_[i] + step > most_of(i)) continue;
                families_[i] += step;
                left -= step;
                moved = true;
            }
        }
    }

    void choose_families() {
        std::vector<std::pair<std::uint64_t, std::uint32_t>> keys;
        for (std::size_t i = 0; i < plan_.hamlets.size(); ++i) {
            const auto& hamlet = plan_.hamlets[i];
            keys.clear();
            for (std::uint32_t k = 0; k < hamlet.households; ++k) {
                const auto h = hamlet.first_household + k;
                const bool preferred = showpiece(hamlet) && k + 3 < showpiece_households_each;
                keys.emplace_back(preferred ? k : chance_.bits(About::household, h, 300), h);
            }
            std::ranges::sort(keys);
            for (int k = 0; k < families_[i]; ++k)
                plan_.households[keys[static_cast<std::size_t>(k)].second].learning_family = true;
        }
    }

    int families_in(const ClanPlan& clan) const {
        return static_cast<int>(
            std::ranges::count_if(clan.households, [&](auto h) { return plan_.households[h].learning_family; }));
    }
    int slack(const ClanPlan& clan) const {
        return families_in(clan) - least_families(static_cast<int>(clan.households.size()));
    }

    void choose_failing_clans() {
        std::vector<std::pair<double, std::size_t>> keys;
        for (std::size_t k = 0; k < plan_.clans.size(); ++k) {
            auto& clan = plan_.clans[k];
            clan.learning_clan = true;
            const double surplus = slack(clan) / static_cast<double>(clan.households.size());
            if (!showpiece(plan_.hamlets[clan.home_hamlet]))
                keys.emplace_back(surplus + 0.1 * chance_.share(About::clan, k, 4), k);
        }
        std::ranges::sort(keys);
        std::vector<int> failed(plan_.hamlets.size());
        std::int64_t left = plan_.aim.clans - plan_.aim.learning_clans;
        for (const auto& [key, k] : keys) {
            auto& clan = plan_.clans[k];
            if (left == 0) break;
            if (failed[clan.home_hamlet] >= room_for_failing_clans(clan.home_hamlet)) continue;
            ++failed[clan.home_hamlet];
            clan.learning_clan = false;
            --left;
        }
        plan_.aim.learning_clans += left;
    }

    /// A clan that is to reach its title but has too few learning families changes places with neighbours who need
    /// none.
    void lift_clans() {
        for (auto& clan : plan_.clans) {
            if (!clan.learning_clan) continue;
            for (const auto h : clan.households) {
                if (slack(clan) >= 0) break;
                if (!plan_.households[h].learning_family) change_places(h);
            }
            if (slack(clan) < 0) thin_out(clan);
            check(slack(clan) >= 0, "a learning clan has enough learning families");
        }
    }

    /// In very small provinces there may be nobody to change places with: then families without the title leave the
    /// clan.
    void thin_out(ClanPlan& clan) {
        const auto number = plan_.households[clan.households.front()].clan;
        if (families_in(clan) == 0) {
            for (std::uint32_t h = 0; h < plan_.households.size() && families_in(clan) == 0; ++h) {
                auto& home = plan_.households[h];
                if (!home.learning_family || home.clan >= 0) continue;
                home.clan = number;
                clan.households.push_back(h);
            }
        }
        std::erase_if(clan.households, [&](auto h) {
            if (plan_.households[h].learning_family) return false;
            plan_.households[h].clan = -1;
            return true;
        });
        std::ranges::sort(clan.households);
    }

    void change_places(std::uint32_t h) {
        const auto& hamlet = plan_.hamlets[plan_.households[h].hamlet];
        for (std::uint32_t k = 0; k < hamlet.households; ++k) {
            auto& giver = plan_.households[hamlet.first_household + k];
            if (!giver.learning_family || giver.clan == plan_.households[h].clan) continue;
            if (giver.clan >= 0) {
                const auto& theirs = plan_.clans[static_cast<std::size_t>(giver.clan)];
                if (theirs.learning_clan && slack(theirs) <= 0) continue;
            }
            giver.learning_family = false;
            plan_.households[h].learning_family = true;
            return;
        }
    }

    /// What a subject that must miss its title lacks: nothing assessed, one answer missing, or one "no".
    template <class Subject>
    void spoil(Subject& subject, About about, std::uint64_t number) {
        const auto draw = chance_.below(1000, about, number, 20);
        if (draw < 40) subject.assessed = false;
        else if (draw < 70) subject.own[1] = '-';
        else if (draw < 560) subject.own[0] = '0';
        else subject.own[1] = '0';
    }

    void set_own_of_clans() {
        for (std::size_t k = 0; k < plan_.clans.size(); ++k) {
            auto& clan = plan_.clans[k];
            if (clan.learning_clan) continue;
            if (slack(clan) >= 0 || chance_.happens(250, About::clan, k, 21)) spoil(clan, About::clan, k);
        }
    }

    void set_own_of_hamlets() {
        std::vector<int> failed(plan_.hamlets.size());
        for (const auto& clan : plan_.clans) failed[clan.home_hamlet] += clan.learning_clan ? 0 : 1;
        for (std::size_t i = 0; i < plan_.hamlets.size(); ++i) {
            auto& hamlet = plan_.hamlets[i];
            if (hamlet.learning_community) continue;
            const bool fails_anyway = has_few_families(i) || 2 * failed[i] > clans_at_[i];
            if (!fails_anyway || chance_.happens(250, About::hamlet, i, 21)) spoil(hamlet, About::hamlet, i);
        }
    }

    Plan& plan_;
    const Chance& chance_;
    std::vector<int> clans_at_;  ///< clans at home in each hamlet
    std::vector<int> families_;  ///< learning families of each hamlet
};

}  // namespace

void plan_titles(Plan& plan) { Titles(plan).draw(); }

}  // namespace khuyenhoc::demo
