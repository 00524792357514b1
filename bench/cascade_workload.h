// The workload `cascade`, version 1: a made-up nation of any size from a counter, its rule as criteria data, and a scalar
// judge written straight from the rule's text. Knows the population only to fill it.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "recognition/cascade.h"

namespace khuyenhoc::bench {

constexpr int campaign = 2024;

/// One person as the CSV files carry it.
struct Person {
    int birth_year = 0;
    int sex = 0, ethnic = 0, flags = 0;  ///< flags: 1 elderly, 2 cadre, 4 mountain
    int in_scope = 0, out_of_school = 0;
    std::uint32_t unit = 0;              ///< 0 none
    std::array<std::uint8_t, 10> scores{};
};

struct World {
    std::uint64_t persons = 0;
    std::uint32_t households = 0, hamlets = 0, communes = 0, clans = 0, units = 0;
    std::vector<std::uint8_t> household_size;
    std::vector<std::uint8_t> conditions;         ///< three bits by household
    std::vector<std::uint32_t> clan;              ///< by household: 0 none, 1..clans
    std::vector<std::uint64_t> first_person;      ///< by household, and one more
    std::vector<std::uint32_t> hamlet_household;  ///< by hamlet, and one more
    std::vector<std::uint32_t> clan_home;         ///< by clan 1..clans: hamlet
    std::vector<std::uint8_t> clan_fund;

    /// Calls each(household, person number, person) in order for one hamlet.
    using Each = std::function<void(std::uint32_t household, std::uint64_t number, const Person& person)>;
    void each_person(std::uint32_t hamlet, const Each& each) const;
};

World make_world(std::uint64_t persons);
std::int64_t person_id(std::uint64_t number);

/// The rule as criteria: scenario -1 is the rule itself, 0..19 the what-ifs.
recognition::Criteria criteria_v1(int scenario);

/// The world as the program's own columns, under the indicators of `criteria_v1`.
recognition::Population fill(const World& world);

/// persons.csv, households.csv, clans.csv, hamlets.csv.
void write_csv(const World& world, const std::string& folder);

/// The judge. Titles by person number, household, clan (0-based) and hamlet; counts by commune in the order
/// persons, assessed, LC, households, LF, clans, Learning Clans, hamlets, Learning Communities.
struct Verdict {
    std::vector<bool> citizens, families, clans, communities;
    std::vector<std::array<std::int64_t, 9>> communes;
    std::array<std::int64_t, 9> total{};
    std::uint64_t hash() const;
};
Verdict judge(const World& world, int scenario);

/// The same table from the program's outcome.
std::vector<std::array<std::int64_t, 9>> table_of(const recognition::Outcome& outcome);

}  // namespace khuyenhoc::bench
