#include "recognition/sql_evaluator.h"

#include <fmt/format.h>

#include "base/check.h"
#include "recognition/cascade.h"

namespace khuyenhoc::recognition {

namespace {

std::string score_column(std::size_t i) { return "s" + std::to_string(i + 1); }

std::vector<std::string> with_scores(std::vector<std::string> columns, const CriteriaSet& set) {
    for (std::size_t i = 0; i < set.indicators.size(); ++i) columns.push_back(score_column(i));
    return columns;
}

std::string joined(const std::vector<std::string>& parts, std::string_view between, std::string_view otherwise) {
    if (parts.empty()) return std::string(otherwise);
    std::string text;
    for (const auto& part : parts) text += (text.empty() ? "" : std::string(between)) + part;
    return text;
}

/// WHEN branches for missing scores, with columns of table alias `t`.
std::string missing_branches(const CriteriaSet& set, std::string_view t) {
    std::vector<std::string> missing;
    for (std::size_t i = 0; i < set.indicators.size(); ++i) missing.push_back(fmt::format("{}.{} IS NULL", t, score_column(i)));
    if (missing.empty()) return "";
    return fmt::format(" WHEN {} THEN 'not_assessed' WHEN {} THEN 'incomplete'", joined(missing, " AND ", ""), joined(missing, " OR ", ""));
}

std::string weighted_sum(const CriteriaSet& set, std::string_view t, int competence) {
    std::vector<std::string> terms;
    for (std::size_t i = 0; i < set.indicators.size(); ++i) {
        const Indicator& indicator = set.indicators[i];
        if (competence >= 0 && indicator.competence != competence) continue;
        terms.push_back(fmt::format("{}*{}.{}", indicator.weight, t, score_column(i)));
    }
    return "(" + joined(terms, " + ", "0") + ")";
}

/// True when complete scores pass. `group` is the SQL of the population group, empty when there is none.
std::string own_passes_sql(const CriteriaSet& set, std::string_view t, std::string_view group) {
    std::vector<std::string> all;
    for (std::size_t i = 0; i < set.indicators.size(); ++i) {
        all.push_back(fmt::format("{}.{} >= {}", t, score_column(i), set.indicators[i].at_least));
    }
    for (std::size_t k = 0; k < set.competences.size(); ++k) {
        all.push_back(fmt::format("{} >= {}", weighted_sum(set, t, static_cast<int>(k)), set.competences[k].at_least));
    }
    if (!set.indicators.empty()) {
        std::string threshold = std::to_string(set.total_at_least.value_or(0));
        if (!set.groups.empty() && !group.empty()) {
            std::string cases;
            for (std::size_t g = 0; g < set.groups.size(); ++g) cases += fmt::format(" WHEN {} THEN {}", g, set.groups[g].total_at_least);
            threshold = fmt::format("CASE {}{} ELSE {} END", group, cases, threshold);
        }
        all.push_back(fmt::format("{} >= {}", weighted_sum(set, t, -1), threshold));
    }
    return "(" + joined(all, " AND ", "1 = 1") + ")";
}

std::string condition_sql(const Condition& condition, std::string_view facts) {
    const auto value = [facts](Measure what) { return fmt::format("{}.{}", facts, name_of(what)); };
    switch (condition.kind) {
        case ConditionKind::at_most: return fmt::format("{} <= {}", value(condition.of), condition.count);
        case ConditionKind::at_least: return fmt::format("{} >= {}", value(condition.of), condition.count);
        case ConditionKind::share_at_least: break;
    }
    return fmt::format("(({1} = 0 AND 1 = {3}) OR ({1} > 0 AND 10000*{0} >= {2}*{1}))", value(condition.of),
                       value(condition.among), condition.bp, condition.when_empty ? 1 : 0);
}

/// The state of a title whose own scores are columns of `t` and whose measures are columns of `facts`.
std::string state_sql(const CriteriaSet& set, std::string_view t, std::string_view facts) {
    std::string sql = "CASE WHEN 1 = 0 THEN ''" + missing_branches(set, t);
    sql += fmt::format(" WHEN NOT {} THEN 'not_achieved'", own_passes_sql(set, t, ""));
    for (int level = set.levels; level >= 1; --level) {
        std::vector<std::string> all;
        for (const Condition& condition : set.conditions) {
            if (condition.level <= level) all.push_back(condition_sql(condition, facts));
        }
        sql += fmt::format(" WHEN {} THEN '{}'", joined(all, " AND ", "1 = 1"), level == 2 ? "achieved_2" : "achieved");
    }
    return sql + " ELSE 'not_achieved' END";
}

std::string ages_sql(const Ages& ages, int year) {
    std::string sql = fmt::format("({} - p.birth_year) >= {}", year, ages.from);
    if (ages.to) sql += fmt::format(" AND ({} - p.birth_year) <= {}", year, *ages.to);
    return "(" + sql + ")";
}

std::string flag(const std::string& condition, std::string_view name) {
    return fmt::format("CASE WHEN {} THEN 1 ELSE 0 END AS {}", condition, name);
}

constexpr std::string_view achieved = "('achieved', 'achieved_2')";

std::string flag_achieved(std::string_view t, std::string_view name) {
    return fmt::format("CASE WHEN {}.state IN {} THEN 1 ELSE 0 END AS {}", t, achieved, name);
}

void add_homes(std::vector<std::string>& out) {
    out.push_back(
        "CREATE TABLE cascade_home AS SELECT person_id, household_id, homes FROM ("
        "SELECT person_id, household_id, row_number() OVER (PARTITION BY person_id ORDER BY from_date, household_id) AS place, "
        "count(*) OVER (PARTITION BY person_id) AS homes FROM ("
        "SELECT m.person_id, m.household_id, min(m.from_date) AS from_date FROM household_member m "
        "JOIN person p ON p.person_id = m.person_id JOIN household h ON h.household_id = m.household_id "
        "GROUP BY m.person_id, m.household_id) g) r WHERE place = 1");
    out.push_back(
        "CREATE TABLE cascade_clan AS SELECT household_id, clan_id FROM ("
        "SELECT household_id, clan_id, row_number() OVER (PARTITION BY household_id ORDER BY from_date, clan_id) AS place FROM ("
        "SELECT m.household_id, m.clan_id, min(m.from_date) AS from_date FROM clan_household m "
        "JOIN clan c ON c.clan_id = m.clan_id JOIN household h ON h.household_id = m.household_id "
        "GROUP BY m.household_id, m.clan_id) g) r WHERE place = 1");
}

void add_persons(std::vector<std::string>& out, const Criteria& criteria, int year) {
    const std::string adult = ages_sql(criteria.citizen.scope, year);
    const std::string child = ages_sql(criteria.family.children, year);
    out.push_back(fmt::format(
        "CREATE TABLE title_person AS SELECT p.person_id, CASE WHEN NOT {} THEN 'out_of_scope' "
        "WHEN h.homes > 1 THEN 'two_households'{} WHEN {} THEN 'achieved' ELSE 'not_achieved' END AS state "
        "FROM person p LEFT JOIN cascade_home h ON h.person_id = p.person_id",
        adult, missing_branches(criteria.citizen, "p"), own_passes_sql(criteria.citizen, "p", "p.population_group")));
    out.push_back(fmt::format(
        "CREATE TABLE cascade_person AS SELECT p.person_id, h.household_id, t.state, {}, {}, {}, {}, {} "
        "FROM person p JOIN title_person t ON t.person_id = p.person_id LEFT JOIN cascade_home h ON h.person_id = p.person_id",
        flag(adult, "adults"), flag_achieved("t", "learning_citizens"),
        flag(adult + " OR p.schooling IN (2, 3)", "adults_and_left_school"),
        flag(child + " AND p.schooling = 3", "children_out_of_school"),
        flag(child + " AND p.schooling = 0", "children_schooling_unknown")));
}

void add_households(std::vector<std::string>& out, const Criteria& criteria) {
    out.push_back(
        "CREATE TABLE cascade_household AS SELECT h.household_id, h.hamlet_id, c.clan_id, count(p.person_id) AS members, "
        "coalesce(sum(p.adults), 0) AS adults, coalesce(sum(p.learning_citizens), 0) AS learning_citizens, "
        "coalesce(sum(p.adults_and_left_school), 0) AS adults_and_left_school, "
        "coalesce(sum(p.children_out_of_school), 0) AS children_out_of_school, "
        "coalesce(sum(p.children_schooling_unknown), 0) AS children_schooling_unknown "
        "FROM household h LEFT JOIN cascade_person p ON p.household_id = h.household_id "
        "LEFT JOIN cascade_clan c ON c.household_id = h.household_id GROUP BY h.household_id, h.hamlet_id, c.clan_id");
    out.push_back(fmt::format(
        "CREATE TABLE title_household AS SELECT h.household_id, {} AS state "
        "FROM household h JOIN cascade_household f ON f.household_id = h.household_id",
        state_sql(criteria.family, "h", "f")));
    out.push_back(fmt::format(
        "CREATE TABLE cascade_family AS SELECT f.household_id, f.hamlet_id, f.clan_id, f.members, f.adults, f.learning_citizens, {} "
        "FROM cascade_household f JOIN title_household t ON t.household_id = f.household_id",
        flag_achieved("t", "learning_families")));
}

/// Sums of families by clan or hamlet; zero where there are none.
std::string family_sums(std::string_view members_as) {
    return fmt::format(
        "count(f.household_id) AS households, coalesce(sum(f.learning_families), 0) AS learning_families, "
        "coalesce(sum(f.members), 0) AS {}, coalesce(sum(f.adults), 0) AS adults, "
        "coalesce(sum(f.learning_citizens), 0) AS learning_citizens", members_as);
}

void add_clans(std::vector<std::string>& out, const Criteria& criteria) {
    out.push_back(fmt::format(
        "CREATE TABLE cascade_clan_fact AS SELECT c.clan_id, {} FROM clan c LEFT JOIN cascade_family f ON f.clan_id = c.clan_id "
        "GROUP BY c.clan_id", family_sums("members")));
    out.push_back(fmt::format(
        "CREATE TABLE title_clan AS SELECT c.clan_id, {} AS state FROM clan c JOIN cascade_clan_fact f ON f.clan_id = c.clan_id",
        state_sql(criteria.clan, "c", "f")));
}

void add_hamlets(std::vector<std::string>& out, const Criteria& criteria) {
    out.push_back(fmt::format(
        "CREATE TABLE cascade_hamlet AS SELECT m.hamlet_id, m.residents, m.adults, m.learning_citizens, m.households, "
        "m.learning_families, coalesce(k.clans, 0) AS clans, coalesce(k.learning_clans, 0) AS learning_clans FROM ("
        "SELECT h.hamlet_id, {} FROM hamlet h LEFT JOIN cascade_family f ON f.hamlet_id = h.hamlet_id GROUP BY h.hamlet_id) m "
        "LEFT JOIN (SELECT c.home_hamlet_id, count(*) AS clans, sum(CASE WHEN t.state IN {} THEN 1 ELSE 0 END) AS learning_clans "
        "FROM clan c JOIN title_clan t ON t.clan_id = c.clan_id GROUP BY c.home_hamlet_id) k ON k.home_hamlet_id = m.hamlet_id",
        family_sums("residents"), achieved));
    out.push_back(fmt::format(
        "CREATE TABLE title_hamlet AS SELECT h.hamlet_id, {} AS state FROM hamlet h JOIN cascade_hamlet f ON f.hamlet_id = h.hamlet_id",
        state_sql(criteria.community, "h", "f")));
}

void add_units(std::vector<std::string>& out, const Criteria& criteria) {
    out.push_back(fmt::format(
        "CREATE TABLE cascade_unit AS SELECT u.unit_id, coalesce(sum(m.staff), 0) AS staff, "
        "coalesce(sum(m.staff*m.citizen), 0) AS staff_learning_citizens, coalesce(sum(m.learner), 0) AS learners, "
        "coalesce(sum(m.learner*m.citizen), 0) AS learners_learning_citizens FROM unit u LEFT JOIN ("
        "SELECT DISTINCT x.unit_id, x.person_id, x.role, {}, {}, {} FROM unit_member x JOIN title_person t ON t.person_id = x.person_id"
        ") m ON m.unit_id = u.unit_id GROUP BY u.unit_id",
        flag("x.role = 1", "staff"), flag("x.role = 2", "learner"), flag_achieved("t", "citizen")));
    out.push_back(fmt::format(
        "CREATE TABLE title_unit AS SELECT u.unit_id, {} AS state FROM unit u JOIN cascade_unit f ON f.unit_id = u.unit_id",
        state_sql(criteria.unit, "u", "f")));
}

struct CountPart {
    std::string_view field;
    std::string sql;
};

/// SELECT commune_id and the given fields, zero for all other counts, so that parts can be stacked and summed.
std::string count_part(std::string_view commune, const std::vector<CountPart>& parts, std::string_view from) {
    std::string sql = fmt::format("SELECT {} AS commune_id", commune);
    for (const auto field : count_names()) {
        std::string value = "0";
        for (const auto& part : parts) {
            if (part.field == field) value = part.sql;
        }
        sql += fmt::format(", {} AS {}", value, field);
    }
    return sql + " " + std::string(from);
}

std::string is_state(std::string_view state) { return fmt::format("CASE WHEN t.state = '{}' THEN 1 ELSE 0 END", state); }
std::string is_achieved_sql() { return fmt::format("CASE WHEN t.state IN {} THEN 1 ELSE 0 END", achieved); }

}  // namespace

std::vector<InputTable> input_tables(const Criteria& criteria) {
    return {
        {"commune", {"commune_id"}},
        {"hamlet", with_scores({"hamlet_id", "commune_id"}, criteria.community)},
        {"household", with_scores({"household_id", "hamlet_id"}, criteria.family)},
        {"person", with_scores({"person_id", "birth_year", "population_group", "schooling"}, criteria.citizen)},
        {"household_member", {"household_id", "person_id", "from_date"}},
        {"clan", with_scores({"clan_id", "home_hamlet_id"}, criteria.clan)},
        {"clan_household", {"clan_id", "household_id", "from_date"}},
        {"unit", with_scores({"unit_id", "commune_id"}, criteria.unit)},
        {"unit_member", {"unit_id", "person_id", "role"}},
    };
}

std::string input_schema(const Criteria& criteria) {
    std::string sql;
    for (const InputTable& table : input_tables(criteria)) {
        std::vector<std::string> columns;
        for (const auto& column : table.columns) {
            // Member lists have no key of their own; every other table is keyed by its first column.
            const bool key = column == std::string(table.name) + "_id";
            const bool text = column == "from_date";
            columns.push_back(column + (text ? " TEXT NOT NULL" : key ? " BIGINT NOT NULL PRIMARY KEY" : " BIGINT"));
        }
        sql += fmt::format("CREATE TABLE {}({});\n", table.name, joined(columns, ", ", ""));
    }
    return sql;
}

std::vector<std::string> evaluation_statements(const Criteria& criteria, int year) {
    std::vector<std::string> out;
    add_homes(out);
    add_persons(out, criteria, year);
    add_households(out, criteria);
    add_clans(out, criteria);
    add_hamlets(out, criteria);
    add_units(out, criteria);
    return out;
}

std::string title_rows_query() {
    return "SELECT 1 AS kind, person_id AS subject_id, state FROM title_person UNION ALL "
           "SELECT 2, household_id, state FROM title_household UNION ALL "
           "SELECT 3, clan_id, state FROM title_clan UNION ALL "
           "SELECT 4, hamlet_id, state FROM title_hamlet UNION ALL "
           "SELECT 5, unit_id, state FROM title_unit ORDER BY 1, 2";
}

std::string commune_counts_query() {
    const std::string hamlet_joins =
        "LEFT JOIN hamlet m ON m.hamlet_id = h.hamlet_id LEFT JOIN commune o ON o.commune_id = m.commune_id";
    const std::string all =
        count_part("o.commune_id", {}, "FROM commune o") + " UNION ALL " +
        count_part("NULL", {}, "") + " UNION ALL " +
        count_part("o.commune_id",
                   {{"residents", "1"},
                    {"adults", "t.adults"},
                    {"not_assessed", is_state("not_assessed")},
                    {"incomplete", is_state("incomplete")},
                    {"two_households", is_state("two_households")},
                    {"learning_citizens", "t.learning_citizens"},
                    {"children_out_of_school", "t.children_out_of_school"},
                    {"children_schooling_unknown", "t.children_schooling_unknown"}},
                   "FROM cascade_person t LEFT JOIN household h ON h.household_id = t.household_id " + hamlet_joins) + " UNION ALL " +
        count_part("o.commune_id",
                   {{"households", "1"},
                    {"households_not_assessed", is_state("not_assessed")},
                    {"households_incomplete", is_state("incomplete")},
                    {"learning_families", is_achieved_sql()}},
                   "FROM title_household t JOIN household h ON h.household_id = t.household_id " + hamlet_joins) + " UNION ALL " +
        count_part("o.commune_id", {{"clans", "1"}, {"learning_clans", is_achieved_sql()}},
                   "FROM title_clan t JOIN clan c ON c.clan_id = t.clan_id LEFT JOIN hamlet m ON m.hamlet_id = c.home_hamlet_id "
                   "LEFT JOIN commune o ON o.commune_id = m.commune_id") + " UNION ALL " +
        count_part("o.commune_id", {{"hamlets", "1"}, {"learning_communities", is_achieved_sql()}},
                   "FROM title_hamlet t JOIN hamlet m ON m.hamlet_id = t.hamlet_id LEFT JOIN commune o ON o.commune_id = m.commune_id") +
        " UNION ALL " +
        count_part("o.commune_id", {{"units", "1"}, {"learning_units", is_achieved_sql()}, {"learning_units_2", is_state("achieved_2")}},
                   "FROM title_unit t JOIN unit u ON u.unit_id = t.unit_id LEFT JOIN commune o ON o.commune_id = u.commune_id");
    std::string sql = "SELECT commune_id";
    for (const auto field : count_names()) sql += fmt::format(", CAST(sum({0}) AS BIGINT) AS {0}", field);
    return sql + " FROM (" + all + ") a GROUP BY commune_id ORDER BY commune_id NULLS LAST";
}

}  // namespace khuyenhoc::recognition
