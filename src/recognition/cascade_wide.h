// Inside of the cascade: rules laid out for the wide path, 64 subjects at a time. Included by cascade_*.cpp only.
#pragma once

#include <vector>

#include "recognition/cascade_steps.h"

namespace khuyenhoc::recognition::steps {

/// Both age ranges as plain bytes.
struct WideAges {
    std::uint8_t scope_low, scope_span, child_low, child_span;
    bool scope_any, child_any;

    explicit WideAges(const Rules& rules);
};

/// A ScoreRule as bytes under the interleaved pairs of ScoreColumns.
struct alignas(64) WideScore {
    static constexpr int most_pairs = most_indicators / 2;
    int pairs = 0;
    bool minima = false;                                ///< some indicator has an at_least
    bool one_threshold = true;                          ///< all groups share it
    int sums = 0;                                       ///< weighted sums to form; their sum is the total
    std::array<std::uint8_t, most_competences + 1> sum_pairs{};   ///< bit k: pair k is in the sum
    std::array<std::uint16_t, most_competences + 1> sum_least{};  ///< what the sum must reach
    using Words = std::array<std::uint16_t, 32>;        ///< one 64-byte load
    alignas(64) std::array<Words, most_pairs> least{};  ///< two bytes, repeated: at_least of the pair's indicators
    alignas(64) std::array<std::array<Words, most_pairs>, most_competences + 1> weight{};  ///< two bytes, repeated, by sum and pair
    alignas(64) Words threshold{};                      ///< by the low five bits of marks (group | two bits of schooling)

    explicit WideScore(const ScoreRule& rule);
};

/// A family's condition over counts per household, one byte each (a household of the wide path has at most 63 rows).
struct alignas(64) WideCondition {
    std::array<std::uint8_t, 64> need{};  ///< by the count of `among` (share), or the same everywhere
    int of = 0, among = 0;                ///< columns of WideFamily
    int level = 1;
    bool at_most = false;                 ///< of <= need, otherwise of >= need
};

struct WideFamily {
    enum Column : int { citizens, adults, members, left_school, out_of_school, schooling_unknown, columns };
    std::vector<WideCondition> conditions;
    const WideCondition* first = nullptr;  ///< of `conditions`: the wide files use no library code
    const WideCondition* last = nullptr;
    int levels = 1;
    bool has_own = false;
    std::array<bool, columns> used{};

    explicit WideFamily(const TitleRule& rule);
    WideFamily(const WideFamily&) = delete;
    WideFamily& operator=(const WideFamily&) = delete;
};

}  // namespace khuyenhoc::recognition::steps
