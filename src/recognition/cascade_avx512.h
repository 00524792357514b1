// Inside of the wide paths: 64 subjects in a few instructions. Included by cascade_*avx512.cpp only, after their target
// pragma, before which they have included <immintrin.h> and "recognition/cascade_wide.h". Everything is local to the
// including file, so that no shared inline function is made from wide instructions.
#pragma once

namespace khuyenhoc::recognition::steps {

namespace {

using u8 = std::uint8_t;
using u64 = std::uint64_t;

#define KH_INLINE inline __attribute__((always_inline))

KH_INLINE __m512i load(const void* from) { return _mm512_loadu_si512(from); }
KH_INLINE int count(u64 bits) { return static_cast<int>(_mm_popcnt_u64(bits)); }

/// Two halves of 64 subjects, a 16-bit word each.
struct Halves {
    __m512i low, high;
};

KH_INLINE void also(Halves& fail, __m512i least, const Halves& value) {
    fail.low = _mm512_or_si512(fail.low, _mm512_subs_epu16(least, value.low));
    fail.high = _mm512_or_si512(fail.high, _mm512_subs_epu16(least, value.high));
}

KH_INLINE void add_weighted(Halves& sum, const Halves& x, const WideScore::Words& weight) {
    const __m512i w = load(&weight);
    sum.low = _mm512_add_epi16(sum.low, _mm512_maddubs_epi16(x.low, w));
    sum.high = _mm512_add_epi16(sum.high, _mm512_maddubs_epi16(x.high, w));
}

/// Who fails `rule` but for the total: non-zero words. Scores at byte 2*number of each pair.
template <int pairs>
KH_INLINE Halves weigh(const WideScore& rule, const u8* const* pair, std::size_t number, Halves& total) {
    const __m512i zero = _mm512_setzero_si512();
    Halves x[pairs > 0 ? pairs : 1];
#pragma GCC unroll 8
    for (int k = 0; k < pairs; ++k) x[k] = {load(pair[k] + number * 2), load(pair[k] + number * 2 + 64)};
    Halves fail{zero, zero};
    if (rule.minima) {
#pragma GCC unroll 8
        for (int k = 0; k < pairs; ++k) {
            const __m512i least = load(&rule.least[k]);
            fail.low = _mm512_or_si512(fail.low, _mm512_subs_epu8(least, x[k].low));
            fail.high = _mm512_or_si512(fail.high, _mm512_subs_epu8(least, x[k].high));
        }
    }
    total = {zero, zero};
    if (rule.sums == 1) {
#pragma GCC unroll 8
        for (int k = 0; k < pairs; ++k) add_weighted(total, x[k], rule.weight[0][k]);
        also(fail, _mm512_set1_epi16(static_cast<short>(rule.sum_least[0])), total);
        return fail;
    }
    for (int s = 0; s < rule.sums; ++s) {
        Halves sum{zero, zero};
#pragma GCC unroll 8
        for (int k = 0; k < pairs; ++k) {
            if (rule.sum_pairs[s] >> k & 1) add_weighted(sum, x[k], rule.weight[s][k]);
        }
        also(fail, _mm512_set1_epi16(static_cast<short>(rule.sum_least[s])), sum);
        total.low = _mm512_add_epi16(total.low, sum.low);
        total.high = _mm512_add_epi16(total.high, sum.high);
    }
    return fail;
}

/// Bit j: word j is zero.
KH_INLINE u64 zeros(const Halves& words) {
    return _mm512_testn_epi16_mask(words.low, words.low) | static_cast<u64>(_mm512_testn_epi16_mask(words.high, words.high)) << 32;
}

/// The threshold of each of 32 subjects, by its group.
KH_INLINE __m512i thresholds(const std::array<std::uint16_t, 32>& table, const u8* marks, std::size_t number) {
    const __m512i low_bits = _mm512_cvtepu8_epi16(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(marks + number)));
    return _mm512_permutexvar_epi16(low_bits, load(table.data()));
}

/// Bit j: subject number+j passes, if its scores are complete.
template <int pairs>
KH_INLINE u64 passes(const WideScore& rule, const u8* const* pair, const u8* marks, std::size_t number) {
    Halves total;
    Halves fail = weigh<pairs>(rule, pair, number, total);
    if (rule.one_threshold) {
        also(fail, _mm512_set1_epi16(static_cast<short>(rule.threshold[0])), total);
    } else {
        fail.low = _mm512_or_si512(fail.low, _mm512_subs_epu16(thresholds(rule.threshold, marks, number), total.low));
        fail.high = _mm512_or_si512(fail.high, _mm512_subs_epu16(thresholds(rule.threshold, marks, number + 32), total.high));
    }
    return zeros(fail);
}

struct Standings {
    u64 none, incomplete, complete, two;
};

KH_INLINE Standings standings(__m512i marks) {
    const u64 high = _mm512_movepi8_mask(marks);
    const u64 low = _mm512_test_epi8_mask(marks, _mm512_set1_epi8(0x40));
    return {~high & ~low, ~high & low, high & ~low, high & low};
}

/// Byte j: how many of bits 0..j are set, plus `before` (all modulo 256).
KH_INLINE __m512i running_count(u64 bits, u64 before) {
    const __m512i own_byte = _mm512_set_epi64(0x0707070707070707, 0x0606060606060606, 0x0505050505050505, 0x0404040404040404,
                                              0x0303030303030303, 0x0202020202020202, 0x0101010101010101, 0);
    const __m512i up_to = _mm512_set1_epi64(static_cast<long long>(0xFF7F3F1F0F070301u));
    const __m512i spread = _mm512_shuffle_epi8(_mm512_set1_epi64(static_cast<long long>(bits)), own_byte);
    const __m512i within = _mm512_popcnt_epi8(_mm512_and_si512(spread, up_to));
    const __m128i by_byte = _mm_popcnt_epi8(_mm_cvtsi64_si128(static_cast<long long>(bits)));
    constexpr u64 ones = 0x0101010101010101u;
    const u64 earlier_bytes = static_cast<u64>(_mm_cvtsi128_si64(by_byte)) * ones << 8;
    // Byte by byte: a sum in one 64-bit word would carry into the next byte.
    const __m128i earlier = _mm_add_epi8(_mm_cvtsi64_si128(static_cast<long long>(earlier_bytes)),
                                         _mm_cvtsi64_si128(static_cast<long long>((before & 0xFF) * ones)));
    return _mm512_add_epi8(within, _mm512_shuffle_epi8(_mm512_broadcastq_epi64(earlier), own_byte));
}

/// Counts per household of one hamlet, as running counts at each household's last row. Byte 0 comes before the first.
struct Scratch {
    u8* column[WideFamily::columns];
};

/// Keeps what `bits` count up to the household ends of this block, from household `at` of the hamlet on.
KH_INLINE void keep(u8* column, std::size_t at, u64 ends, u64 bits, u64& running) {
    _mm512_storeu_si512(column + at, _mm512_maskz_compress_epi8(ends, running_count(bits, running)));
    running += static_cast<u64>(count(bits));
}

/// The counts of 64 households from their running counts.
KH_INLINE __m512i counts_of(const u8* column, std::size_t first) {
    return _mm512_sub_epi8(load(column + first + 1), load(column + first));
}

KH_INLINE __m512i state_bytes(State state) { return _mm512_set1_epi8(static_cast<char>(state)); }

/// Bit j: born in low..low+span.
KH_INLINE u64 born_in(__m512i birth, u8 low, u8 span) {
    return _mm512_cmple_epu8_mask(_mm512_sub_epi8(birth, _mm512_set1_epi8(static_cast<char>(low))), _mm512_set1_epi8(static_cast<char>(span)));
}

/// The households that hold to every condition of level 1 (`level_2`: of both levels); `columns` start at this household.
KH_INLINE u64 hold_conditions(const WideFamily& family, const u8* const* columns, std::size_t place, u64& level_2) {
    u64 level_1 = ~u64{0};
    level_2 = ~u64{0};
    for (const WideCondition* condition = family.first; condition != family.last; ++condition) {
        const __m512i of = counts_of(columns[condition->of], place);
        const __m512i need = _mm512_permutexvar_epi8(counts_of(columns[condition->among], place), load(condition->need.data()));
        const u64 holds = condition->at_most ? _mm512_cmple_epu8_mask(of, need) : _mm512_cmpge_epu8_mask(of, need);
        if (condition->level == 1) level_1 &= holds;
        level_2 &= holds;
    }
    level_2 &= level_1;
    return level_1;
}

}  // namespace

}  // namespace khuyenhoc::recognition::steps
