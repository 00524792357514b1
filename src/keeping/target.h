// The database that is being filled: empty at first, unfinished until it has been proved.
#pragma once

#include "base/result.h"
#include "keeping/keeping.h"
#include "store/filling.h"

namespace khuyenhoc::keeping {

class Target {
public:
    explicit Target(store::Store& store) : store_(store), filling_(store) {}

    /// Begins, or goes on with what was begun from the same origin and may be resumed.
    /// Refusals: keeping.target_not_empty, keeping.other_source, keeping.source_changed, keeping.unfinished, keeping.other_schema.
    Result<void> begin(const std::string& what, const Moment& moment, bool may_resume, std::span<const store::Migration> migrations,
                       std::span<const store::Migration> known);

    /// Rows in it when it was begun.
    std::int64_t resumed_at() const { return resumed_at_; }

    /// Writes a chunk, or what of it is not there yet, in a transaction of its own. Chunks come in the order of the tables.
    void write(const Chunk& chunk);

    /// Makes the indexes, then compares with what was read. Refusals: keeping.differs, keeping.journal_broken.
    Result<void> compare(const std::vector<Content>& wanted, const TellProgress& tell);

    void finish() { filling_.finish(); }

private:
    Result<void> require_empty(std::string_view where, std::span<const store::Migration> known);

    store::Store& store_;
    store::Filling filling_;
    std::vector<TableShape> tables_;
    std::vector<std::int64_t> there_;     ///< rows of each table already written
    std::vector<std::int64_t> passed_;    ///< rows of each table that came by
    std::int64_t resumed_at_ = 0;
};

/// Rows of all tables: what there is to do.
std::int64_t sum(const std::vector<std::int64_t>& numbers);

}  // namespace khuyenhoc::keeping
