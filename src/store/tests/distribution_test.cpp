// What must lie where on a database spread by province: cases in, plans and faults out.
#include <gtest/gtest.h>

#include <functional>

#include "store/distribution.h"
#include "store/temporary.h"

namespace khuyenhoc::store {

namespace {

const Migration shape{"test/0001", "-- reference: place\n-- append-only: fact\n"
                                   "CREATE TABLE place(place_id BIGINT NOT NULL, PRIMARY KEY (place_id));\n"
                                   "CREATE TABLE fact(province_id BIGINT NOT NULL, id BIGINT NOT NULL, PRIMARY KEY (province_id, id)); -- a fact\n"
                                   "CREATE INDEX fact_id ON fact(province_id, id);\n"
                                   "CREATE TABLE row(province_id BIGINT NOT NULL, PRIMARY KEY (province_id));"};

std::vector<KnownTable> tables() { return known_tables({{shape}}); }

Spread spread_whole() {
    return {.has_extension = true,
            .placed = {{"place", TableClass::reference, "", 1}, {"fact", TableClass::tenant, "province_id", 2}, {"row", TableClass::tenant, "province_id", 2},
                       {"counter", TableClass::tenant, "province_id", 2}, {"writer_turn", TableClass::tenant, "province_id", 2}},
            .alone = {}};
}

std::vector<std::string> said(const std::vector<SpreadStep>& steps) {
    std::vector<std::string> out;
    for (const auto& step : steps) out.push_back(step.what + " " + step.subject);
    return out;
}

}  // namespace

TEST(Distribution, the_class_of_a_table_stands_in_its_migration) {
    std::vector<std::string> all;
    for (const auto& table : tables())
        all.push_back(table.name + (table.kind == TableClass::tenant ? " tenant" : table.kind == TableClass::reference ? " reference" : " local") +
                      (table.append_only ? " append-only" : ""));
    EXPECT_EQ(all, (std::vector<std::string>{"place reference", "fact tenant append-only", "row tenant", "schema_migration local",
                                             "counter tenant", "store_state local", "writer_turn tenant"}));
}

TEST(Distribution, what_keeps_a_database_from_being_served) {
    const struct {
        const char* what;
        std::function<void(Spread&)> change;
        std::vector<SpreadFault> faults;
    } cases[] = {
        {"all lies as it should", [](Spread&) {}, {}},
        {"no extension: not spread at all", [](Spread& s) { s.has_extension = false, s.placed.clear(); }, {}},
        {"a new table of a later version", [](Spread& s) { s.placed.erase(s.placed.begin() + 2); }, {{"row", "not_placed"}}},
        {"a reference table left out", [](Spread& s) { s.placed.erase(s.placed.begin()); }, {{"place", "not_placed"}}},
        {"a reference table spread", [](Spread& s) { s.placed[0].kind = TableClass::tenant; }, {{"place", "wrong_class"}}},
        {"a tenant table on every server", [](Spread& s) { s.placed[1].kind = TableClass::reference; }, {{"fact", "wrong_class"}}},
        {"spread by another column", [](Spread& s) { s.placed[1].key = "id"; }, {{"fact", "wrong_key"}}},
        {"apart from its province's other rows", [](Spread& s) { s.placed[2].group = 7; }, {{"row", "apart"}}},
        {"the extension and nothing else", [](Spread& s) { s.placed.clear(); },
         {{"place", "not_placed"}, {"fact", "not_placed"}, {"row", "not_placed"}, {"counter", "not_placed"}, {"writer_turn", "not_placed"}}},
    };
    for (const auto& one : cases) {
        auto spread = spread_whole();
        one.change(spread);
        EXPECT_EQ(spread_faults(tables(), spread), one.faults) << one.what;
    }
}

TEST(Distribution, steps_go_reference_tables_first_and_end_when_there_is_nothing_to_do) {
    const Spread bare{.has_extension = true, .placed = {}, .alone = {}};
    const std::vector<std::int64_t> isolate{79};
    const auto steps = spread_steps(tables(), bare, 64, isolate);
    EXPECT_EQ(said(steps), (std::vector<std::string>{"reference place", "distribute fact", "rights fact", "distribute fact", "rights fact", "distribute row",
                                                     "distribute row", "distribute counter", "distribute counter", "distribute writer_turn",
                                                     "distribute writer_turn", "isolate 79"}));
    EXPECT_EQ(steps[1].sql, "SELECT create_distributed_table('fact', 'province_id', colocate_with => 'none', shard_count => 64)");
    EXPECT_EQ(steps[5].sql, "SELECT create_distributed_table('row', 'province_id', colocate_with => 'fact')");
    auto whole = spread_whole();
    EXPECT_EQ(said(spread_steps(tables(), whole, 64, isolate)), std::vector<std::string>{"isolate 79"});
    whole.alone = {79};
    EXPECT_TRUE(spread_steps(tables(), whole, 64, isolate).empty());
}

TEST(Distribution, a_trigger_goes_before_its_table_is_spread) {
    const KnownTable note{.name = "note", .kind = TableClass::tenant, .append_only = true, .erasable = "body"};
    const std::vector<KnownTable> one{note};
    const auto steps = spread_steps(one, Spread{.has_extension = true, .placed = {}, .alone = {}}, 64, {});
    ASSERT_GE(steps.size(), 2u);
    EXPECT_EQ(steps[0].sql, "DROP TRIGGER IF EXISTS note_only_blank ON note");
    EXPECT_TRUE(steps[1].sql.starts_with("SELECT create_distributed_table('note'")) << steps[1].sql;
}

TEST(Distribution, the_largest_of_many_provinces_get_a_shard_of_their_own) {
    std::vector<ProvinceSize> sizes;
    for (std::int64_t province = 1; province <= 34; ++province) sizes.push_back({province, 1'000'000 + province});
    EXPECT_TRUE(provinces_to_isolate(sizes).empty()) << "all alike";
    sizes[30].people = 9'000'000;
    sizes[3].people = 14'000'000;
    sizes[8].people = 2'000'000;  // not more than twice the middle one
    EXPECT_EQ(provinces_to_isolate(sizes), (std::vector<std::int64_t>{4, 31}));
    for (std::size_t i = 0; i < 12; ++i) sizes[i].people = 5'000'000 + static_cast<std::int64_t>(i);
    EXPECT_EQ(provinces_to_isolate(sizes).size(), 8u) << "never more than eight";
    EXPECT_TRUE(provinces_to_isolate({{14, 1'400'000}, {4, 500'000}}).empty()) << "two provinces need no rule";
    EXPECT_TRUE(provinces_to_isolate({}).empty());
    EXPECT_EQ(usual_shards(1), 64);
    EXPECT_EQ(usual_shards(32), 64);
    EXPECT_EQ(usual_shards(34), 128);
}

TEST(Distribution, a_server_without_the_extension_says_so) {
    if (!Temporary::is_on_postgres()) GTEST_SKIP() << "only a PostgreSQL server has extensions";
    const auto store = open_temporary();
    EXPECT_FALSE(read_spread(*store->reader()).has_extension);
}

}  // namespace khuyenhoc::store
