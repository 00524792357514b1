// Fixed statistics for SQLite's planner, so that a plan depends on the schema and never on what a database happens to hold.
#pragma once

#include "store/store.h"

namespace khuyenhoc::store {

/// Writes `sqlite_stat1` anew for every index: a million rows, of which province, year, kind and the like leave most, and
/// an id few. Without it SQLite takes the first column of a key, here always the province, for selective, and scans.
void write_fixed_statistics(Connection& db);

}  // namespace khuyenhoc::store
