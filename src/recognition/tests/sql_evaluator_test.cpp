// The second evaluator against the kernel: random small worlds under random criteria, row by row.
#include "recognition/sql_evaluator.h"

#include <gtest/gtest.h>

#include <map>

#include "recognition/tests/worlds.h"
#include "store/store.h"
#include "store/temporary.h"

namespace khuyenhoc::recognition {
namespace {

using worlds::Dice;

/// Writes rows into the input tables, as the export's CSV files would be loaded.
class Loader {
public:
    Loader(store::Connection& db, const Criteria& criteria) : db_(db) {
        db.run_script(input_schema(criteria));
        for (const auto& table : input_tables(criteria)) tables_[table.name] = table;
    }

    void add(std::string_view name, std::vector<store::Parameter> values, const Scores& scores = no_scores) {
        const InputTable& table = tables_.at(name);
        for (std::size_t i = 0; values.size() < table.columns.size(); ++i) {
            values.push_back(scores[i] == not_scored ? store::Parameter() : store::Parameter(std::int64_t{scores[i]}));
        }
        auto& statement = statements_[name];
        if (!statement) {
            std::string sql = fmt::format("INSERT INTO {} VALUES (", name);
            for (std::size_t i = 0; i < values.size(); ++i) sql += fmt::format("{}${}", i ? ", " : "", i + 1);
            statement = db_.prepare(sql + ")");
        }
        statement->run(values);
    }

    void add_all(const PopulationRows& rows) {
        const auto known = [](std::int64_t id) { return id ? store::Parameter(id) : store::Parameter(); };
        const auto whole = [](auto number) { return store::Parameter(static_cast<std::int64_t>(number)); };
        for (const auto id : rows.communes) add("commune", {id});
        for (const auto& r : rows.hamlets) add("hamlet", {r.id, known(r.commune)}, r.scores);
        for (const auto& r : rows.households) add("household", {r.id, known(r.hamlet)}, r.scores);
        for (const auto& r : rows.persons) add("person", {r.id, whole(r.birth_year), whole(r.group), whole(r.schooling)}, r.scores);
        for (const auto& r : rows.clans) add("clan", {r.id, known(r.home_hamlet)}, r.scores);
        for (const auto& r : rows.units) add("unit", {r.id, known(r.commune)}, r.scores);
        for (const auto& r : rows.members) add("household_member", {r.household, r.person, std::string_view(std::to_string(r.from))});
        for (const auto& r : rows.clan_households) add("clan_household", {r.clan, r.household, std::string_view(std::to_string(r.from))});
        for (const auto& r : rows.unit_members) add("unit_member", {r.unit, r.person, whole(r.role)});
    }

private:
    store::Connection& db_;
    std::map<std::string_view, InputTable> tables_;
    std::map<std::string_view, std::unique_ptr<store::Statement>> statements_;
};

using TitleRows = std::map<std::pair<std::int64_t, std::int64_t>, std::string>;

TitleRows rows_of_kernel(const Population& p, const Outcome& outcome) {
    TitleRows rows;
    for (std::uint32_t row = 0; row < p.rows(); ++row) {
        if (p.person_id(row)) rows[{1, p.person_id(row)}] = name_of(person_state(p, outcome, row));
    }
    for (std::uint32_t i = 0; i < p.households(); ++i) rows[{2, p.household_id(i)}] = name_of(outcome.families[i]);
    for (std::uint32_t i = 0; i < p.clans(); ++i) rows[{3, p.clan_id(i)}] = name_of(outcome.clans[i]);
    for (std::uint32_t i = 0; i < p.hamlets(); ++i) rows[{4, p.hamlet_id(i)}] = name_of(outcome.communities[i]);
    for (std::uint32_t i = 0; i < p.units(); ++i) rows[{5, p.unit_id(i)}] = name_of(outcome.units[i]);
    return rows;
}

TitleRows rows_of_sql(store::Connection& db) {
    TitleRows rows;
    db.query(title_rows_query(), {}, [&](const store::Row& row) { rows[{row.integer(0), row.integer(1)}] = row.text(2); });
    return rows;
}

std::vector<Counts> communes_of_sql(store::Connection& db, const Population& p) {
    std::vector<Counts> communes(p.communes() + 1);
    db.query(commune_counts_query(), {}, [&](const store::Row& row) {
        std::array<std::int64_t, count_fields> values;
        for (std::size_t i = 0; i < count_fields; ++i) values[i] = row.integer(static_cast<int>(i) + 1);
        const std::uint32_t commune = row.is_null(0) ? p.communes() : p.find_commune(row.integer(0)).value();
        communes[commune] = std::bit_cast<Counts>(values);
    });
    return communes;
}

/// One random change; the answer is its kind, for the messages.
std::string change(Dice& dice, Population& p, Outcome& outcome, const Criteria& criteria) {
    const Title title = dice.percent(60) ? Title::citizen : all_titles[static_cast<std::size_t>(dice.below(5))];
    const std::array<std::uint32_t, 5> sizes{p.rows(), p.households(), p.clans(), p.hamlets(), p.units()};
    const std::uint32_t size = sizes[static_cast<std::size_t>(title)];
    if (size == 0) return "nothing";
    const auto number = static_cast<std::uint32_t>(dice.below(static_cast<int>(size)));
    const Scores scores = worlds::random_scores(dice, criteria.of(title));
    if (title != Title::citizen) {
        change_scores(p, outcome, title, number, scores);
    } else {
        if (p.is_hole(number)) return "nothing";
        change_person(p, outcome, number, scores, static_cast<std::uint8_t>(dice.below(8)), static_cast<std::uint8_t>(dice.below(5)));
    }
    return std::string(name_of(title));
}

/// The first few rows that differ, so that a failure can be read.
std::string difference(const TitleRows& a, const TitleRows& b) {
    std::string text;
    int shown = 0;
    for (const auto& [key, state] : a) {
        const auto found = b.find(key);
        if (found != b.end() && found->second == state) continue;
        if (++shown <= 5) text += fmt::format("\n  kind {} id {}: {} / {}", key.first, key.second, state, found == b.end() ? "none" : found->second);
    }
    return fmt::format("{} rows / {} rows, {} differ{}", a.size(), b.size(), shown, text);
}

TEST(TwoEvaluators, AgreeOnTwoHundredRandomWorlds) {
    Pool one(1), two(2);
    std::map<std::int64_t, std::map<bool, int>> reached;  // kind -> achieved or not -> how many
    const auto store = store::open_temporary();
    auto writer = store->writer();
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        SCOPED_TRACE(fmt::format("seed {}", seed));
        Dice dice(seed);
        const Criteria criteria = worlds::random_criteria(dice);
        const PopulationRows rows = worlds::random_world(dice, criteria, dice.between(0, 400));
        const Rules rules = compile(criteria, 2025);
        Population p = Population::build(rows, indicator_counts(criteria));
        Outcome scalar;
        evaluate(p, rules, scalar, one, Path::scalar);

        const store::Transaction never_committed(writer.connection);
        Loader(writer.connection, criteria).add_all(rows);
        for (const auto& statement : evaluation_statements(criteria, 2025)) writer.connection.run(statement);
        const TitleRows kernel = rows_of_kernel(p, scalar), sql = rows_of_sql(writer.connection);
        ASSERT_TRUE(kernel == sql) << difference(kernel, sql);
        ASSERT_TRUE(communes_of_sql(writer.connection, p) == scalar.communes);
        for (const auto& [key, state] : kernel) ++reached[key.first][state.starts_with("achieved")];

        Outcome wide;
        evaluate(p, rules, wide, two, widest_path());
        ASSERT_TRUE(wide == scalar);
        // From another state back to this one by single changes.
        for (int i = 0; i < 20; ++i) change(dice, p, scalar, criteria);
        Outcome again;
        evaluate(p, rules, again, one, Path::scalar);
        ASSERT_TRUE(scalar == again) << "after changes";
    }
    // The worlds say something only if every title is often reached and often missed.
    ASSERT_EQ(reached.size(), 5u);
    for (const auto& [kind, counts] : reached) {
        EXPECT_GT(counts.at(true), 50) << kind;
        EXPECT_GT(counts.at(false), 50) << kind;
    }
}

TEST(Incremental, TenThousandChangesLeaveWhatAFullEvaluationGives) {
    Dice dice(20251231);
    const Criteria criteria = worlds::random_criteria(dice);
    PopulationRows rows;
    do rows = worlds::random_world(dice, criteria, 900);
    while (rows.clans.size() < 3 || rows.units.size() < 3 || rows.hamlets.size() < 4);
    const Rules rules = compile(criteria, 2025);
    Population p = Population::build(rows, indicator_counts(criteria));
    Pool pool(1);
    Outcome followed, full;
    evaluate(p, rules, followed, pool);
    std::map<std::string, int> kinds;
    for (int i = 1; i <= 10'000; ++i) {
        ++kinds[change(dice, p, followed, criteria)];
        evaluate(p, rules, full, pool);
        ASSERT_TRUE(followed == full) << "after change " << i;
    }
    for (const Title title : all_titles) EXPECT_GT(kinds[std::string(name_of(title))], 100) << name_of(title);
}

}  // namespace
}  // namespace khuyenhoc::recognition
