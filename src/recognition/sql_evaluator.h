// The second evaluator: the same criteria as portable SQL over the tables of the export `cascade-input`, so that anyone
// can recompute every title, and so that the kernel has a judge. Shares no evaluating code with the kernel.
//
// The tables, one CSV file each (file name = table name + ".csv", header = column names, empty = NULL). Everything the
// cascade reads and nothing more:
//   person           person_id, birth_year, population_group, schooling, s1..sN      N: indicators of the citizen set
//   household_member household_id, person_id, from_date                               as of the campaign's day
//   household        household_id, hamlet_id (NULL: none), s1..sN                     N: of the family set
//   clan_household   clan_id, household_id, from_date
//   clan             clan_id, home_hamlet_id (NULL: none), s1..sN
//   commune          commune_id                                                       those the province counts
//   hamlet           hamlet_id, commune_id (NULL: none), s1..sN
//   unit_member      unit_id, person_id, role (1 staff, 2 learner)
//   unit             unit_id, commune_id (NULL: none), s1..sN
// sK is the raw score of the set's K-th indicator, NULL when not scored. A set without indicators has no s columns.
// from_date is an integer or a text that sorts as the date does.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "recognition/criteria.h"

namespace khuyenhoc::recognition {

struct InputTable {
    std::string_view name;
    std::vector<std::string> columns;
};

/// The tables of the export for these criteria, in an order in which they can be loaded.
std::vector<InputTable> input_tables(const Criteria& criteria);

/// CREATE TABLE and index statements for them, separated by `;`.
std::string input_schema(const Criteria& criteria);

/// Statements, in order, that fill title_person, title_household, title_clan, title_hamlet and title_unit
/// (columns: <subject>_id, state) from the input tables; states are the texts of `name_of(State)`. Portable between
/// SQLite, PostgreSQL and DuckDB. Tables of those names must not exist.
std::vector<std::string> evaluation_statements(const Criteria& criteria, int year);

/// One SELECT that gives all title rows as (kind, subject_id, state): kind 1 person .. 5 unit, ordered by kind, subject_id.
std::string title_rows_query();

/// The counts by commune from the title tables, ordered by commune (nowhere last, commune_id NULL); columns are
/// commune_id and then those of `count_names()`.
std::string commune_counts_query();

}  // namespace khuyenhoc::recognition
