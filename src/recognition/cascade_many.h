// Inside of the what-ifs: up to 32 at a time share one pass. Included by cascade_many*.cpp only.
#pragma once

#include <memory>

#include "recognition/cascade_wide.h"

namespace khuyenhoc::recognition::steps {

/// What-ifs that differ in thresholds only: they weigh the same scores and look at the same people.
struct ManyGroup {
    const Rules* rules;  ///< of one of them
    WideScore person;
    WideAges ages;
    std::array<bool, WideFamily::columns> used{};  ///< by any of them
    std::vector<int> variants;                     ///< of the batch, by number
    std::vector<int> scenarios;

    explicit ManyGroup(const Rules& of) : rules(&of), person(of.of(Title::citizen).own), ages(of) {}
};

struct ManyVariant {
    alignas(64) std::array<std::uint16_t, 32> threshold{};
    std::array<std::uint16_t, most_groups> by_group{};
    int group;
};

struct ManyScenario {
    const Rules* rules;
    int group, variant;
    std::unique_ptr<WideFamily> family;
    WideScore own;
    bool own_as_before;  ///< the household's own rule is that of the scenario before, in the same group

    ManyScenario(const Rules& of, int group_number, int variant_number)
        : rules(&of), group(group_number), variant(variant_number), family(std::make_unique<WideFamily>(of.of(Title::family))),
          own(of.of(Title::family).own), own_as_before(false) {}
};

/// At most 32 what-ifs, sorted into groups and variants (different thresholds for persons).
struct ManyBatch {
    static constexpr int most = 32;
    std::vector<ManyGroup> groups;
    std::vector<ManyVariant> variants;
    std::vector<ManyScenario> scenarios;

    explicit ManyBatch(std::span<const Rules> rules);
};

/// What one hamlet gives: bits of persons by block and variant, bits of households by 64 and scenario, and static counts.
struct ManyHamlet {
    std::uint64_t* citizens;   ///< [block of the hamlet * 32 + variant]
    std::uint64_t* families;   ///< [64 households of the hamlet * 32 + scenario]; 0 beyond the last household
    PersonTally* persons;      ///< by group: counts of the hamlet, without Learning Citizens
    std::uint32_t* citizen_counts;  ///< by variant
    std::uint32_t* family_counts;   ///< by scenario
    std::uint8_t* counts[ManyBatch::most + WideFamily::columns];  ///< running counts: by variant, then columns
};

void many_hamlet_scalar(const Population& p, const ManyBatch& batch, std::uint32_t hamlet, const ManyHamlet& out);
void many_hamlet_avx512(const Population& p, const ManyBatch& batch, std::uint32_t hamlet, const ManyHamlet& out);

/// Adds the hamlet's bits to the tallies of clans ([slot * 32 + scenario]) and units ([(unit * 2 + learner) * 32 + variant]).
void many_tally_scalar(const Population& p, const ManyBatch& batch, std::uint32_t hamlet, const ManyHamlet& from, std::uint16_t* clans,
                       std::uint16_t* units);
void many_tally_avx512(const Population& p, const ManyBatch& batch, std::uint32_t hamlet, const ManyHamlet& from, std::uint16_t* clans,
                       std::uint16_t* units);

}  // namespace khuyenhoc::recognition::steps
