// How the shared SQL subset is said to PostgreSQL: statements one by one, rights instead of triggers.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace khuyenhoc::store {

/// Splits a script at `;` outside quotes and comments. For every `-- append-only: NAME` line the role that runs it, which
/// owns the table, gives up its right to UPDATE, DELETE and TRUNCATE. For every `-- by-seq: NAME` line, a block range index
/// finds the rows of late commands.
std::vector<std::string> postgres_statements(std::string_view script);

}  // namespace khuyenhoc::store
