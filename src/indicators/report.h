// The parts of a report before it is written as text, table or JSON. Private to this capability.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "indicators/dictionary.h"
#include "indicators/indicators.h"
#include "places/places.h"

namespace khuyenhoc::indicators {

struct Report {
    const places::Atlas& atlas;
    const Dictionary& dictionary;
    places::PlaceId place = 0;
    int year = 0;
    Date on;
    Campaign campaign;
    Counts own;
    std::vector<PlaceCounts> below;  ///< in the atlas's order

    bool illustrative() const;  ///< some criteria set stands in for one that is not public
    std::vector<const Printed*> printed() const;
};

/// Asks the source and puts its rows in order. Refuses places.unknown, places.not_then, indicators.no_counts (a row is
/// missing, twice, or of another place) and what the source refuses.
Result<Report> gather(const places::Atlas& atlas, const Dictionary& dictionary, const Source& source,
                      places::PlaceId place, int year, Date on);

/// Numbers that persons, families, clans, communities, units stand in, by title; for the page and the notes.
struct StateLine {
    std::string_view title;
    const StateCounts& counts;
};
std::vector<StateLine> state_lines(const Counts& counts);

/// The five titles' names, and the figure each is known by.
std::string_view title_name(std::string_view title, std::string_view language);
inline constexpr std::string_view main_figures[] = {"citizens_of_population", "families_of_households",
                                                    "clans_of_clans", "communities_of_hamlets", "units_of_units"};

/// "31/12/2025" in Vietnamese, "2025-12-31" in English.
std::string day_text(Date date, std::string_view language);

/// Sentences below the tables: how shares are rounded, which values are illustrative, that people are invented, what is
/// missing.
std::vector<std::string> notes(const Report& report, std::string_view language);

std::string report_text(const Report& report, std::string_view language);
/// UTF-8 without a byte order mark, comma, CRLF as RFC 4180 has it: one row per place below.
std::string report_csv(const Report& report);
std::string report_xlsx(const Report& report, std::string_view language);
/// `language`: of the ready-made sentences and numbers; names come in both.
json::object report_json(const Report& report, std::string_view language);

}  // namespace khuyenhoc::indicators
