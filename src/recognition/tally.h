// What is counted in one place and year: plain sums that add up from hamlets. Knows no figure, no ratio and no
// criteria.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace khuyenhoc::recognition {

/// How many hold each title.
struct TitleCounts {
    std::int64_t learning_citizens = 0;        ///< of any age that the citizen set assesses
    std::int64_t adult_learning_citizens = 0;  ///< of those, 18 and older in the year
    std::int64_t learning_families = 0;
    std::int64_t learning_clans = 0;
    std::int64_t learning_communities = 0;  ///< hamlets (not the commune-level title)
    std::int64_t learning_units = 0;        ///< level 1 or higher
    std::int64_t learning_units_level2 = 0;

    bool operator==(const TitleCounts&) const = default;
};

/// Where the subjects of one kind stand in the computed evaluation; the six add up to all of them.
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
    bool operator==(const StateCounts&) const = default;
};

/// Persons count where their household lives on 31 December of the year, clans at their home hamlet, units where they
/// stand. `computed` follows from the facts; `recognised` are titles given by a decision and not revoked; `proposed`
/// wait for one.
struct Tally {
    std::int64_t population = 0;         ///< persons, all ages
    std::int64_t adults = 0;             ///< persons of 18 and older in the year
    std::int64_t assessed_citizens = 0;  ///< persons in scope with every indicator scored
    std::int64_t households = 0;
    std::int64_t clans = 0;
    std::int64_t hamlets = 0;
    std::int64_t units = 0;
    TitleCounts computed;
    TitleCounts recognised;
    TitleCounts proposed;
    StateCounts persons, families, clan_states, communities, unit_states;
    std::int64_t unplaced_persons = 0;     ///< living in no household that has a hamlet (province only)
    std::int64_t unplaced_households = 0;  ///< without a home, or its hamlet does not exist on that day (province only)

    Tally& operator+=(const Tally& other);
    bool operator==(const Tally&) const = default;
};

struct PlaceCounts {
    std::int64_t place = 0;
    Tally counts;
};

/// Every number of `Tally` by its name, such as "computed.learning_citizens"; for snapshots and comparisons.
struct CountedMeasure {
    std::string_view name;
    std::int64_t (*of)(const Tally&);
};
std::span<const CountedMeasure> counted_measures();

}  // namespace khuyenhoc::recognition
