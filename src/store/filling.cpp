#include "store/filling.h"

#include "base/text.h"
#include "store/sqlite_statistics.h"

namespace khuyenhoc::store {

namespace {

// Names in store_state: 'bulk' says what is unfinished; '/' follows '.' in the order of bytes.
constexpr std::string_view every_mark = "name = 'bulk' OR (name >= 'filling.' AND name < 'filling/')";

}  // namespace

void refuse_unfinished(Connection& db) {
    if (auto what = db.query_text("SELECT value FROM store_state WHERE name = 'bulk'")) throw Unfinished(*what);
}

std::unique_ptr<Store> open_even_unfinished(const std::string& url) {
    return is_postgres(url) ? open_postgres_even_unfinished(url) : open_sqlite_even_unfinished(url);
}

std::optional<Filling::Mark> Filling::under_way() {
    auto held = store_.writer();
    auto what = held.connection.query_text("SELECT value FROM store_state WHERE name = 'bulk'");
    if (!what) return std::nullopt;
    return Mark{*what, held.connection.query_text("SELECT value FROM store_state WHERE name = 'filling.origin'").value_or("")};
}

void Filling::start(const std::string& what, const std::string& origin) {
    auto held = store_.writer();
    Connection& db = held.connection;
    Transaction transaction(db);
    const auto note = [&](std::string_view name, std::string_view value) {
        db.run("INSERT INTO store_state(name, value) VALUES ($1, $2)", {name, value});
    };
    note("bulk", what);
    note("filling.origin", origin);
    std::vector<std::pair<std::string, std::string>> indexes;
    db.query(is_postgres_ ? postgres_indexes : sqlite_indexes, {}, [&](const Row& row) { indexes.emplace_back(row.text(0), row.text(1)); });
    for (const auto& [name, sql] : indexes) {
        note("filling.index." + name, sql);
        db.run_script("DROP INDEX " + name);
    }
    transaction.commit();
}

void Filling::expect_rows() {
    store_.expect_many_writes(true);
    // A crash of the machine may lose the last steps, never the order of them: the filling goes on from where it is.
    store_.writer().connection.run_script(is_postgres_ ? "SET synchronous_commit = off; SET maintenance_work_mem = '256MB'"
                                                       : "PRAGMA synchronous=NORMAL");
}

std::int64_t Filling::rows_written(std::string_view table) {
    const std::string name = "filling.rows." + std::string(table);
    const auto text = store_.writer().connection.query_text("SELECT value FROM store_state WHERE name = $1", {name});
    return text ? parse_integer(*text).value_or(0) : 0;
}

void Filling::note_rows(Connection& db, std::string_view table, std::int64_t before, std::int64_t after) {
    const std::string name = "filling.rows." + std::string(table);
    const std::string was = std::to_string(before), is = std::to_string(after);
    const bool noted = before == 0 ? db.run("INSERT INTO store_state(name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING", {name, is}) == 1
                                   : db.run("UPDATE store_state SET value = $1 WHERE name = $2 AND value = $3", {is, name, was}) == 1;
    if (!noted) throw StoreError(StoreError::Kind::busy, "another program fills the same database");
}

void Filling::build_indexes() {
    auto held = store_.writer();
    Connection& db = held.connection;
    std::vector<std::pair<std::string, std::string>> indexes;
    db.query("SELECT name, value FROM store_state WHERE name >= 'filling.index.' AND name < 'filling.index/' ORDER BY name", {},
             [&](const Row& row) { indexes.emplace_back(row.text(0), row.text(1)); });
    for (const auto& [name, sql] : indexes) {
        Transaction transaction(db);
        if (db.run("DELETE FROM store_state WHERE name = $1", {name}) != 1)
            throw StoreError(StoreError::Kind::busy, "another program fills the same database");
        db.run_script(sql);
        transaction.commit();
    }
    if (is_postgres_) db.run_script("ANALYZE");
    else if (!indexes.empty()) {
        // Statistics of an index go with it when it is dropped. Other connections read them anew when the schema changes.
        Transaction transaction(db);
        write_fixed_statistics(db);
        db.run_script("CREATE TABLE statistics_written(id BIGINT NOT NULL, PRIMARY KEY (id)); DROP TABLE statistics_written");
        transaction.commit();
    }
}

void Filling::finish() {
    store_.expect_many_writes(false);
    auto held = store_.writer();
    Connection& db = held.connection;
    db.run_script(is_postgres_ ? "SET synchronous_commit = on; RESET maintenance_work_mem"
                               : "PRAGMA wal_checkpoint(TRUNCATE); PRAGMA synchronous=FULL");
    Transaction transaction(db);
    db.run("DELETE FROM store_state WHERE " + std::string(every_mark));
    transaction.commit();  // durable, and with it all that was written before
}

}  // namespace khuyenhoc::store
