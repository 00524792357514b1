// Inside of the cube: its tables and histogram. Included by cascade_cube*.cpp only.
#pragma once

#include "recognition/cascade_steps.h"

namespace khuyenhoc::recognition::steps {

/// Cells are numbered who << 7 | state << 4 | band, so that the bands of one state lie together.
struct alignas(64) CubeTables {
    alignas(64) std::array<std::uint8_t, 256> band{};  ///< by birth as in the column
    unsigned bands;
    std::uint8_t scope_low = 0, scope_span = 0;
    bool scope_any = false;

    CubeTables(const Rules& rules, std::span<const int> from_ages);
    static constexpr std::size_t key(unsigned who, unsigned band_number, State state) {
        return who << 7 | static_cast<unsigned>(state) << 4 | band_number;
    }
};

struct CubeHistogram {
    std::array<std::uint32_t, 256 * 128> cell{};
    std::array<std::uint8_t, 256> seen{};  ///< by who: 1 when some cell of it may not be 0
};

/// Adds rows first..last-1 (a multiple of 64 each), holes included, to the histogram.
void count_cube_scalar(const Population::Columns& c, const std::uint64_t* citizens, const CubeTables& tables, std::uint32_t first,
                       std::uint32_t last, CubeHistogram& histogram);
void count_cube_avx512(const Population::Columns& c, const std::uint64_t* citizens, const CubeTables& tables, std::uint32_t first,
                       std::uint32_t last, CubeHistogram& histogram);

}  // namespace khuyenhoc::recognition::steps
