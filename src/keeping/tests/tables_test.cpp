#include "keeping/tables.h"

#include <gtest/gtest.h>

#include "base/check.h"

namespace khuyenhoc::keeping {

namespace {

std::vector<TableShape> made_from(std::string_view sql) {
    const store::Migration migration{"test/1", sql};
    auto tables = tables_of({&migration, 1});
    EXPECT_EQ(tables.front().name, "counter");
    tables.erase(tables.begin());
    return tables;
}

TEST(Tables, columns_and_keys_are_read_from_the_migration) {
    const auto tables = made_from(
        "-- append-only: fact\n"
        "CREATE TABLE fact(\n"
        "    province_id BIGINT NOT NULL,\n"
        "    said TEXT,     -- with a comma, and (parentheses\n"
        "    level INTEGER NOT NULL CHECK (level IN (0, 1)),\n"
        "    seq BIGINT NOT NULL,\n"
        "    CHECK (level < seq),\n"
        "    PRIMARY KEY (seq, province_id));\n"
        "CREATE INDEX fact_said ON fact(province_id, said);");
    ASSERT_EQ(tables.size(), 1u);
    const TableShape wanted{"fact", {{"province_id", false}, {"said", true}, {"level", false}, {"seq", false}}, {3, 0}};
    EXPECT_EQ(tables[0], wanted);
}

TEST(Tables, later_statements_add_columns_and_drop_tables) {
    const auto tables = made_from(
        "CREATE TABLE one(a BIGINT NOT NULL, PRIMARY KEY (a)); CREATE TABLE two(a TEXT NOT NULL, PRIMARY KEY (a));"
        "ALTER TABLE one ADD COLUMN b TEXT; DROP TABLE two;");
    ASSERT_EQ(tables.size(), 1u);
    EXPECT_EQ(tables[0], (TableShape{"one", {{"a", false}, {"b", true}}, {0}}));
}

TEST(Tables, what_cannot_be_copied_is_a_bug_of_the_schema) {
    EXPECT_THROW(made_from("CREATE TABLE t(a BIGINT NOT NULL)"), Bug);
    EXPECT_THROW(made_from("CREATE TABLE t(a REAL NOT NULL, PRIMARY KEY (a))"), Bug);
    EXPECT_THROW(made_from("CREATE TABLE t(a BIGINT NOT NULL, PRIMARY KEY (b))"), Bug);
    EXPECT_THROW(made_from("CREATE TABLE t(a BIGINT NOT NULL, PRIMARY KEY (a)); ALTER TABLE t RENAME TO u"), Bug);
}

}  // namespace

}  // namespace khuyenhoc::keeping
