// The assessed population as columns in memory: persons of a household, households of a hamlet, hamlets of a commune
// contiguous. Filled from plain rows by anyone; knows no store, no criteria but the number of indicators, no titles.
//
// Indexes ("row" of a person, "household", "hamlet", "commune", "clan", "unit" numbers) count from 0 and hold until the
// population is built again. A hamlet's persons start at a multiple of 64; rows between hamlets are holes without person.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "recognition/criteria.h"

namespace khuyenhoc::recognition {

// ---- rows to build from ---------------------------------------------------------------------------------------------

struct PersonRow {
    std::int64_t id = 0;
    int birth_year = 0;
    std::uint8_t sex = 0;         ///< 0 not known, 1 male, 2 female
    std::uint8_t ethnicity = 0;   ///< 0..63
    std::uint8_t group = 0;       ///< population group, 0..7
    std::uint8_t schooling = 0;   ///< 0..4
    Scores scores = no_scores;
};
/// `from` orders memberships of one person (any number that sorts as the date does; `to_days` for instance).
struct MemberRow { std::int64_t household = 0; std::int64_t person = 0; std::int64_t from = 0; };
struct HouseholdRow { std::int64_t id = 0; std::int64_t hamlet = 0; Scores scores = no_scores; };  ///< hamlet 0: none
struct ClanHouseholdRow { std::int64_t clan = 0; std::int64_t household = 0; std::int64_t from = 0; };
struct ClanRow { std::int64_t id = 0; std::int64_t home_hamlet = 0; Scores scores = no_scores; };
struct HamletRow { std::int64_t id = 0; std::int64_t commune = 0; Scores scores = no_scores; };
enum class Role : std::uint8_t { staff = 1, learner = 2 };
struct UnitMemberRow { std::int64_t unit = 0; std::int64_t person = 0; Role role = Role::staff; };
struct UnitRow { std::int64_t id = 0; std::int64_t commune = 0; Scores scores = no_scores; };

/// Everything the cascade reads, on one day, in any order. Ids are unique in their list and > 0. Rows that say the same
/// membership twice count once.
struct PopulationRows {
    std::vector<std::int64_t> communes;  ///< those to be counted, in the order wanted
    std::vector<HamletRow> hamlets;
    std::vector<HouseholdRow> households;
    std::vector<PersonRow> persons;
    std::vector<MemberRow> members;
    std::vector<ClanRow> clans;
    std::vector<ClanHouseholdRow> clan_households;
    std::vector<UnitRow> units;
    std::vector<UnitMemberRow> unit_members;
};

/// What could not be put in its place. Persons and households without a place are still evaluated and keep their own
/// titles; they belong to no hamlet, commune or province total (see `nowhere`).
struct Unplaced {
    std::int64_t persons_without_household = 0;
    std::int64_t households_without_hamlet = 0;   ///< none given, or a hamlet that is not in the rows
    std::int64_t persons_in_those_households = 0;
    std::int64_t hamlets_without_commune = 0;     ///< commune not in the rows; counted in no commune and not in the province
    std::int64_t persons_in_two_households = 0;   ///< placed in the household joined first
    std::int64_t households_in_two_clans = 0;     ///< counted in the clan joined first
    std::int64_t clans_without_hamlet = 0;
    std::int64_t units_without_commune = 0;
    std::int64_t unknown_references = 0;          ///< member rows that name a person, household, clan or unit not in the rows
    bool operator==(const Unplaced&) const = default;
};

/// How many indicators each title's scores have, by Title.
using IndicatorCounts = std::array<int, 5>;
IndicatorCounts indicator_counts(const Criteria& criteria);

// ---- the columns ----------------------------------------------------------------------------------------------------

/// What is known of a subject's own scores. Kept beside them so that evaluating need not look at each.
enum class Standing : std::uint8_t { not_assessed, incomplete, complete, two_households };

/// Own scores of `size` subjects: pairs of indicators interleaved (indicator 2k at byte 2*i of pair k, 2k+1 next to it),
/// and one byte `group | schooling << 3 | standing << 6` (schooling 7: a hole).
struct ScoreColumns {
    int indicators = 0;
    std::array<std::uint8_t*, most_indicators / 2> pair{};
    std::uint8_t* marks = nullptr;
};

class Population {
public:
    /// Puts rows in place. Throws Bug on ids that repeat or are not positive and on values outside their range; everything
    /// that real data can get wrong is counted in `unplaced`.
    static Population build(const PopulationRows& rows, const IndicatorCounts& indicators);

    /// For generators of any size: only the shape, then fill with `set_*`. `household_sizes` (0 allowed) in hamlet order,
    /// `hamlet_households` how many households each hamlet has, `hamlet_commune` the commune's number, not falling.
    /// Without ids (look-ups by id find nothing) and without unit members.
    struct Shape {
        std::span<const std::uint8_t> household_sizes;
        std::span<const std::uint32_t> hamlet_households;
        std::span<const std::uint32_t> hamlet_commune;
        std::uint32_t communes = 0;
        std::uint32_t clans = 0;
        std::uint32_t units = 0;
        IndicatorCounts indicators{};
    };
    static Population of_shape(const Shape& shape);

    Population(Population&&) noexcept;
    Population& operator=(Population&&) noexcept;
    ~Population();

    // -- sizes: real subjects; `rows()` counts holes too
    std::uint64_t persons() const { return persons_; }
    std::uint32_t rows() const { return rows_; }
    std::uint32_t households() const { return households_; }
    std::uint32_t hamlets() const { return hamlets_; }    ///< hamlet number `hamlets()` is nowhere: for what has no hamlet
    std::uint32_t communes() const { return communes_; }  ///< commune number `communes()` is nowhere: for hamlets of none
    std::uint32_t clans() const { return clans_; }
    std::uint32_t units() const { return units_; }
    const Unplaced& unplaced() const { return unplaced_; }
    const IndicatorCounts& indicators() const { return indicators_; }
    std::uint64_t bytes() const;  ///< of the columns

    // -- ids and look-ups. A hole's id is 0.
    std::int64_t person_id(std::uint32_t row) const;
    std::int64_t household_id(std::uint32_t household) const;
    std::int64_t hamlet_id(std::uint32_t hamlet) const;
    std::int64_t commune_id(std::uint32_t commune) const;
    std::int64_t clan_id(std::uint32_t clan) const;
    std::int64_t unit_id(std::uint32_t unit) const;
    std::optional<std::uint32_t> find_person(std::int64_t id) const;
    std::optional<std::uint32_t> find_household(std::int64_t id) const;
    std::optional<std::uint32_t> find_hamlet(std::int64_t id) const;
    std::optional<std::uint32_t> find_commune(std::int64_t id) const;
    std::optional<std::uint32_t> find_clan(std::int64_t id) const;
    std::optional<std::uint32_t> find_unit(std::int64_t id) const;

    // -- who belongs where
    struct Range { std::uint32_t first = 0; std::uint32_t last = 0; };  ///< [first, last)
    bool is_hole(std::uint32_t row) const;
    std::optional<std::uint32_t> household_of(std::uint32_t row) const;
    std::uint32_t hamlet_of_row(std::uint32_t row) const;              ///< may be `hamlets()`: nowhere
    std::uint32_t hamlet_of_household(std::uint32_t household) const;  ///< may be `hamlets()`
    Range members_of(std::uint32_t household) const;                   ///< rows; a household without members has one hole
    Range rows_of_hamlet(std::uint32_t hamlet) const;                  ///< with its holes; also for `hamlets()`
    Range households_of_hamlet(std::uint32_t hamlet) const;            ///< also for `hamlets()`
    Range hamlets_of_commune(std::uint32_t commune) const;
    std::uint32_t commune_of_hamlet(std::uint32_t hamlet) const;       ///< may be `communes()`
    std::optional<std::uint32_t> clan_of(std::uint32_t household) const;
    std::span<const std::uint32_t> households_of_clan(std::uint32_t clan) const;
    std::uint32_t home_of_clan(std::uint32_t clan) const;              ///< hamlet; may be `hamlets()`
    std::span<const std::uint32_t> clans_of_hamlet(std::uint32_t hamlet) const;  ///< clans whose home it is
    std::uint32_t commune_of_unit(std::uint32_t unit) const;           ///< may be `communes()`
    std::span<const std::uint32_t> staff_of(std::uint32_t unit) const;     ///< rows
    std::span<const std::uint32_t> learners_of(std::uint32_t unit) const;  ///< rows
    struct UnitRole { std::uint32_t unit; Role role; };
    std::span<const UnitRole> units_of(std::uint32_t row) const;
    /// All places in units of rows first..last-1, in the order of rows; `rows` and `roles` go together.
    struct UnitPlaces { std::span<const std::uint32_t> rows; std::span<const UnitRole> roles; };
    UnitPlaces unit_places(Range rows) const;

    // -- facts of persons
    int birth_year(std::uint32_t row) const;  ///< clamped to 1850..2104, which no age limit can tell from the truth
    std::uint8_t sex(std::uint32_t row) const;
    std::uint8_t ethnicity(std::uint32_t row) const;
    std::uint8_t group(std::uint32_t row) const;
    std::uint8_t schooling(std::uint32_t row) const;
    Standing standing(Title title, std::uint32_t number) const;
    Scores scores(Title title, std::uint32_t number) const;  ///< number: person's row, household, clan, hamlet or unit

    // -- filling and changing. Changing a fact of an evaluated population goes through cascade.h, which keeps titles right.
    void set_person(std::uint32_t row, int birth_year, std::uint8_t sex, std::uint8_t ethnicity);
    void set_marks(std::uint32_t row, std::uint8_t group, std::uint8_t schooling);
    void set_scores(Title title, std::uint32_t number, const Scores& scores);  ///< also its standing
    void set_clan(std::uint32_t household, std::uint32_t clan);     ///< only after of_shape, before `finish_shape`
    void set_clan_home(std::uint32_t clan, std::uint32_t hamlet);   ///< only after of_shape, before `finish_shape`
    void finish_shape();                                            ///< makes the lists of clans

    /// What the kernel reads. Every column is readable for 64 elements beyond its end.
    struct Columns {
        static constexpr int birth_base = 1850;
        ScoreColumns person;                         ///< by row
        std::uint8_t* birth = nullptr;               ///< by row: birth year - birth_base
        std::uint8_t* who = nullptr;                 ///< by row: sex | ethnicity << 2
        std::uint64_t* ends = nullptr;               ///< by block of 64 rows: bit j: row j is the last of its household
        std::uint32_t* block_household = nullptr;    ///< by block: households that end before it (of the whole population)
        std::uint32_t* block_hamlet = nullptr;       ///< by block
        std::uint32_t* first_row = nullptr;          ///< by household, and one more
        std::uint32_t* clan_slot = nullptr;          ///< by household: clan, or clans + (household % 64) when in none
        std::uint32_t* hamlet_block = nullptr;       ///< by hamlet (nowhere last), and one more: its first block
        std::uint32_t* hamlet_household = nullptr;   ///< by hamlet (nowhere last), and one more: its first household
        std::uint32_t* hamlet_commune = nullptr;     ///< by hamlet (nowhere last)
        std::uint32_t* hamlet_residents = nullptr;   ///< by hamlet (nowhere last): persons, without holes
        std::uint8_t* hamlet_wide = nullptr;         ///< by hamlet: 1 when a household of it has more than 63 rows
        std::uint32_t* clan_home = nullptr;          ///< by clan
        std::uint64_t* clan_members = nullptr;       ///< by clan: persons in its households
        ScoreColumns household, clan, hamlet, unit;
    };
    const Columns& columns() const { return columns_; }

private:
    Population();
    struct Lists;
    struct Memory;
    std::uint64_t persons_ = 0;
    std::uint32_t rows_ = 0, households_ = 0, hamlets_ = 0, communes_ = 0, clans_ = 0, units_ = 0;
    Unplaced unplaced_;
    IndicatorCounts indicators_{};
    Columns columns_;
    std::unique_ptr<Memory> memory_;
    std::unique_ptr<Lists> lists_;
    friend class PopulationMason;
};

}  // namespace khuyenhoc::recognition
