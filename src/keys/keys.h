// Data keys under one master key: what each purpose is sealed with, kept in the database, each sealed by the master.
// Knows no purpose by name, no file and no value that is sealed.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/crypto.h"
#include "base/result.h"
#include "capability/capability.h"
#include "store/store.h"

namespace khuyenhoc::keys {

/// Migrations and refusals.
Table table();

/// What a key is for.
struct Purpose {
    std::string_view name;
    /// What it was sealed with in databases from before this table. Nothing: it was not sealed at all.
    std::optional<Key> before = {};
    /// Where there was nothing before, rows are there that must be sealed first.
    bool seals_old_rows = false;
};

struct DataKey {
    std::string purpose;
    int version = 1;
    Key key{};
    std::string made_at = {};
    /// Rows up to this id are sealed with it, the others are not yet. Nothing: all are.
    std::optional<std::int64_t> resealed_to = {};
};

/// The data keys, opened. Overwritten in memory when it goes.
class Ring {
public:
    explicit Ring(std::vector<DataKey> keys);
    ~Ring();
    Ring(const Ring&) = default;
    Ring& operator=(const Ring&) = default;
    Ring(Ring&&) = default;
    Ring& operator=(Ring&&) = default;

    /// That seals. A purpose without a key is a Bug.
    const Key& newest(std::string_view purpose) const;
    /// The one before it; the newest where there is no other.
    const Key& before(std::string_view purpose) const;
    /// All that open, the newest first.
    std::vector<Key> all(std::string_view purpose) const;

    /// Rows are being sealed with a newer version, or must be.
    bool is_resealing() const;
    /// The first version is: rows were never sealed.
    bool is_first_sealing() const;
    /// Up to which id they are.
    std::int64_t resealed_to() const;

    const std::vector<DataKey>& keys() const { return keys_; }

private:
    std::vector<DataKey> keys_;  ///< by purpose, the newest first
};

/// Whether this master opens every data key there is; true when there is none yet.
bool fits(store::Connection& db, const Key& master);
/// Whether no data key was made yet (a new database, or one from before).
bool is_empty(store::Connection& db);

/// Opens the data keys and makes those that are missing: random ones, or in a database that `had_rows` what was used before.
/// Refuses keys.wrong_key.
Result<Ring> open(store::Store& store, const Key& master, std::span<const Purpose> purposes, bool had_rows);

/// Seals every data key with another master, in one transaction. Refuses keys.wrong_key.
Result<void> rewrap(store::Store& store, const Key& from, const Key& to);

/// Makes a new version for `resealed`, whose rows are all to be sealed with it, and for `added`, which only seals what comes.
/// When a re-sealing is under way already, goes on with that one. Refuses keys.wrong_key.
Result<void> begin_resealing(store::Store& store, const Key& master, std::span<const std::string_view> resealed,
                             std::span<const std::string_view> added);
/// Inside the transaction that sealed rows up to this id.
void note_resealed(store::Connection& db, std::int64_t last_id);
/// Everything is sealed with the newest: the versions before go.
void finish_resealing(store::Store& store);

}  // namespace khuyenhoc::keys
