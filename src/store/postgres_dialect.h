// How the shared SQL subset is said to PostgreSQL: statements one by one, rights where they can say it, triggers where they cannot.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace khuyenhoc::store {

/// What the store itself keeps in a PostgreSQL database.
inline constexpr std::string_view postgres_ground =
    "-- local: schema_migration\n"
    "CREATE TABLE schema_migration(name TEXT NOT NULL, PRIMARY KEY (name));"
    "CREATE TABLE counter(province_id BIGINT NOT NULL, name TEXT NOT NULL, next BIGINT NOT NULL, PRIMARY KEY (province_id, name));"
    "-- local: store_state\n"
    "CREATE TABLE store_state(name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (name));"
    "CREATE TABLE writer_turn(province_id BIGINT NOT NULL, turn BIGINT NOT NULL, PRIMARY KEY (province_id))";

/// Splits a script at `;` outside quotes and comments. For every `-- append-only: NAME` line the role that runs it, which
/// owns the table, gives up its right to UPDATE, DELETE and TRUNCATE. For every `-- by-seq: NAME` line, a block range index
/// finds the rows of late commands. `-- erasable:` and `-- removable:` (see sqlite_dialect.h) give back the right to update just
/// those columns, with a trigger that lets them be blanked and nothing else, or to delete.
std::vector<std::string> postgres_statements(std::string_view script);

}  // namespace khuyenhoc::store
