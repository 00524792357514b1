// Counts of a province and its communes, kept where many provinces are looked at together.
#pragma once

#include <span>

#include "indicators/indicators.h"

namespace khuyenhoc::indicators {

/// One number of a place as it is kept.
struct Rolled {
    std::int64_t province = 0;
    places::PlaceId place = 0;
    std::string measure;  ///< of the dictionary; "recognised." before titles given by decision
    std::int64_t n = 0;
    std::string as_of;    ///< UTC
    std::int64_t seq = 0;
};

/// What a province's journal had grown to when it was last rolled up for that year; nothing when it never was.
std::optional<std::int64_t> rolled_up_to(store::Connection& db, std::int64_t province, int year);

/// Inside a transaction: brings a province's rows of a year to `rows` (its own first, then its communes'), which hold
/// everything up to command `seq`. What an earlier call counted later than `seq` stays. Returns the rows written.
std::int64_t write_rollup(store::Connection& db, std::int64_t province, int year, std::span<const PlaceCounts> rows,
                          std::string_view as_of, std::int64_t seq);

/// Provinces that were ever rolled up in this database, by id.
std::vector<std::int64_t> rolled_up_provinces(store::Connection& db);

/// The provinces' own rows of a year: of all of them in one small query, or of one.
std::vector<Rolled> rollup_of_all(store::Connection& db, int year);
std::vector<Rolled> rollup_of_one(store::Connection& db, std::int64_t province, int year);

}  // namespace khuyenhoc::indicators
