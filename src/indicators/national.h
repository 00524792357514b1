// Provinces side by side, and what can be said of all of them when some cannot be reached.
#pragma once

#include <map>

#include "indicators/rollup.h"

namespace khuyenhoc::indicators {

struct ProvinceFigures {
    enum class State {
        counted,
        none,         ///< reached, but nothing was counted for that year
        unavailable,  ///< the server that has it does not answer
    };
    std::int64_t province = 0;
    State state = State::none;
    std::map<std::string, std::int64_t> counts;  ///< by measure; empty unless counted
    std::string as_of;                           ///< UTC; "" unless counted
    std::int64_t seq = 0;
};

struct National {
    int year = 0;
    std::vector<ProvinceFigures> provinces;      ///< by id
    std::map<std::string, std::int64_t> totals;  ///< of the provinces that are counted, and of no others
    std::vector<std::int64_t> missing;           ///< provinces that the totals lack
};

struct RollupReader {
    std::function<void()> server;  ///< throws when the server that programs speak to is itself away
    std::function<std::vector<Rolled>()> all;
    std::function<std::vector<Rolled>(std::int64_t province)> one;
};

/// Reads all provinces at once; when a server is away (StoreError lost), province by province; when
/// that is the one programs speak to, there is nothing to read and the error goes on. `provinces`: those that must be
/// accounted for; one that has rows and is not among them is added.
National gather_national(std::span<const std::int64_t> provinces, int year, const RollupReader& reader);

std::string_view name_of(ProvinceFigures::State state);

/// The answer of GET /api/national; as CSV for programs: one line a province and a last one for the total.
json::object national_json(const National& national, const places::Atlas& atlas, Date on);
std::string national_csv(const National& national, const places::Atlas& atlas, Date on);

QueryLine national_query(places::Places& places);

}  // namespace khuyenhoc::indicators
