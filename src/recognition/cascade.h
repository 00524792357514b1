// The cascade: from scores to titles of every citizen, family, clan, community and unit, and their counts. In full, after
// one change, for many what-ifs at once, and as a dashboard cube. Pure: the same population and rules give the same
// outcome on any machine, any path, any number of threads. Knows no store, no clock.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "base/result.h"
#include "recognition/criteria.h"
#include "recognition/population.h"

namespace khuyenhoc::recognition {

/// Where somebody or something stands for its title. For a person the first that applies, in this order: out_of_scope
/// (by age), two_households (named state, never a Learning Citizen until mended), not_assessed, incomplete, then the rule.
/// The other titles know not_assessed, incomplete, not_achieved and the achieved levels; a set without indicators of its
/// own leaves only the last ones. `achieved` and above are achieved.
enum class State : std::uint8_t { out_of_scope, not_assessed, incomplete, two_households, not_achieved, achieved, achieved_2 };

constexpr bool is_achieved(State state) { return state >= State::achieved; }
constexpr int level_of(State state) { return state >= State::achieved ? static_cast<int>(state) - 4 : 0; }
std::string_view name_of(State state);  ///< "out_of_scope", ...; achieved_2 is "achieved_2"

/// Counts of one place. Residents are placed persons (each once). Clans count where their home is, units in their commune
/// (not in a hamlet). Sums over hamlets give the commune, over communes the province; unit counts start at communes.
struct Counts {
    std::int64_t residents = 0;
    std::int64_t adults = 0;               ///< in the citizen set's scope
    std::int64_t not_assessed = 0;         ///< of the adults
    std::int64_t incomplete = 0;           ///< of the adults
    std::int64_t two_households = 0;       ///< of the adults
    std::int64_t learning_citizens = 0;
    std::int64_t children_out_of_school = 0;
    std::int64_t children_schooling_unknown = 0;
    std::int64_t households = 0;
    std::int64_t households_not_assessed = 0;
    std::int64_t households_incomplete = 0;
    std::int64_t learning_families = 0;
    std::int64_t clans = 0;
    std::int64_t learning_clans = 0;
    std::int64_t hamlets = 0;
    std::int64_t learning_communities = 0;
    std::int64_t units = 0;
    std::int64_t learning_units = 0;       ///< level 1 or above
    std::int64_t learning_units_2 = 0;     ///< level 2

    Counts& operator+=(const Counts& other);
    bool operator==(const Counts&) const = default;
};

/// The names of the fields of Counts in their order ("residents", ...), and their values: for tables and JSON.
inline constexpr std::size_t count_fields = 19;
std::span<const std::string_view> count_names();
std::array<std::int64_t, count_fields> count_values(const Counts& counts);

/// Every title of a population under some rules, and the counts. Made by `evaluate`, kept right by `change_*`.
struct Outcome {
    Rules rules;
    std::vector<std::uint64_t> citizens;   ///< by block of 64 rows: bit j: that person is a Learning Citizen
    std::vector<State> families;           ///< by household
    std::vector<State> clans;
    std::vector<State> communities;        ///< by hamlet; without nowhere
    std::vector<State> units;
    std::vector<Counts> hamlets;           ///< by hamlet, nowhere last
    std::vector<Counts> communes;          ///< by commune, nowhere last (unplaced persons and households, hamlets of no commune)
    Counts province;                       ///< the communes without nowhere

    struct ClanTally { std::uint32_t learning_families = 0, adults = 0, learning_citizens = 0; bool operator==(const ClanTally&) const = default; };
    std::vector<ClanTally> clan_tallies;
    struct UnitTally { std::uint32_t staff_learning_citizens = 0, learners_learning_citizens = 0; bool operator==(const UnitTally&) const = default; };
    std::vector<UnitTally> unit_tallies;

    bool is_citizen(std::uint32_t row) const { return (citizens[row / 64] >> (row % 64)) & 1; }
    bool operator==(const Outcome&) const = default;
};

/// A person's state under the outcome's rules.
State person_state(const Population& population, const Outcome& outcome, std::uint32_t row);

/// The value of a measure for one subject, as the conditions of `title` see it: for explanations. `number` is the
/// household, clan, hamlet or unit. The measure is one of `measures_of(title)`.
std::int64_t measure(const Population& population, const Outcome& outcome, Title title, std::uint32_t number, Measure what);

/// Threads that sleep between jobs. `run(job)` calls job(part, parts) for each part, one of them on the calling thread,
/// and returns when all are done; an exception in any part is thrown again. One job at a time (others wait).
class Pool {
public:
    explicit Pool(int threads);
    ~Pool();
    int threads() const;
    void run(const std::function<void(int part, int parts)>& job);

private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
};

/// Which code runs. `automatic`: the widest this machine has. Asking for a path the machine lacks is a Bug.
enum class Path { automatic, scalar, avx512 };
bool has_path(Path path);
Path widest_path();

/// Do the rules' indicators fit the population's columns? Refuses criteria.other_indicators (`where` is the title).
Result<void> fits(const Population& population, const Rules& rules);

/// Evaluates everything. `outcome` is overwritten; its memory is used again. The rules must fit.
void evaluate(const Population& population, const Rules& rules, Outcome& outcome, Pool& pool, Path path = Path::automatic);

// ---- after one change -----------------------------------------------------------------------------------------------

/// What one change moved. Nothing listed means that no title changed (counts of states may have).
struct Ripple {
    struct Step { Title title; std::uint32_t number; State before; State after; };
    std::vector<Step> steps;
};

/// A person's assessment becomes this. Population and outcome are both brought up to date.
Ripple change_person(Population& population, Outcome& outcome, std::uint32_t row, const Scores& scores, std::uint8_t group,
                     std::uint8_t schooling);

/// The own scores of a household, clan, hamlet or unit become these. Title::citizen is a Bug: see `change_person`.
Ripple change_scores(Population& population, Outcome& outcome, Title title, std::uint32_t number, const Scores& scores);

// ---- many what-ifs --------------------------------------------------------------------------------------------------

struct WhatIf {
    Counts province;
    std::vector<Counts> communes;  ///< nowhere last
    bool operator==(const WhatIf&) const = default;
};

/// The counts under each of `rules` (at most 64; each must fit), in one pass over the population where rules are alike.
std::vector<WhatIf> evaluate_many(const Population& population, std::span<const Rules> rules, Pool& pool,
                                  Path path = Path::automatic);

// ---- dashboard cube -------------------------------------------------------------------------------------------------

/// Ages at which a band begins, after the first which begins at 0: at most 15, rising. Births after the year count as 0.
inline constexpr std::array<int, 7> usual_bands{6, 15, 18, 25, 35, 45, 60};
/// The band somebody is in at the end of `year`, by birth as in the column: how many of the bands begin at their age or before.
std::array<std::uint8_t, 256> bands_by_birth(int year, std::span<const int> from_ages = usual_bands);

struct CubeCell {
    std::uint32_t commune;   ///< nowhere is `communes()`
    State state;
    std::uint8_t sex;
    std::uint8_t ethnicity;
    std::uint8_t band;
    std::uint32_t persons;
    bool operator==(const CubeCell&) const = default;
};

/// Every non-empty cell, in the order of its fields. All persons, the unplaced under nowhere.
std::vector<CubeCell> make_cube(const Population& population, const Outcome& outcome, Pool& pool,
                                std::span<const int> bands = usual_bands, Path path = Path::automatic);

}  // namespace khuyenhoc::recognition
