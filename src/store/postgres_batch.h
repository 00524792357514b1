// Rows of one INSERT on their way to the server, many at once. For this folder's files only.
#pragma once

#include "store/postgres_line.h"

namespace khuyenhoc::store::postgres {

/// "COPY t(a, b) FROM STDIN (FORMAT binary)" for an INSERT of one plain row of parameters in order and NULLs; columns that
/// are NULL are left out. Empty for anything else.
std::string copy_of(std::string_view insert);

/// Collects rows and sends them: few by prepared executions in a pipeline, many plain ones by COPY.
class Batch {
public:
    /// `statement`: prepared on `line` with the types the server found, which are `types`.
    Batch(std::string sql, std::string statement, std::vector<Oid> types);

    /// Throws StoreError (check) for an integer that the column cannot hold.
    void add(std::span<const Parameter> parameters);
    bool is_empty() const { return count_ == 0; }
    bool is_full() const { return rows_.size() > most_bytes || (copy_.empty() && count_ >= most_in_pipeline); }
    /// Empty afterwards, whatever happens.
    void send(PGconn* line);
    void forget();

private:
    static constexpr std::size_t most_bytes = 512 * 1024;
    static constexpr std::size_t most_in_pipeline = 200;  ///< the answers to these fit into the sockets' buffers
    static constexpr std::size_t few = 50;

    void send_by_copy(PGconn* line);
    void send_by_pipeline(PGconn* line);
    /// Sends the next rows, at most `most`; `at` moves on. Returns how many.
    std::size_t send_some(PGconn* line, std::size_t& at, std::size_t most);

    std::string sql_, statement_, copy_;
    std::vector<Oid> types_;
    std::string rows_;  ///< as COPY wants them: number of fields, then length and bytes of each
    std::size_t count_ = 0;
};

}  // namespace khuyenhoc::store::postgres
