#include "keeping/target.h"

#include <algorithm>
#include <numeric>

#include "base/check.h"
#include "journal/journal.h"

namespace khuyenhoc::keeping {

std::int64_t sum(const std::vector<std::int64_t>& numbers) { return std::accumulate(numbers.begin(), numbers.end(), std::int64_t{0}); }

Result<void> Target::require_empty(std::string_view where, std::span<const store::Migration> known) {
    const auto reader = store_.reader();
    const auto own = migrations_of(*reader, known);
    if (!own) return std::unexpected(own.error());
    for (const auto& table : tables_of(*own))
        if (reader->query_integer("/* whole */ SELECT 1 FROM " + table.name + " LIMIT 1")) return refuse("keeping.target_not_empty", where);
    return {};
}

Result<void> Target::begin(const std::string& what, const Moment& moment, bool may_resume, std::span<const store::Migration> migrations,
                           std::span<const store::Migration> known) {
    const std::string_view where = what == "copy" ? "--to" : "--db";
    const std::string origin = moment.source + " " + moment.end;
    if (const auto mark = filling_.under_way()) {
        if (!may_resume || mark->what != what) return refuse("keeping.unfinished", where);
        if (!mark->origin.starts_with(moment.source)) return refuse("keeping.other_source", where);
        if (mark->origin != origin) return refuse("keeping.source_changed", "--from");
    } else {
        if (auto empty = require_empty(where, known); !empty) return empty;
        store_.migrate(migrations);
        filling_.start(what, origin);
    }
    tables_ = tables_of(migrations);
    there_.clear();
    for (const auto& table : tables_) there_.push_back(filling_.rows_written(table.name));
    passed_.assign(tables_.size(), 0);
    resumed_at_ = sum(there_);
    filling_.expect_rows();
    return {};
}

void Target::write(const Chunk& chunk) {
    auto& passed = passed_[chunk.table];
    auto& there = there_[chunk.table];
    const auto skipped = std::clamp<std::int64_t>(there - passed, 0, chunk.rows);
    passed += chunk.rows;
    if (skipped == chunk.rows) return;
    auto held = store_.writer();
    store::Transaction transaction(held.connection);
    write_rows(held.connection, tables_[chunk.table], chunk, skipped);
    filling_.note_rows(held.connection, tables_[chunk.table].name, there, passed);
    transaction.commit();
    there = passed;
}

Result<void> Target::compare(const std::vector<Content>& wanted, const TellProgress& tell) {
    std::int64_t all = 0, rows = 0;
    for (const auto& content : wanted) all += content.rows;
    tell("indexes", 0, all);
    filling_.build_indexes();
    const auto reader = store_.reader();
    const store::Held held(*reader);
    const auto found = read_rows(*reader, tables_, [&](const Chunk& chunk) { tell("compare", rows += chunk.rows, all); });
    if (const auto names = different(wanted, found); !names.empty()) return refuse("keeping.differs", "", {{"table", names.front()}});
    tell("journal", rows, all);
    if (!journal::verify(*reader).problems.empty()) return refuse("keeping.journal_broken");
    return {};
}

}  // namespace khuyenhoc::keeping
