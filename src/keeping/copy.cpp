#include "keeping/target.h"

namespace khuyenhoc::keeping {

Result<Kept> copy(store::Store& from, store::Store& to, std::span<const store::Migration> known, const TellProgress& tell) {
    const auto source = from.reader();
    const store::Held held(*source);
    const auto migrations = migrations_of(*source, known);
    if (!migrations) return std::unexpected(migrations.error());
    Kept kept;
    kept.moment = moment_of(*source);
    Target target(to);
    if (auto begun = target.begin("copy", kept.moment, true, *migrations, known); !begun) return std::unexpected(begun.error());
    kept.resumed_at = target.resumed_at();
    const auto tables = tables_of(*migrations);
    const auto all = sum(count_rows(*source, tables));
    std::int64_t rows = 0;
    // A copy that goes on reads the rows it has again: their hash must be of this moment too.
    kept.contents = read_rows(*source, tables, [&](const Chunk& chunk) {
        target.write(chunk);
        tell("copy", rows += chunk.rows, all);
    });
    if (auto equal = target.compare(kept.contents, tell); !equal) return std::unexpected(equal.error());
    target.finish();
    return kept;
}

}  // namespace khuyenhoc::keeping
