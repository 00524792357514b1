// The rows of a table as bytes, the same on every engine: for files, for copying and for hashes that prove equality.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/crypto.h"
#include "keeping/tables.h"

namespace khuyenhoc::keeping {

/// Some rows of one table, encoded: for each column in order 'n' (NULL), 'i' and eight bytes, or 't', four bytes of length
/// and the text; numbers with the largest byte first.
struct Chunk {
    std::size_t table = 0;  ///< place in the list of tables
    std::int64_t rows = 0;
    std::string bytes;
};

/// What was found of a table. Equal contents have equal rows in the order of their keys, and so equal hashes.
struct Content {
    std::string table;
    std::int64_t rows = 0;
    std::string sha256;
    bool operator==(const Content&) const = default;
};

/// About as many bytes as a chunk has.
inline constexpr std::size_t usual_chunk = 512 * 1024;

using TakeChunk = std::function<void(const Chunk&)>;

/// Reads every row of every table in the order of its key and hands them on in chunks. In memory is one chunk. Call while
/// the connection is held, so that it is one moment. Returns what was read.
std::vector<Content> read_rows(store::Connection& db, const std::vector<TableShape>& tables, const TakeChunk& take);

/// Rows of each table, without reading them.
std::vector<std::int64_t> count_rows(store::Connection& db, const std::vector<TableShape>& tables);

/// Whether the bytes are that many rows of the table.
bool is_well_formed(const TableShape& table, const Chunk& chunk);

/// Writes the rows of a chunk after the first `skipped`. Call inside a transaction.
void write_rows(store::Connection& db, const TableShape& table, const Chunk& chunk, std::int64_t skipped = 0);

/// Names of the tables whose contents are not equal.
std::vector<std::string> different(const std::vector<Content>& left, const std::vector<Content>& right);

}  // namespace khuyenhoc::keeping
