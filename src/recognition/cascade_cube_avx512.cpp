// The cube's cell numbers, 64 persons at a time; the counting itself stays one increment each.
#include <immintrin.h>

#include "recognition/cascade_cube.h"
#include "recognition/cascade_wide.h"

#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#pragma GCC push_options
#pragma GCC target("avx512f,avx512bw,avx512vl,avx512dq,avx512vbmi,avx512vbmi2,avx512bitalg,bmi,bmi2,popcnt,lzcnt")

#include "recognition/cascade_avx512.h"

namespace khuyenhoc::recognition::steps {

namespace {

/// table[index] for 64 bytes.
KH_INLINE __m512i look_up(const u8* table, __m512i index) {
    const __m512i low = _mm512_permutex2var_epi8(load(table), index, load(table + 64));
    const __m512i high = _mm512_permutex2var_epi8(load(table + 128), index, load(table + 192));
    return _mm512_mask_blend_epi8(_mm512_movepi8_mask(index), low, high);
}

constexpr char state_16(State state) { return static_cast<char>(static_cast<int>(state) << 4); }

}  // namespace

void count_cube_avx512(const Population::Columns& c, const u64* citizens, const CubeTables& tables, std::uint32_t first,
                       std::uint32_t last, CubeHistogram& histogram) {
    const u8* bands = reinterpret_cast<const u8*>(&tables.band);
    u8* seen = reinterpret_cast<u8*>(&histogram.seen);
    std::uint32_t* cell = reinterpret_cast<std::uint32_t*>(&histogram.cell);
    const __m512i of_standing = _mm512_set1_epi32(static_cast<int>(static_cast<unsigned>(state_16(State::not_assessed)) |
                                                                   static_cast<unsigned>(state_16(State::incomplete)) << 8 |
                                                                   static_cast<unsigned>(state_16(State::not_achieved)) << 16 |
                                                                   static_cast<unsigned>(state_16(State::two_households)) << 24));
    alignas(64) std::uint16_t keys[64];
    for (std::size_t row = first; row < last; row += 64) {
        const __m512i birth = load(c.birth + row), who = load(c.who + row), marks = load(c.person.marks + row);
        const u64 adults = tables.scope_any ? born_in(birth, tables.scope_low, tables.scope_span) : 0;
        const __m512i standing = _mm512_and_si512(_mm512_srli_epi16(marks, 6), _mm512_set1_epi8(3));
        __m512i low = _mm512_maskz_shuffle_epi8(adults, of_standing, standing);
        low = _mm512_mask_mov_epi8(low, citizens[row / 64], _mm512_set1_epi8(state_16(State::achieved)));
        low = _mm512_or_si512(low, look_up(bands, birth));
        u64 fresh = _mm512_testn_epi8_mask(look_up(seen, who), _mm512_set1_epi8(1));
        for (; fresh; fresh &= fresh - 1) seen[c.who[row + _tzcnt_u64(fresh)]] = 1;
        for (int half = 0; half < 2; ++half) {
            const __m256i low_half = half ? _mm512_extracti64x4_epi64(low, 1) : _mm512_castsi512_si256(low);
            const __m256i who_half = half ? _mm512_extracti64x4_epi64(who, 1) : _mm512_castsi512_si256(who);
            const __m512i key = _mm512_or_si512(_mm512_cvtepu8_epi16(low_half), _mm512_slli_epi16(_mm512_cvtepu8_epi16(who_half), 7));
            _mm512_store_si512(keys + half * 32, key);
        }
        for (int j = 0; j < 64; j += 4) {
            // Four keys in one load.
            u64 four;
            __builtin_memcpy(&four, keys + j, sizeof four);
            ++cell[four & 0xFFFF];
            ++cell[four >> 16 & 0xFFFF];
            ++cell[four >> 32 & 0xFFFF];
            ++cell[four >> 48];
        }
    }
}

}  // namespace khuyenhoc::recognition::steps

#pragma GCC pop_options
