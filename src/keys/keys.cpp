#include "keys/keys.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.h"
#include "base/date.h"
#include "base/key_wrap.h"
#include "keys/embedded.h"

namespace khuyenhoc::keys {

namespace {

Key wrapping_of(const Key& master) { return derive_key(master, "wrapping of data keys"); }

std::string beside(std::string_view purpose, std::int64_t version) { return fmt::format("{}/{}", purpose, version); }

constexpr std::string_view every_key =
    "SELECT purpose, version, wrapped, made_at, resealed_to FROM data_key ORDER BY purpose, version DESC";

/// Every data key, or nothing when one does not open.
std::optional<std::vector<DataKey>> unwrapped(store::Connection& db, const Key& master) {
    Key wrapping = wrapping_of(master);
    std::vector<DataKey> keys;
    bool all_open = true;
    db.query(every_key, {}, [&](const store::Row& row) {
        const auto key = unwrap_key(wrapping, row.text(2), beside(row.text(0), row.integer(1)));
        all_open = all_open && key;
        if (key)
            keys.push_back({std::string(row.text(0)), static_cast<int>(row.integer(1)), *key, std::string(row.text(3)), row.optional_integer(4)});
    });
    wipe(wrapping);
    if (!all_open) return std::nullopt;
    return keys;
}

void insert(store::Connection& db, const Key& master, const DataKey& data) {
    Key wrapping = wrapping_of(master);
    const std::string wrapped = wrap_key(wrapping, data.key, beside(data.purpose, data.version));
    wipe(wrapping);
    // Another program may have made it meanwhile: then that one counts.
    db.run("INSERT INTO data_key(purpose, version, wrapped, made_at, resealed_to) VALUES ($1, $2, $3, $4, $5) "
           "ON CONFLICT (purpose, version) DO NOTHING",
           {data.purpose, std::int64_t{data.version}, wrapped, data.made_at, store::optional_integer(data.resealed_to)});
}

DataKey first_key(const Purpose& purpose, bool had_rows) {
    const bool had_key = had_rows && purpose.before;
    const bool must_seal = had_rows && purpose.seals_old_rows;
    return {std::string(purpose.name), 1, had_key ? *purpose.before : random_key(), now_utc(),
            must_seal ? std::optional<std::int64_t>(0) : std::nullopt};
}

bool has_table(store::Connection& db) {
    return db.query_integer("SELECT 1 FROM schema_migration WHERE name = 'keys/0001_keys'").has_value();
}

}  // namespace

Table table() {
    Table t;
    t.name = "keys";
    t.migrations = {{"keys/0001_keys", keys_file_bytes("migrations/0001_keys.sql")}};
    t.refusals = {
        {"keys.wrong_key", 409, "Tệp khóa này không phải của cơ sở dữ liệu này. Chưa đọc và chưa ghi gì.",
         "This key file is not the one of this database. Nothing was read or written."},
        {"keys.resealing", 409, "Việc niêm phong lại dữ liệu đang dở dang. Hãy chạy: khuyenhoc keys reseal",
         "Sealing the data anew was interrupted. Run: khuyenhoc keys reseal"},
        {"keys.in_use", 409, "Chương trình đang chạy với khóa này. Hãy dừng dịch vụ rồi làm lại.",
         "The program is running with this key. Stop the service and do it again."},
    };
    return t;
}

Ring::Ring(std::vector<DataKey> keys) : keys_(std::move(keys)) {
    std::ranges::sort(keys_, [](const auto& a, const auto& b) { return a.purpose != b.purpose ? a.purpose < b.purpose : a.version > b.version; });
}

Ring::~Ring() {
    for (auto& data : keys_) wipe(data.key);
}

const Key& Ring::newest(std::string_view purpose) const {
    const auto found = std::ranges::find(keys_, purpose, &DataKey::purpose);
    check(found != keys_.end(), "a purpose has a key");
    return found->key;
}

const Key& Ring::before(std::string_view purpose) const {
    const auto found = std::ranges::find(keys_, purpose, &DataKey::purpose);
    check(found != keys_.end(), "a purpose has a key");
    const auto older = found + 1;
    return older != keys_.end() && older->purpose == purpose && found->resealed_to ? older->key : found->key;
}

std::vector<Key> Ring::all(std::string_view purpose) const {
    std::vector<Key> all;
    for (const auto& data : keys_)
        if (data.purpose == purpose) all.push_back(data.key);
    check(!all.empty(), "a purpose has a key");
    return all;
}

bool Ring::is_resealing() const {
    return std::ranges::any_of(keys_, [](const auto& data) { return data.resealed_to.has_value(); });
}

bool Ring::is_first_sealing() const {
    return is_resealing() && std::ranges::none_of(keys_, [](const auto& data) { return data.resealed_to && data.version > 1; });
}

std::int64_t Ring::resealed_to() const {
    std::int64_t least = INT64_MAX;
    for (const auto& data : keys_)
        if (data.resealed_to) least = std::min(least, *data.resealed_to);
    return least == INT64_MAX ? 0 : least;
}

bool fits(store::Connection& db, const Key& master) { return !has_table(db) || unwrapped(db, master).has_value(); }

bool is_empty(store::Connection& db) { return !has_table(db) || !db.query_integer("SELECT 1 FROM data_key LIMIT 1"); }

Result<Ring> open(store::Store& store, const Key& master, std::span<const Purpose> purposes, bool had_rows) {
    auto held = store.writer();
    auto keys = unwrapped(held.connection, master);
    if (!keys) return refuse("keys.wrong_key", "--key");
    const auto is_missing = [&](const Purpose& purpose) { return std::ranges::find(*keys, purpose.name, &DataKey::purpose) == keys->end(); };
    if (std::ranges::any_of(purposes, is_missing)) {
        store::Transaction transaction(held.connection);
        for (const auto& purpose : purposes)
            if (is_missing(purpose)) insert(held.connection, master, first_key(purpose, had_rows));
        transaction.commit();
        keys = unwrapped(held.connection, master);
        if (!keys) return refuse("keys.wrong_key", "--key");
    }
    return Ring(std::move(*keys));
}

Result<void> rewrap(store::Store& store, const Key& from, const Key& to) {
    auto held = store.writer();
    store::Transaction transaction(held.connection);
    const auto keys = unwrapped(held.connection, from);
    if (!keys) return refuse("keys.wrong_key", "--key");
    Key wrapping = wrapping_of(to);
    for (const auto& data : *keys) {
        const std::string wrapped = wrap_key(wrapping, data.key, beside(data.purpose, data.version));
        held.connection.run("UPDATE data_key SET wrapped = $1 WHERE purpose = $2 AND version = $3",
                            {wrapped, data.purpose, std::int64_t{data.version}});
    }
    wipe(wrapping);
    transaction.commit();
    return {};
}

Result<void> begin_resealing(store::Store& store, const Key& master, std::span<const std::string_view> resealed,
                             std::span<const std::string_view> added) {
    auto held = store.writer();
    store::Transaction transaction(held.connection);
    const auto keys = unwrapped(held.connection, master);
    if (!keys) return refuse("keys.wrong_key", "--key");
    if (std::ranges::any_of(*keys, [](const auto& data) { return data.resealed_to.has_value(); })) return {};
    const auto add = [&](std::string_view purpose, std::optional<std::int64_t> resealed_to) {
        const auto newest = std::ranges::find(*keys, purpose, &DataKey::purpose);
        check(newest != keys->end(), "a purpose has a key");
        insert(held.connection, master, {std::string(purpose), newest->version + 1, random_key(), now_utc(), resealed_to});
    };
    for (const auto purpose : resealed) add(purpose, 0);
    for (const auto purpose : added) add(purpose, std::nullopt);
    transaction.commit();
    return {};
}

void note_resealed(store::Connection& db, std::int64_t last_id) {
    db.run("UPDATE data_key SET resealed_to = $1 WHERE resealed_to IS NOT NULL", {last_id});
}

void finish_resealing(store::Store& store) {
    auto held = store.writer();
    store::Transaction transaction(held.connection);
    held.connection.run("DELETE FROM data_key WHERE resealed_to IS NULL AND EXISTS (SELECT 1 FROM data_key n WHERE "
                        "n.purpose = data_key.purpose AND n.version > data_key.version AND n.resealed_to IS NOT NULL)");
    held.connection.run("UPDATE data_key SET resealed_to = NULL WHERE resealed_to IS NOT NULL");
    transaction.commit();
}

}  // namespace khuyenhoc::keys
