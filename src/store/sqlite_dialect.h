// How the shared SQL subset is said to SQLite: statements one by one, strict types, tables kept in key order.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace khuyenhoc::store {

/// Splits a script at `;` outside quotes and comments. In `CREATE TABLE` it writes INTEGER for BIGINT and adds STRICT
/// and, when the table has a primary key and no `-- rowid: NAME` line, WITHOUT ROWID. For every `-- append-only: NAME`
/// line it adds triggers that forbid UPDATE and DELETE. `-- erasable: NAME(columns) beside(all others)` then lets texts of such
/// a table be blanked (set to '' and nothing else), for a lawful erasure; `-- removable: NAME` lets its rows be deleted. What was
/// blanked or removed is said in another table, and a check holds both to each other.
std::vector<std::string> sqlite_statements(std::string_view script);

}  // namespace khuyenhoc::store
