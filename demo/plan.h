// The whole synthetic province as columns of plain values: who exists, where they live, what the assessments will say.
// A pure function of facts, size and seed. Knows no store, no texts of persons (see rows.h) and no ids.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "demo/chance.h"

namespace khuyenhoc::demo {

inline constexpr int full_size = 1'404'587;  ///< the sum of Son La's 75 communes
inline constexpr int least_size = 500;       ///< below, some communes would have no household
inline constexpr int campaign_year = 2025;
inline constexpr int adult_age = 18;

/// A commune as the places' facts have it.
struct CommuneFact {
    std::string code, type, name;  ///< "03721", "xa", "Thuận Châu"
    int population = 0;
};

/// What evaluating a person will find. The order matters to nobody.
enum class Outcome : std::uint8_t { child, not_assessed, incomplete, two_households, not_achieved, achieved };

/// Schooling as `assessment.schooling` has it.
enum Schooling : std::uint8_t { not_asked = 0, attends = 1, completed = 2, out_of_school = 3, unable = 4 };

/// Population groups in the order of the citizen criteria.
enum PopulationGroup : std::uint8_t { farmers = 0, workers = 1, cadres = 2, learners = 3 };

struct PersonPlan {
    std::uint8_t age = 0;       ///< campaign year minus birth year
    std::uint8_t sex = 0;       ///< 1 male, 2 female
    std::uint8_t relation = 0;  ///< to the head, as household_member.relation
    std::uint8_t people = 0;    ///< ethnic group, index in the facts
    Outcome outcome = Outcome::child;
    std::uint8_t schooling = not_asked;
    std::uint8_t population_group = farmers;
    bool own_surname = false;  ///< came into the family by marriage: not the family's surname
};

struct HouseholdPlan {
    std::uint32_t first_person = 0;
    std::uint32_t hamlet = 0;
    std::int32_t clan = -1;
    std::uint8_t members = 0;
    std::uint8_t adults = 0;
    std::uint8_t people = 0;   ///< ethnic group of the family
    std::uint8_t surname = 0;  ///< index in that group's surnames
    bool learning_family = false;
    bool assessed = true;
    char own[3] = {'1', '1', '1'};  ///< F1..F3: '0', '1' or '-'
};

struct HamletPlan {
    std::uint16_t commune = 0;
    std::uint8_t people = 0;  ///< the group most households are of
    std::string type, name;   ///< "ban", "Nà Sản"
    std::uint32_t first_household = 0;
    std::uint32_t households = 0;
    bool learning_community = false;
    bool assessed = true;
    char own[2] = {'1', '1'};
};

struct ClanPlan {
    std::uint32_t home_hamlet = 0;
    std::uint8_t people = 0, surname = 0;
    std::string name;
    std::vector<std::uint32_t> households;
    bool learning_clan = false;
    bool assessed = true;
    char own[2] = {'1', '1'};
};

struct UnitPlan {
    std::uint16_t commune = 0;
    std::uint8_t pattern = 0;  ///< index in the facts' units
    std::string name;
    std::vector<std::uint32_t> staff;  ///< persons
    std::vector<std::uint32_t> learners;
    bool learning_unit = false;
    bool assessed = true;
    char own[2] = {'1', '1'};
};

struct CommunePlan {
    CommuneFact fact;
    int people = 0, households = 0, hamlets = 0;
    std::uint32_t first_person = 0, first_household = 0, first_hamlet = 0;
    std::vector<int> households_of;  ///< by ethnic group
    double family_rate = 0;          ///< aimed share of learning families
};

/// Something that changed after the register was taken over, so that the demo has a past.
struct MovePlan {
    enum class Kind : std::uint8_t { second_household, person_moved, household_moved, died_later };
    Kind kind = Kind::person_moved;
    std::uint32_t subject = 0;  ///< person, or household for household_moved
    std::uint32_t other = 0;    ///< second household; household or hamlet lived in before
    int day = 0;                ///< days after 1 August 2025 (died_later: after 5 January 2026)
};

/// Counts of the province or of a commune. Learning units are counted where they stand, clans at their home hamlet.
struct Totals {
    std::int64_t people = 0, adults = 0, learning_citizens = 0, households = 0, learning_families = 0;
    std::int64_t clans = 0, learning_clans = 0, hamlets = 0, learning_communities = 0, units = 0, learning_units = 0;
    bool operator==(const Totals&) const = default;
};

struct Plan {
    Plan(int people, std::uint64_t seed) : size(people), chance(seed) {}

    int size;
    Chance chance;
    Totals aim;  ///< the article's figures in proportion
    std::vector<CommunePlan> communes;
    std::vector<HamletPlan> hamlets;
    std::vector<HouseholdPlan> households;
    std::vector<PersonPlan> persons;
    std::vector<ClanPlan> clans;
    std::vector<UnitPlan> units;
    std::vector<MovePlan> moves;

    std::span<PersonPlan> members(const HouseholdPlan& h) { return {persons.data() + h.first_person, h.members}; }
    std::span<const PersonPlan> members(const HouseholdPlan& h) const {
        return {persons.data() + h.first_person, h.members};
    }
};

/// Plans `people` persons (least_size .. full_size). `communes` in code order, as on 1 July 2025.
Plan make_plan(const std::vector<CommuneFact>& communes, int people, std::uint64_t seed);

/// What the plan intends, by commune; the sum is `sum`.
std::vector<Totals> totals_by_commune(const Plan& plan);
Totals sum(const std::vector<Totals>& totals);

/// The figures of the article (early 2026), scaled to `people` persons.
Totals article_figures(int people);

}  // namespace khuyenhoc::demo
