// Spreading a database over servers by province (the Citus extension of PostgreSQL): what each table is, what must be done,
// and what is still missing. Pure: migrations and rows of the catalogue in, plans and faults out.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "store/store.h"

namespace khuyenhoc::store {

enum class TableClass {
    tenant,     ///< rows of provinces: lies where its province lies, `province_id` first in every key
    reference,  ///< small, rarely written: whole on every server
    local,      ///< only the server that programs speak to has it
};

struct KnownTable {
    std::string name;
    TableClass kind = TableClass::tenant;
    bool append_only = false;
    std::string erasable = {};  ///< the columns of an append-only table that a lawful erasure may blank
    bool removable = false;
};

/// Every table that the store and these migrations make, parents before children. One is a tenant unless its migration says
/// `-- reference: NAME` or `-- local: NAME`: the one place where that is written.
std::vector<KnownTable> known_tables(std::span<const Migration> migrations);

struct ProvinceSize {
    std::int64_t province = 0;
    std::int64_t people = 0;
};

/// 64 shards, 128 for more than 32 provinces: hashing 34 provinces into 34 shards put up to three into one.
int usual_shards(std::size_t provinces);

/// Provinces that should have a shard of their own: more than twice the middle one, at most eight, the largest first.
/// None among fewer than eight provinces: those are moved by hand.
std::vector<std::int64_t> provinces_to_isolate(std::vector<ProvinceSize> sizes);

/// How a table lies, as the catalogue of Citus has it.
struct PlacedTable {
    std::string name;
    TableClass kind = TableClass::tenant;
    std::string key;  ///< of a tenant table: the column it is spread by
    std::int64_t group = 0;  ///< tables of one group keep a province's rows together
};

/// What the server says.
struct Spread {
    bool has_extension = false;
    std::vector<PlacedTable> placed;
    std::vector<std::int64_t> alone;  ///< provinces that have a shard of their own
};

/// What keeps the program from serving this database, each with the table; nothing when the server does not spread at all.
struct SpreadFault {
    std::string table;
    std::string what;  ///< not_placed, wrong_class, wrong_key, apart
    bool operator==(const SpreadFault&) const = default;
};
std::vector<SpreadFault> spread_faults(std::span<const KnownTable> tables, const Spread& spread);

/// The statements that are still to run, in order. Running what it says leaves it nothing to say.
struct SpreadStep {
    std::string what;  ///< reference, distribute, isolate, rights
    std::string subject;
    std::string sql;
};
std::vector<SpreadStep> spread_steps(std::span<const KnownTable> tables, const Spread& spread, int shards,
                                     std::span<const std::int64_t> isolate);

/// Reads the catalogue of a PostgreSQL server. Throws StoreError.
Spread read_spread(Connection& db, std::span<const std::int64_t> provinces = {});

}  // namespace khuyenhoc::store
