#include "indicators/rollup.h"

#include <map>

#include "indicators/dictionary.h"

namespace khuyenhoc::indicators {

namespace {

using Key = std::pair<places::PlaceId, std::string>;

std::map<Key, std::int64_t> counted(std::span<const PlaceCounts> rows) {
    std::map<Key, std::int64_t> numbers;
    for (const auto& row : rows)
        for (const auto& measure : shipped_dictionary().measures) {
            numbers[{row.place, measure.code}] = count_of(row.counts, measure.code);
            if (const auto given = recognised_of(row.counts, measure.code)) numbers[{row.place, "recognised." + measure.code}] = *given;
        }
    return numbers;
}

std::map<Key, std::int64_t> kept(store::Connection& db, std::int64_t province, int year) {
    std::map<Key, std::int64_t> numbers;
    db.query("SELECT place_id, measure, n FROM rollup WHERE province_id = $1 AND year = $2", {province, std::int64_t{year}},
             [&](const store::Row& row) { numbers[{row.integer(0), std::string(row.text(1))}] = row.integer(2); });
    return numbers;
}

Rolled read(const store::Row& row) {
    return {row.integer(0), row.integer(0), std::string(row.text(1)), row.integer(2), std::string(row.text(3)), row.integer(4)};
}

}  // namespace

std::optional<std::int64_t> rolled_up_to(store::Connection& db, std::int64_t province, int year) {
    return db.query_integer("SELECT max(seq) FROM rollup WHERE province_id = $1 AND year = $2 AND place_id = $3",
                            {province, std::int64_t{year}, province});
}

std::int64_t write_rollup(store::Connection& db, std::int64_t province, int year, std::span<const PlaceCounts> rows,
                          std::string_view as_of, std::int64_t seq) {
    const auto before = rolled_up_to(db, province, year);
    if (before.value_or(0) > seq) return 0;
    if (!before) db.run("INSERT INTO rollup_province(province_id) VALUES ($1) ON CONFLICT (province_id) DO NOTHING", {province});
    const auto numbers = counted(rows);
    auto old = kept(db, province, year);
    std::int64_t written = 0;
    for (const auto& [key, n] : numbers) {
        const auto found = old.find(key);
        const bool is_same = found != old.end() && found->second == n;
        if (found != old.end()) old.erase(found);
        if (is_same && key.first != province) continue;
        written += db.run("INSERT INTO rollup(province_id, year, place_id, measure, n, as_of, seq) VALUES ($1, $2, $3, $4, $5, $6, $7) "
                          "ON CONFLICT (province_id, year, place_id, measure) DO UPDATE SET n = excluded.n, as_of = excluded.as_of, seq = excluded.seq",
                          {province, std::int64_t{year}, key.first, key.second, n, as_of, seq});
    }
    for (const auto& [key, n] : old)  // of a place that is no more, or a measure that is no longer counted
        written += db.run("DELETE FROM rollup WHERE province_id = $1 AND year = $2 AND place_id = $3 AND measure = $4",
                          {province, std::int64_t{year}, key.first, key.second});
    return written;
}

std::vector<std::int64_t> rolled_up_provinces(store::Connection& db) {
    std::vector<std::int64_t> ids;
    db.query("SELECT province_id FROM rollup_province ORDER BY province_id", {}, [&](const store::Row& row) { ids.push_back(row.integer(0)); });
    return ids;
}

std::vector<Rolled> rollup_of_all(store::Connection& db, int year) {
    std::vector<Rolled> rows;
    db.query("/* national */ SELECT province_id, measure, n, as_of, seq FROM rollup WHERE place_id = province_id AND year = $1 "
             "ORDER BY province_id, measure",
             {std::int64_t{year}}, [&](const store::Row& row) { rows.push_back(read(row)); });
    return rows;
}

std::vector<Rolled> rollup_of_one(store::Connection& db, std::int64_t province, int year) {
    std::vector<Rolled> rows;
    db.query("SELECT province_id, measure, n, as_of, seq FROM rollup WHERE province_id = $1 AND year = $2 AND place_id = $3 ORDER BY measure",
             {province, std::int64_t{year}, province}, [&](const store::Row& row) { rows.push_back(read(row)); });
    return rows;
}

}  // namespace khuyenhoc::indicators
