// What the catalogue of Citus says. Not SQL of the shared subset: these tables are the extension's own.
#include "store/distribution.h"

namespace khuyenhoc::store {

namespace {

TableClass class_of(std::string_view method, std::string_view replication) {
    if (method == "h") return TableClass::tenant;
    return method == "n" && replication == "t" ? TableClass::reference : TableClass::local;
}

}  // namespace

Spread read_spread(Connection& db, std::span<const std::int64_t> provinces) {
    Spread spread;
    spread.has_extension = db.query_integer("SELECT 1 FROM pg_extension WHERE extname = 'citus'").has_value();
    if (!spread.has_extension) return spread;
    std::string hashed;
    db.query("SELECT CAST(d.logicalrelid AS TEXT), CAST(d.partmethod AS TEXT), CAST(d.repmodel AS TEXT), "
             "COALESCE(column_to_column_name(d.logicalrelid, d.partkey), ''), d.colocationid FROM pg_dist_partition AS d ORDER BY 1",
             {}, [&](const Row& row) {
                 spread.placed.push_back({std::string(row.text(0)), class_of(row.text(1), row.text(2)), std::string(row.text(3)), row.integer(4)});
                 if (hashed.empty() && row.text(1) == "h") hashed = row.text(0);
             });
    if (hashed.empty()) return spread;
    for (const auto province : provinces)
        if (db.query_integer("SELECT 1 FROM pg_dist_shard WHERE shardid = get_shard_id_for_distribution_column(CAST($1 AS regclass), CAST($2 AS BIGINT)) "
                             "AND shardminvalue = shardmaxvalue", {hashed, province}))
            spread.alone.push_back(province);
    return spread;
}

}  // namespace khuyenhoc::store
