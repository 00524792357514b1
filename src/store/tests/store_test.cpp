#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "base/check.h"
#include "store/postgres_batch.h"
#include "store/postgres_dialect.h"
#include "store/sqlite_dialect.h"
#include "store/store.h"
#include "store/temporary.h"

namespace khuyenhoc::store {

namespace {

const Migration first{"test/0001", "-- append-only: fact\n"
                                   "CREATE TABLE fact(province_id BIGINT NOT NULL, id BIGINT NOT NULL, word TEXT, "
                                   "PRIMARY KEY (province_id, id));\n"
                                   "CREATE UNIQUE INDEX fact_word ON fact(province_id, word);"};

std::string fresh_path() {
    static int count = 0;
    const auto path = std::filesystem::temp_directory_path() /
                      ("khuyenhoc-store-test-" + std::to_string(getpid()) + "-" + std::to_string(++count) + ".db");
    for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path.string() + suffix);
    return path.string();
}

StoreError::Kind kind_of_failure(const std::function<void()>& act) {
    try {
        act();
    } catch (const StoreError& error) {
        return error.kind;
    }
    ADD_FAILURE() << "nothing was refused";
    return StoreError::Kind::other;
}

}  // namespace

TEST(Store, writes_reads_and_binds_in_order) {
    const auto store = open_temporary();
    store->migrate({{first}});
    auto writer = store->writer();
    writer.connection.run("INSERT INTO fact(province_id, id, word) VALUES ($1, $2, $3)",
                          {std::int64_t{14}, std::int64_t{9007199254740991}, "Ước mơ"});
    writer.connection.run("INSERT INTO fact(province_id, id, word) VALUES ($1, $2, $3)", {std::int64_t{14}, std::int64_t{2}, {}});
    auto reader = store->reader();
    std::vector<std::string> seen;
    reader->query("SELECT id, word FROM fact WHERE province_id = $1 ORDER BY id", {std::int64_t{14}}, [&](const Row& row) {
        seen.push_back(std::to_string(row.integer(0)) + "=" + row.optional_text(1).value_or("none"));
    });
    EXPECT_EQ(seen, (std::vector<std::string>{"2=none", "9007199254740991=Ước mơ"}));
}

TEST(Store, append_only_tables_refuse_update_and_delete) {
    const auto store = open_temporary();
    store->migrate({{first}});
    auto writer = store->writer();
    writer.connection.run("INSERT INTO fact(province_id, id, word) VALUES (1, 1, 'a')");
    using Kind = StoreError::Kind;
    EXPECT_EQ(kind_of_failure([&] { writer.connection.run("UPDATE fact SET word = 'b'"); }), Kind::append_only);
    EXPECT_EQ(kind_of_failure([&] { writer.connection.run("DELETE FROM fact"); }), Kind::append_only);
    EXPECT_EQ(writer.connection.query_text("SELECT word FROM fact"), "a");
}

TEST(Store, failures_carry_a_class_and_no_value) {
    const auto store = open_temporary();
    store->migrate({{first}});
    auto writer = store->writer();
    auto& db = writer.connection;
    db.run("INSERT INTO fact(province_id, id, word) VALUES (1, 1, 'secret')");
    try {
        db.run("INSERT INTO fact(province_id, id, word) VALUES ($1, $2, $3)", {std::int64_t{1}, std::int64_t{2}, "secret"});
        FAIL() << "a duplicate was taken";
    } catch (const StoreError& error) {
        EXPECT_EQ(error.kind, StoreError::Kind::unique);
        EXPECT_EQ(std::string(error.what()).find("secret"), std::string::npos);
    }
    EXPECT_EQ(kind_of_failure([&] { db.run("INSERT INTO fact(province_id, id, word) VALUES ('x', 3, 'y')"); }),
              StoreError::Kind::check) << "strict types";
    EXPECT_THROW(db.run("SELECT 1 WHERE $1 = 1"), Bug) << "a parameter is missing";
}

TEST(Store, transactions_are_whole_or_not_at_all) {
    const auto store = open_temporary();
    store->migrate({{first}});
    auto writer = store->writer();
    auto& db = writer.connection;
    {
        Transaction transaction(db);
        db.run("INSERT INTO fact(province_id, id, word) VALUES (1, 1, 'a')");
    }
    EXPECT_EQ(db.query_integer("SELECT count(*) FROM fact"), 0);
    {
        Transaction transaction(db);
        db.run("INSERT INTO fact(province_id, id, word) VALUES (1, 1, 'a')");
        transaction.commit();
    }
    EXPECT_EQ(db.query_integer("SELECT count(*) FROM fact"), 1);
}

TEST(Store, the_same_statement_may_be_used_inside_itself) {
    const auto store = open_temporary();
    auto reader = store->reader();
    int pairs = 0;
    const char* sql = "SELECT column1 FROM (VALUES (1), (2), (3)) AS v";
    reader->query(sql, {}, [&](const Row&) { reader->query(sql, {}, [&](const Row&) { ++pairs; }); });
    EXPECT_EQ(pairs, 9);
}

TEST(Store, migrations_run_once_and_a_newer_database_is_refused) {
    const Temporary database;
    const Migration second{"test/0002", "CREATE TABLE more(id BIGINT NOT NULL, PRIMARY KEY (id))"};
    {
        const auto store = database.open();
        store->migrate({{first}});
        store->migrate({{first, second}});
        store->migrate({{first, second}});
    }
    const auto store = database.open();
    EXPECT_EQ(kind_of_failure([&] { store->migrate({{first}}); }), StoreError::Kind::other);
}

TEST(Sqlite, a_file_that_is_no_database_is_refused) {
    const std::string path = fresh_path();
    std::ofstream(path) << std::string(5000, 'x');
    EXPECT_EQ(kind_of_failure([&] { open_sqlite(path); }), StoreError::Kind::damaged);
    EXPECT_EQ(kind_of_failure([&] { open_sqlite("/nowhere/at/all.db"); }), StoreError::Kind::other);
}

TEST(Store, an_interrupted_bulk_fill_is_refused_and_a_finished_one_keeps_its_indexes) {
    const Temporary unfinished;
    {
        const auto store = unfinished.open();
        store->migrate({{first}});
        store->begin_bulk();
        auto writer = store->writer();
        writer.connection.run("INSERT INTO fact(province_id, id, word) VALUES (1, 1, 'a')");
    }
    EXPECT_EQ(kind_of_failure([&] { unfinished.open(); }), StoreError::Kind::damaged);

    const Temporary other;
    const auto store = other.open();
    store->migrate({{first}});
    store->begin_bulk();
    store->writer().connection.run("INSERT INTO fact(province_id, id, word) VALUES (1, 1, 'a')");
    store->end_bulk();
    EXPECT_EQ(kind_of_failure([&] {
                  store->writer().connection.run("INSERT INTO fact(province_id, id, word) VALUES (1, 2, 'a')");
              }),
              StoreError::Kind::unique);
    EXPECT_EQ(other.open()->reader()->query_integer("SELECT count(*) FROM fact"), 1);
    if (!Temporary::is_on_postgres()) {
        EXPECT_EQ(store->reader()->query_text("SELECT idx FROM sqlite_stat1 WHERE idx = 'fact_word'"), "fact_word")
            << "without it a plan takes the province for selective";
    }
}

TEST(Store, ids_are_drawn_in_blocks_and_never_twice) {
    const auto store = open_temporary();
    auto writer = store->writer();
    EXPECT_EQ(draw_ids(writer.connection, 14, "person", 10), 14'000'000'000'001);
    EXPECT_EQ(draw_ids(writer.connection, 14, "person", 1), 14'000'000'000'011);
    EXPECT_EQ(draw_ids(writer.connection, 14, "household", 1), 14'000'000'000'001);
    EXPECT_EQ(draw_ids(writer.connection, 1, "person", 1), 1'000'000'000'001);
}

TEST(Store, readers_go_on_while_a_writer_writes) {
    const auto store = open_temporary();
    store->migrate({{first}});
    auto writer = store->writer();
    Transaction transaction(writer.connection);
    writer.connection.run("INSERT INTO fact(province_id, id, word) VALUES (1, 1, 'a')");
    std::int64_t seen = -1;
    std::thread([&] { seen = *store->reader()->query_integer("SELECT count(*) FROM fact"); }).join();
    EXPECT_EQ(seen, 0) << "not committed yet";
    transaction.commit();
    EXPECT_EQ(store->reader()->query_integer("SELECT count(*) FROM fact"), 1);
}

TEST(Sqlite, plans_do_not_take_the_province_for_selective) {
    const auto store = open_sqlite(":memory:");
    store->migrate({{{"test/0001", "CREATE TABLE member(province_id BIGINT NOT NULL, household_id BIGINT NOT NULL, person_id BIGINT NOT NULL, "
                                   "PRIMARY KEY (province_id, household_id, person_id));"
                                   "CREATE INDEX member_person ON member(province_id, person_id)"}}});
    std::string plan;
    store->reader()->query("EXPLAIN QUERY PLAN SELECT household_id FROM member WHERE province_id = 14 AND person_id = 7", {},
                           [&](const Row& row) { plan += row.text(3); });
    EXPECT_NE(plan.find("member_person (province_id=? AND person_id=?)"), std::string::npos) << plan;
}

TEST(Store, rows_added_are_there_for_the_next_statement) {
    const auto store = open_temporary();
    store->migrate({{first}});
    auto writer = store->writer();
    auto& db = writer.connection;
    Transaction transaction(db);
    const auto add = db.prepare("INSERT INTO fact(province_id, id, word) VALUES ($1, $2, $3)");
    const auto add_without = db.prepare("INSERT INTO fact(province_id, id, word) VALUES ($1, $2, NULL)");
    for (std::int64_t i = 1; i <= 1000; ++i) {
        const std::string word = "từ " + std::to_string(i);
        add->add({std::int64_t{14}, i, std::string_view(word)});
        if (i % 100 == 0) add_without->add({std::int64_t{14}, 1000 + i});
        if (i == 7) {
            EXPECT_EQ(db.query_integer("SELECT count(*) FROM fact"), 7);
        }
    }
    EXPECT_EQ(db.query_text("SELECT word FROM fact WHERE id = $1", {std::int64_t{1000}}), "từ 1000");
    EXPECT_EQ(db.query_integer("SELECT count(*) FROM fact WHERE word IS NULL"), 10);
    transaction.commit();
    EXPECT_EQ(store->reader()->query_integer("SELECT count(*) FROM fact"), 1010);
}

TEST(Store, a_row_added_that_cannot_be_fails_by_the_next_statement) {
    const auto store = open_temporary();
    store->migrate({{first}});
    auto writer = store->writer();
    auto& db = writer.connection;
    for (const int rows : {1, 500}) {
        Transaction transaction(db);
        const auto add = db.prepare("INSERT INTO fact(province_id, id, word) VALUES ($1, $2, $3)");
        EXPECT_EQ(kind_of_failure([&] {
                      for (std::int64_t i = 1; i <= rows; ++i) add->add({std::int64_t{14}, i, {}});
                      add->add({std::int64_t{14}, std::int64_t{1}, {}});
                      db.query_integer("SELECT count(*) FROM fact");
                  }),
                  StoreError::Kind::unique);
    }
    EXPECT_EQ(db.query_integer("SELECT count(*) FROM fact"), 0) << "rolled back, and the line still serves";
}

TEST(Store, rows_may_be_read_while_other_statements_run) {
    const auto store = open_temporary();
    store->migrate({{first}});
    {
        auto writer = store->writer();
        Transaction transaction(writer.connection);
        const auto add = writer.connection.prepare("INSERT INTO fact(province_id, id, word) VALUES ($1, $2, $3)");
        for (std::int64_t i = 1; i <= 300; ++i) add->add({std::int64_t{14}, i, {}});
        transaction.commit();
    }
    const auto reader = store->reader();
    const auto one = reader->prepare("SELECT id FROM fact WHERE province_id = $1 ORDER BY id");
    const auto other = reader->prepare("SELECT id FROM fact WHERE province_id = $1 ORDER BY id DESC");
    one->start({std::int64_t{14}});
    other->start({std::int64_t{14}});
    for (std::int64_t i = 1; i <= 300; ++i) {
        EXPECT_EQ(one->step()->integer(0), i);
        EXPECT_EQ(reader->query_integer("SELECT count(*) FROM fact WHERE id <= $1", {i}), i);
        EXPECT_EQ(other->step()->integer(0), 301 - i);
    }
    EXPECT_EQ(one->step(), nullptr);
    EXPECT_EQ(other->step(), nullptr);
    one->start({std::int64_t{14}});
    EXPECT_EQ(one->step()->integer(0), 1) << "left early, then asked again";
    one->start({std::int64_t{14}});
    EXPECT_EQ(one->step()->integer(0), 1);
}

TEST(Store, a_held_reader_sees_one_moment) {
    const auto store = open_temporary();
    store->migrate({{first}});
    const auto reader = store->reader();
    {
        const Held moment(*reader);
        EXPECT_EQ(reader->query_integer("SELECT count(*) FROM fact"), 0);
        store->writer().connection.run("INSERT INTO fact(province_id, id, word) VALUES (1, 1, 'a')");
        EXPECT_EQ(reader->query_integer("SELECT count(*) FROM fact"), 0);
    }
    EXPECT_EQ(reader->query_integer("SELECT count(*) FROM fact"), 1);
}

TEST(Store, what_goes_wrong_while_held_gives_back_a_reader_that_is_not) {
    const auto store = open_temporary();
    store->migrate({{first}});
    const Connection* lent = nullptr;
    const auto fail_while_held = [&](const char* sql) {
        const auto reader = store->reader();
        lent = reader.get();
        const Held moment(*reader);
        EXPECT_EQ(reader->query_integer("SELECT count(*) FROM fact WHERE id < 0"), 0);
        reader->query("SELECT column1 FROM (VALUES (1), (2)) AS v", {}, [&](const Row&) { reader->run(sql); });
    };
    std::int64_t rows = 0;
    for (const char* sql : {"SELECT nothing FROM nowhere", "INSERT INTO fact(province_id, id) VALUES (1, 100)"}) {
        EXPECT_THROW(fail_while_held(sql), StoreError);
        store->writer().connection.run("INSERT INTO fact(province_id, id) VALUES ($1, $2)", {std::int64_t{1}, ++rows});
        const auto reader = store->reader();
        ASSERT_EQ(reader.get(), lent) << "the same one, from the pool";
        EXPECT_EQ(reader->query_integer("SELECT count(*) FROM fact"), rows) << "no moment of before";
        const Held moment(*reader);
        EXPECT_EQ(reader->query_integer("SELECT count(*) FROM fact"), rows);
        store->writer().connection.run("INSERT INTO fact(province_id, id) VALUES ($1, $2)", {std::int64_t{1}, ++rows});
        EXPECT_EQ(reader->query_integer("SELECT count(*) FROM fact"), rows - 1) << "a moment of its own";
    }
}

TEST(Store, numbers_beyond_a_column_and_beyond_four_bytes_are_told_apart) {
    const auto store = open_temporary();
    store->migrate({{{"test/0001", "CREATE TABLE year(province_id BIGINT NOT NULL, year INTEGER NOT NULL, PRIMARY KEY (province_id, year))"}}});
    auto writer = store->writer();
    auto& db = writer.connection;
    db.run("INSERT INTO year(province_id, year) VALUES ($1, $2)", {std::int64_t{14}, std::int64_t{2025}});
    EXPECT_EQ(db.query_integer("SELECT count(*) FROM year WHERE year < $1", {std::int64_t{9'007'199'254'740'991}}), 1);
    EXPECT_EQ(db.query_integer("SELECT count(*) FROM year WHERE year = $1", {std::int64_t{-9'007'199'254'740'991}}), 0);
}

TEST(Dialect, says_the_subset_to_postgresql) {
    const auto statements = postgres_statements("-- append-only: a\n-- by-seq: a\nCREATE TABLE a(seq BIGINT NOT NULL, PRIMARY KEY (seq)); SELECT ';'");
    EXPECT_EQ(statements, (std::vector<std::string>{"CREATE TABLE a(seq BIGINT NOT NULL, PRIMARY KEY (seq))", "SELECT ';'",
                                                    "REVOKE UPDATE, DELETE, TRUNCATE ON a FROM CURRENT_USER",
                                                    "CREATE INDEX a_by_seq ON a USING brin (seq)"}));
}

TEST(Dialect, lets_go_of_texts_that_an_erasure_may_blank) {
    const std::string_view script = "-- erasable: a(body, why) beside(id, hash)\n-- removable: b\nSELECT 1";
    EXPECT_EQ(postgres_statements(script), (std::vector<std::string>{
        "SELECT 1", "GRANT UPDATE (body, why) ON a TO CURRENT_USER",
        "CREATE OR REPLACE FUNCTION only_blank() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''append-only'' USING ERRCODE = ''42501''; END'",
        "CREATE TRIGGER a_only_blank BEFORE UPDATE ON a FOR EACH ROW WHEN ((NEW.body <> '' AND NEW.body IS DISTINCT FROM OLD.body) OR "
        "(NEW.why <> '' AND NEW.why IS DISTINCT FROM OLD.why)) EXECUTE FUNCTION only_blank()",
        "GRANT DELETE ON b TO CURRENT_USER"}));
    const auto statements = sqlite_statements(script);
    ASSERT_EQ(statements.size(), 5u);
    EXPECT_EQ(statements[2], "CREATE TRIGGER a_no_UPDATE BEFORE UPDATE OF id, hash ON a BEGIN SELECT RAISE(ABORT, 'append-only'); END");
}

TEST(Store, an_erasable_text_can_be_blanked_and_nothing_else) {
    const auto store = open_temporary();
    store->migrate({{{"test/0001", "-- append-only: note\n-- append-only: file\nCREATE TABLE note(id BIGINT NOT NULL, body TEXT NOT NULL, why TEXT, "
                                   "hash TEXT NOT NULL, PRIMARY KEY (id)); CREATE TABLE file(id BIGINT NOT NULL, bytes TEXT NOT NULL, PRIMARY KEY (id))"},
                     {"test/0002", "-- erasable: note(body, why) beside(id, hash)\n-- removable: file\n"}}});
    auto writer = store->writer();
    auto& db = writer.connection;
    db.run("INSERT INTO note(id, body, why, hash) VALUES ($1, $2, $3, $4)", {std::int64_t{1}, "Lò Văn Hùng", "nhà", "abc"});
    db.run("INSERT INTO file(id, bytes) VALUES ($1, $2)", {std::int64_t{1}, "x"});
    for (const char* sql : {"UPDATE note SET hash = 'abd'", "UPDATE note SET id = 2", "DELETE FROM note", "UPDATE file SET bytes = ''"})
        EXPECT_THROW(db.run(sql), StoreError) << sql;
    db.run("INSERT INTO note(id, body, why, hash) VALUES (2, '', NULL, 'x')");
    const std::string_view filling[] = {"UPDATE note SET body = 'Lò Văn Bình' WHERE id = 1", "UPDATE note SET body = '', why = 'khác' WHERE id = 1",
                                        "UPDATE note SET why = 'mới' WHERE id = 2"};  // what was never said is not filled in later
    for (const auto sql : filling) EXPECT_EQ(kind_of_failure([&] { db.run(sql); }), StoreError::Kind::append_only) << sql;
    EXPECT_EQ(db.run("UPDATE note SET body = '' WHERE id = 1"), 1);
    EXPECT_EQ(db.query_text("SELECT why FROM note WHERE id = 1"), "nhà");
    EXPECT_EQ(db.run("UPDATE note SET why = '' WHERE id = 1"), 1);
    EXPECT_EQ(db.run("DELETE FROM file"), 1);
}

TEST(Dialect, plain_inserts_can_be_copied_and_others_not) {
    using postgres::copy_of;
    EXPECT_EQ(copy_of("INSERT INTO a(b, c, d) VALUES ($1, NULL, $2)"), "COPY a(b, d) FROM STDIN (FORMAT binary)");
    for (const char* other : {"INSERT INTO a(b) VALUES ($1) ON CONFLICT DO NOTHING", "INSERT INTO a(b, c) VALUES ($1, $1)",
                              "INSERT INTO a(b) VALUES ('x')", "INSERT INTO a(b) SELECT $1", "DELETE FROM a", "INSERT INTO a(b, c) VALUES ($2, $1)"})
        EXPECT_EQ(copy_of(other), "") << other;
}

TEST(Dialect, says_the_subset_to_sqlite) {
    const auto statements = sqlite_statements("-- rowid: b\nCREATE TABLE a(id BIGINT NOT NULL, t TEXT DEFAULT ';--', PRIMARY KEY (id));"
                                              "CREATE TABLE b(id BIGINT NOT NULL, PRIMARY KEY (id)); SELECT 1");
    ASSERT_EQ(statements.size(), 3u);
    EXPECT_EQ(statements[0], "CREATE TABLE a(id INTEGER NOT NULL, t TEXT DEFAULT ';--', PRIMARY KEY (id)) STRICT, WITHOUT ROWID");
    EXPECT_EQ(statements[1], "CREATE TABLE b(id INTEGER NOT NULL, PRIMARY KEY (id)) STRICT");
}

}  // namespace khuyenhoc::store
