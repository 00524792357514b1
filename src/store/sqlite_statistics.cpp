#include "store/sqlite_statistics.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace khuyenhoc::store {

namespace {

struct Index {
    std::string table;
    std::string name;  ///< as the statistics call it: the table's own name for a key kept in order
    bool unique = false;
    std::vector<std::string> columns;
};

/// Columns of which a province has a handful of values.
bool leaves_most(std::string_view column) {
    constexpr std::array<std::string_view, 7> few{"province_id", "year", "kind", "scheme", "measure", "title", "from_date"};
    return std::ranges::find(few, column) != few.end();
}

std::vector<Index> indexes_of(Connection& db) {
    std::vector<Index> indexes;
    std::vector<std::string> tables;
    db.query("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name", {},
             [&](const Row& row) { tables.emplace_back(row.text(0)); });
    for (const auto& table : tables) {
        std::vector<std::pair<std::string, bool>> found;
        db.query("SELECT name, \"unique\", origin FROM pragma_index_list($1) ORDER BY name", {table}, [&](const Row& row) {
            indexes.push_back({table, std::string(row.text(2) == "pk" ? std::string_view(table) : row.text(0)), row.integer(1) == 1, {}});
            found.emplace_back(row.text(0), true);
        });
        auto index = indexes.end() - static_cast<std::ptrdiff_t>(found.size());
        for (const auto& [name, _] : found) {
            db.query("SELECT name FROM pragma_index_info($1) ORDER BY seqno", {name}, [&](const Row& row) {
                index->columns.push_back(row.optional_text(0).value_or(""));
            });
            ++index;
        }
    }
    return indexes;
}

/// "rows, rows per value of the first column, of the first two, ..."
std::string statistics_of(const Index& index) {
    std::int64_t left = 1'000'000;
    std::string out = std::to_string(left);
    for (std::size_t i = 0; i < index.columns.size(); ++i) {
        const bool last = i + 1 == index.columns.size();
        if (i > 0 || index.columns[i] != "province_id") left = leaves_most(index.columns[i]) ? std::max<std::int64_t>(left / 4, 1) : std::min<std::int64_t>(left, 8);
        if (last && index.unique) left = 1;
        out += " " + std::to_string(left);
    }
    return out;
}

}  // namespace

void write_fixed_statistics(Connection& db) {
    db.run_script("ANALYZE sqlite_master");  // makes the table when there is none
    db.run("DELETE FROM sqlite_stat1");
    for (const auto& index : indexes_of(db))
        db.run("INSERT INTO sqlite_stat1(tbl, idx, stat) VALUES ($1, $2, $3)", {index.table, index.name, statistics_of(index)});
    db.run_script("ANALYZE sqlite_master");  // has this connection read them again
}

}  // namespace khuyenhoc::store
