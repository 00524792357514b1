// A new database filled from elsewhere in many transactions, so that an interrupted filling can go on. Unlike
// `begin_bulk`, whose speed a crash pays for with the whole file, every step is whole or not there.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "store/store.h"

namespace khuyenhoc::store {

/// Thrown by `open` for a database whose filling did not end.
struct Unfinished : StoreError {
    explicit Unfinished(std::string what) : StoreError(Kind::damaged, "the database is unfinished: filling it was interrupted (" + what + ")") {}
};
void refuse_unfinished(Connection& db);

/// Like `open`, but opens an unfinished database too. For whoever fills it.
std::unique_ptr<Store> open_even_unfinished(const std::string& url);
std::unique_ptr<Store> open_sqlite_even_unfinished(const std::string& path);
std::unique_ptr<Store> open_postgres_even_unfinished(const std::string& url);

/// Indexes that are not a constraint's own, by name, with what makes them.
inline constexpr std::string_view sqlite_indexes =
    "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY name";
inline constexpr std::string_view postgres_indexes =
    "SELECT i.indexname, i.indexdef FROM pg_indexes AS i WHERE i.schemaname = current_schema() AND NOT EXISTS "
    "(SELECT 1 FROM pg_constraint AS c WHERE c.conname = i.indexname AND c.connamespace = CAST(i.schemaname AS regnamespace)) "
    "ORDER BY i.indexname";

/// The marks of a filling in table store_state. `store` was opened with `open_even_unfinished` and has its schema.
class Filling {
public:
    explicit Filling(Store& store) : store_(store), is_postgres_(store.engine() == Engine::postgres) {}

    /// What is being filled in ("copy", "restore"), and what `start` was told of its origin; nothing when none is under way.
    struct Mark {
        std::string what, origin;
    };
    std::optional<Mark> under_way();

    /// Marks the database as unfinished and puts its indexes off.
    void start(const std::string& what, const std::string& origin);
    /// Before rows are written, of a new filling or one that goes on: makes writing them cheaper.
    void expect_rows();

    /// Rows of a table written so far; and inside the transaction that writes more, how many there are then. Throws
    /// StoreError (busy) when somebody else fills the same database.
    std::int64_t rows_written(std::string_view table);
    void note_rows(Connection& db, std::string_view table, std::int64_t before, std::int64_t after);

    /// Makes the indexes; each is there whole or made by the next call.
    void build_indexes();
    /// Makes all of it durable, then takes the marks away.
    void finish();

private:
    Store& store_;
    bool is_postgres_;
};

}  // namespace khuyenhoc::store
