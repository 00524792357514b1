#include "store/store.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "base/check.h"

namespace khuyenhoc::store {

std::optional<std::int64_t> Connection::query_integer(std::string_view sql, std::initializer_list<Parameter> parameters) {
    std::optional<std::int64_t> first;
    bool seen = false;
    query(sql, parameters, [&](const Row& row) {
        if (!seen) first = row.optional_integer(0);
        seen = true;
    });
    return first;
}

std::optional<std::string> Connection::query_text(std::string_view sql, std::initializer_list<Parameter> parameters) {
    std::optional<std::string> first;
    bool seen = false;
    query(sql, parameters, [&](const Row& row) {
        if (!seen) first = row.optional_text(0);
        seen = true;
    });
    return first;
}

void Store::migrate(std::span<const Migration> migrations) {
    auto writer_held = writer();
    Connection& db = writer_held.connection;
    std::set<std::string, std::less<>> applied;
    db.query("SELECT name FROM schema_migration ORDER BY name", {}, [&](const Row& row) { applied.emplace(row.text(0)); });
    for (const auto& name : applied) {
        const bool known = std::ranges::any_of(migrations, [&](const Migration& m) { return m.name == name; });
        if (!known) throw StoreError(StoreError::Kind::other, "the database was made by a newer program (" + name + ")");
    }
    bool changed = false;
    for (const auto& migration : migrations) {
        if (applied.contains(migration.name)) continue;
        Transaction transaction(db);
        lock_schema(db);
        if (db.query_integer("SELECT 1 FROM schema_migration WHERE name = $1", {migration.name})) continue;
        db.run_script(migration.sql);
        db.run("INSERT INTO schema_migration(name) VALUES ($1)", {migration.name});
        transaction.commit();
        changed = true;
    }
    if (changed) schema_changed(db);
}

std::unique_ptr<Store> open(const std::string& url) {
    return is_postgres(url) ? open_postgres(url) : open_sqlite(url);
}

bool exists(const std::string& url) { return is_postgres(url) ? postgres_exists(url) : std::filesystem::exists(url); }

bool is_postgres(std::string_view url) { return url.starts_with("postgresql://") || url.starts_with("postgres://"); }

std::int64_t draw_ids(Connection& connection, std::int64_t province, std::string_view name, std::int64_t count) {
    constexpr std::int64_t per_province = 1'000'000'000'000;
    check(province > 0 && province < 9000 && count > 0, "a province and a number of ids");
    const auto next = connection.query_integer(
        "INSERT INTO counter(province_id, name, next) VALUES ($1, $2, $3) "
        "ON CONFLICT (province_id, name) DO UPDATE SET next = counter.next + excluded.next RETURNING next",
        {province, name, count});
    check(next.has_value() && *next < per_province, "the counter has room");
    return province * per_province + *next - count + 1;
}

}  // namespace khuyenhoc::store
