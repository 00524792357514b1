// Clans: a home hamlet, a surname of one of its families, households there, in the hamlets beside it and a few far
// away.
#include <algorithm>
#include <set>

#include "demo/planning.h"

namespace khuyenhoc::demo {

namespace {

class Clans {
public:
    explicit Clans(Plan& plan) : plan_(plan) {}

    void draw() {
        draw_showpiece();
        const auto hamlets = static_cast<std::uint32_t>(plan_.hamlets.size());
        for (std::uint64_t n = plan_.clans.size(); n < static_cast<std::uint64_t>(plan_.aim.clans); ++n) {
            // A hamlet of one's own choice; the next one when everybody there already belongs to a clan.
            auto hamlet = plan_.chance.below(hamlets, About::clan, n, 1);
            std::uint32_t tried = 0;
            while (!found(n, hamlet) && ++tried <= hamlets) hamlet = (hamlet + 1) % hamlets;
            if (tried > hamlets) break;
        }
        plan_.aim.clans = static_cast<std::int64_t>(plan_.clans.size());
    }

private:
    HouseholdPlan& household(std::uint32_t h) { return plan_.households[h]; }

    void draw_showpiece() {
        for (std::uint32_t i = 0; i + 1 < plan_.hamlets.size(); ++i) {
            if (plan_.hamlets[i].name != "Ba Nhất 1" || plan_.aim.clans == 0) continue;
            const auto first = plan_.hamlets[i].first_household;
            ClanPlan clan{i, household(first).people, household(first).surname, "Dòng họ Lò Ba Nhất", {}};
            for (const auto hamlet : {i, i + 1})
                for (std::uint32_t k = 0; k < showpiece_households_each; ++k)
                    clan.households.push_back(plan_.hamlets[hamlet].first_household + k);
            keep(std::move(clan));
            return;
        }
    }

    /// Founds the n-th clan in the hamlet; false when nobody there is free.
    bool found(std::uint64_t n, std::uint32_t hamlet) {
        const auto& place = plan_.hamlets[hamlet];
        const auto start = plan_.chance.below(place.households, About::clan, n, 2);
        for (std::uint32_t k = 0; k < place.households; ++k) {
            const auto h = place.first_household + (start + k) % place.households;
            if (household(h).clan >= 0) continue;
            const auto& first = household(h);
            const auto& people = facts().peoples[first.people];
            const auto& surname = people.names.surnames[first.surname];
            ClanPlan clan{hamlet, first.people, first.surname, "", {}};
            const std::string_view type = place.type == "ban"        ? "bản "
                                          : place.type == "tieu_khu" ? "tiểu khu "
                                                                     : "tổ dân phố ";
            clan.name = "Dòng họ " + surname + " " + std::string(type) + place.name;
            for (int branch = 2; !names_.emplace(place.commune, clan.name).second; ++branch)
                clan.name = clan.name.substr(0, clan.name.find(" - chi ")) + " - chi " + std::to_string(branch);
            clan.households.push_back(h);
            household(h).clan = static_cast<std::int32_t>(plan_.clans.size());
            gather(n, clan);
            keep(std::move(clan));
            return true;
        }
        return false;
    }

    void gather(std::uint64_t n, ClanPlan& clan) {
        const auto wanted = static_cast<std::size_t>(14 + plan_.chance.below(62, About::clan, n, 3));
        const auto far = wanted / 16;
        const auto commune = plan_.hamlets[clan.home_hamlet].commune;
        for (const int step : {0, 1, -1, 2, -2}) {
            const auto hamlet = static_cast<std::int64_t>(clan.home_hamlet) + step;
            if (hamlet < 0 || hamlet >= static_cast<std::int64_t>(plan_.hamlets.size())) continue;
            const auto& place = plan_.hamlets[static_cast<std::size_t>(hamlet)];
            if (place.commune == commune) take_from(place, clan, wanted - far);
        }
        // Sons who moved away: a few in any commune.
        const auto all = static_cast<std::uint32_t>(plan_.households.size());
        for (std::uint64_t k = 0; k < far * 60 && clan.households.size() < wanted; ++k)
            try_take(plan_.chance.below(all, About::clan, n, 100 + k), clan);
    }

    void take_from(const HamletPlan& place, ClanPlan& clan, std::size_t wanted) {
        for (std::uint32_t k = 0; k < place.households && clan.households.size() < wanted; ++k)
            try_take(place.first_household + k, clan);
    }

    void try_take(std::uint32_t h, ClanPlan& clan) {
        auto& home = household(h);
        if (home.clan >= 0 || home.people != clan.people || home.surname != clan.surname) return;
        home.clan = static_cast<std::int32_t>(plan_.clans.size());
        clan.households.push_back(h);
    }

    void keep(ClanPlan clan) {
        std::ranges::sort(clan.households);
        for (const auto h : clan.households) household(h).clan = static_cast<std::int32_t>(plan_.clans.size());
        plan_.clans.push_back(std::move(clan));
    }

    Plan& plan_;
    std::set<std::pair<std::uint16_t, std::string>> names_;  ///< by commune
};

}  // namespace

void plan_clans(Plan& plan) { Clans(plan).draw(); }

}  // namespace khuyenhoc::demo
