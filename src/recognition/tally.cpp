#include "recognition/tally.h"

#include <array>
#include <bit>

namespace khuyenhoc::recognition {

namespace {

// A Tally is nothing but numbers that add up; adding it word by word keeps a new field from being forgotten.
constexpr std::size_t numbers = sizeof(Tally) / sizeof(std::int64_t);
static_assert(sizeof(Tally) == numbers * sizeof(std::int64_t));
using Words = std::array<std::int64_t, numbers>;

}  // namespace

Tally& Tally::operator+=(const Tally& other) {
    auto mine = std::bit_cast<Words>(*this);
    const auto theirs = std::bit_cast<Words>(other);
    for (std::size_t i = 0; i < numbers; ++i) mine[i] += theirs[i];
    *this = std::bit_cast<Tally>(mine);
    return *this;
}

std::span<const CountedMeasure> counted_measures() {
#define KHUYENHOC_COUNT(field)                         \
    CountedMeasure {                                   \
#field, [](const Tally& c) { return c.field; } \
    }
#define KHUYENHOC_TITLES(group)                                                               \
    KHUYENHOC_COUNT(group.learning_citizens), KHUYENHOC_COUNT(group.adult_learning_citizens), \
        KHUYENHOC_COUNT(group.learning_families), KHUYENHOC_COUNT(group.learning_clans),      \
        KHUYENHOC_COUNT(group.learning_communities), KHUYENHOC_COUNT(group.learning_units),   \
        KHUYENHOC_COUNT(group.learning_units_level2)
#define KHUYENHOC_STATES(group)                                                                                  \
    KHUYENHOC_COUNT(group.out_of_scope), KHUYENHOC_COUNT(group.not_assessed), KHUYENHOC_COUNT(group.incomplete), \
        KHUYENHOC_COUNT(group.two_households), KHUYENHOC_COUNT(group.not_achieved), KHUYENHOC_COUNT(group.achieved)
    static constexpr auto all = std::to_array<CountedMeasure>({
        KHUYENHOC_COUNT(population),
        KHUYENHOC_COUNT(adults),
        KHUYENHOC_COUNT(assessed_citizens),
        KHUYENHOC_COUNT(households),
        KHUYENHOC_COUNT(clans),
        KHUYENHOC_COUNT(hamlets),
        KHUYENHOC_COUNT(units),
        KHUYENHOC_TITLES(computed),
        KHUYENHOC_TITLES(recognised),
        KHUYENHOC_TITLES(proposed),
        KHUYENHOC_STATES(persons),
        KHUYENHOC_STATES(families),
        KHUYENHOC_STATES(clan_states),
        KHUYENHOC_STATES(communities),
        KHUYENHOC_STATES(unit_states),
        KHUYENHOC_COUNT(unplaced_persons),
        KHUYENHOC_COUNT(unplaced_households),
    });
#undef KHUYENHOC_STATES
#undef KHUYENHOC_TITLES
#undef KHUYENHOC_COUNT
    static_assert(all.size() == numbers, "every number of a Tally has a name");
    return all;
}

}  // namespace khuyenhoc::recognition
