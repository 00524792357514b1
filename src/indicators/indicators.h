// Figures: their dictionary, targets, what was printed, and the province report. Is handed counts and calls no
// capability that counts: it knows places, and nothing of people, criteria or titles beyond the names of its measures.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/json.h"
#include "base/result.h"
#include "capability/capability.h"
#include "places/places.h"

namespace khuyenhoc::indicators {

/// How many hold each title.
struct TitleCounts {
    std::int64_t learning_citizens = 0;        ///< of any age that the citizen set assesses
    std::int64_t adult_learning_citizens = 0;  ///< of those, 18 and older in the year
    std::int64_t learning_families = 0;
    std::int64_t learning_clans = 0;
    std::int64_t learning_communities = 0;  ///< hamlets (not the commune-level title)
    std::int64_t learning_units = 0;        ///< level 1 or higher
    std::int64_t learning_units_level2 = 0;
};

/// Where the subjects of one kind stand in the computed evaluation. The six add up to all of them.
struct StateCounts {
    std::int64_t out_of_scope = 0;  ///< persons only: too young or too old for the set
    std::int64_t not_assessed = 0;
    std::int64_t incomplete = 0;      ///< some indicator not scored
    std::int64_t two_households = 0;  ///< persons only: counted once, no title until mended
    std::int64_t not_achieved = 0;
    std::int64_t achieved = 0;

    std::int64_t all() const {
        return out_of_scope + not_assessed + incomplete + two_households + not_achieved + achieved;
    }
    /// Those with a finished assessment.
    std::int64_t assessed() const { return two_households + not_achieved + achieved; }
};

/// Everything counted in one place and year, on one boundary day. Plain sums: the place's own row is the sum of its
/// hamlets (clans by home hamlet, units by commune), plus what could not be placed on the row of the province only.
struct Counts {
    std::int64_t population = 0;         ///< persons, all ages
    std::int64_t adults = 0;             ///< persons of 18 and older in the year
    std::int64_t assessed_citizens = 0;  ///< persons in scope with every indicator scored
    std::int64_t households = 0;
    std::int64_t clans = 0;
    std::int64_t hamlets = 0;
    std::int64_t units = 0;
    TitleCounts computed;
    TitleCounts recognised;  ///< titles whose last event is "recognised"
    StateCounts persons, families, clan_states, communities, unit_states;
    std::int64_t unplaced_persons = 0;     ///< living in no household that has a hamlet
    std::int64_t unplaced_households = 0;  ///< without a home, or its hamlet does not exist on that day
};

struct PlaceCounts {
    places::PlaceId place = 0;
    Counts counts;
};

/// A criteria set as the campaign of the year used it.
struct CriteriaUsed {
    std::string id, title;  ///< "citizen-2022", "citizen"
    std::string name_vi, name_en;
    std::string document;  ///< number and date; "" when it has none
    bool illustrative = false;
    std::string confidence;  ///< O S N B U
};

struct Campaign {
    std::vector<CriteriaUsed> criteria;
    Date cut_off;            ///< persons and homes as of this day
    std::string state;       ///< "open", "closed", or "none" when no campaign of that year exists
    bool synthetic = false;  ///< the database is a demo: invented people in real places
};

/// What `app` hands in. Both may refuse (no such year, place not there), and the report answers with that refusal.
struct Source {
    /// The row of `place` first, then one row per place directly below it on `on` (zeros included), in any order.
    std::function<Result<std::vector<PlaceCounts>>(places::PlaceId place, int year, Date on)> counts;
    std::function<Result<Campaign>(places::PlaceId province, int year)> campaign;
};

enum class Format { text, csv, xlsx, json };

/// The report of a place as it is sent and published. `on`: the day whose boundaries count. `language`: "vi" or "en".
/// The same counts give the same bytes. Refusals: indicators.no_counts, places.*, and those of `source`.
Result<Answer> report(const places::Atlas& atlas, const Source& source, places::PlaceId place, int year, Date on,
                      Format format, std::string_view language);

/// The dictionary: [{code, title, name, definition, numerator, denominator, owner, cut_off, unit, targets}].
json::array dictionary();

/// GET /api/report, GET /api/figures. Both references must outlive the table.
Table table(places::Places& places, const Source& source);

}  // namespace khuyenhoc::indicators
