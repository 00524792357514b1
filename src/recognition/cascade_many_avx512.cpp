// The wide path of the what-ifs.
#include <immintrin.h>

#include "recognition/cascade_many.h"

#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#pragma GCC push_options
#pragma GCC target("avx512f,avx512bw,avx512vl,avx512dq,avx512vbmi,avx512vbmi2,avx512bitalg,bmi,bmi2,popcnt,lzcnt")

#include "recognition/cascade_avx512.h"

namespace khuyenhoc::recognition::steps {

namespace {

struct ManyPersons {
    const WideScore& rule;
    const WideAges& ages;
    const bool* used;
    const int* variants;
    int variant_count;
    const ManyVariant* variant;
};

template <int pairs>
void many_persons(const ManyPersons& group, const Population::Columns& c, std::uint32_t first_block, std::uint32_t last_block,
                  const ManyHamlet& out, PersonTally& sum) {
    u64 running[ManyBatch::most + WideFamily::columns] = {};
    std::size_t household = 1;
    for (std::size_t block = first_block; block < last_block; ++block) {
        const std::size_t row = block * 64;
        const __m512i marks = load(c.person.marks + row);
        const __m512i birth = load(c.birth + row);
        const u64 adults = group.ages.scope_any ? born_in(birth, group.ages.scope_low, group.ages.scope_span) : 0;
        const u64 children = group.ages.child_any ? born_in(birth, group.ages.child_low, group.ages.child_span) : 0;
        const Standings standing = standings(marks);
        const __m512i schooling = _mm512_and_si512(marks, _mm512_set1_epi8(0x38));
        const u64 school_out = children & _mm512_cmpeq_epi8_mask(schooling, _mm512_set1_epi8(3 << 3));
        const u64 unknown = children & _mm512_testn_epi8_mask(schooling, schooling);
        sum.adults += static_cast<unsigned>(count(adults));
        sum.not_assessed += static_cast<unsigned>(count(adults & standing.none));
        sum.incomplete += static_cast<unsigned>(count(adults & standing.incomplete));
        sum.two_households += static_cast<unsigned>(count(adults & standing.two));
        sum.out_of_school += static_cast<unsigned>(count(school_out));
        sum.schooling_unknown += static_cast<unsigned>(count(unknown));

        const u64 ends = c.ends[block];
        constexpr int columns = ManyBatch::most;
        keep(out.counts[columns + WideFamily::adults], household, ends, adults, running[columns + WideFamily::adults]);
        if (group.used[WideFamily::out_of_school]) keep(out.counts[columns + WideFamily::out_of_school], household, ends, school_out, running[columns + WideFamily::out_of_school]);
        if (group.used[WideFamily::schooling_unknown]) keep(out.counts[columns + WideFamily::schooling_unknown], household, ends, unknown, running[columns + WideFamily::schooling_unknown]);
        if (group.used[WideFamily::members]) {
            const u64 present = _mm512_cmpneq_epi8_mask(schooling, _mm512_set1_epi8(7 << 3));
            keep(out.counts[columns + WideFamily::members], household, ends, present, running[columns + WideFamily::members]);
        }
        if (group.used[WideFamily::left_school]) {
            const u64 left = adults | _mm512_cmpeq_epi8_mask(_mm512_and_si512(marks, _mm512_set1_epi8(0x30)), _mm512_set1_epi8(0x10));
            keep(out.counts[columns + WideFamily::left_school], household, ends, left, running[columns + WideFamily::left_school]);
        }

        Halves total;
        const Halves fail = weigh<pairs>(group.rule, c.person.pair.data(), row, total);
        const u64 able = adults & standing.complete & zeros(fail);
        const __m512i low_bits = _mm512_cvtepu8_epi16(_mm512_castsi512_si256(marks));
        const __m512i high_bits = _mm512_cvtepu8_epi16(_mm512_extracti64x4_epi64(marks, 1));
        u64* citizens_out = out.citizens + (block - first_block) * 32;
        for (int i = 0; i < group.variant_count; ++i) {
            const int v = group.variants[i];
            const __m512i table = load(&group.variant[v].threshold);
            const u64 low = _mm512_cmpge_epu16_mask(total.low, _mm512_permutexvar_epi16(low_bits, table));
            const u64 high = _mm512_cmpge_epu16_mask(total.high, _mm512_permutexvar_epi16(high_bits, table));
            const u64 citizens = able & (low | high << 32);
            citizens_out[v] = citizens;
            keep(out.counts[v], household, ends, citizens, running[v]);
        }
        household += static_cast<std::size_t>(count(ends));
    }
    for (int i = 0; i < group.variant_count; ++i) out.citizen_counts[group.variants[i]] = static_cast<std::uint32_t>(running[group.variants[i]]);
}

template <int pairs>
KH_INLINE u64 household_passes(const WideScore& rule, const Population::Columns& c, std::size_t household) {
    const Standings standing = standings(load(c.household.marks + household));
    return standing.complete & passes<pairs>(rule, c.household.pair.data(), c.household.marks, household);
}

u64 own_passes_64(const WideScore& rule, const Population::Columns& c, std::size_t household) {
    switch (rule.pairs) {
        case 0: return ~u64{0};
        case 1: return household_passes<1>(rule, c, household);
        case 2: return household_passes<2>(rule, c, household);
        case 3: return household_passes<3>(rule, c, household);
        case 4: return household_passes<4>(rule, c, household);
        case 5: return household_passes<5>(rule, c, household);
        case 6: return household_passes<6>(rule, c, household);
        case 7: return household_passes<7>(rule, c, household);
        default: return household_passes<8>(rule, c, household);
    }
}

struct ManyHouseholds {
    const WideFamily* family;
    const WideScore* own;
    bool own_as_before;
    int number, variant;
};

void many_households(const ManyHouseholds* scenarios, int scenario_count, const Population::Columns& c, std::uint32_t first,
                     std::uint32_t last, const ManyHamlet& out) {
    const u8* columns[WideFamily::columns];
    for (int k = 0; k < WideFamily::columns; ++k) columns[k] = out.counts[ManyBatch::most + k];
    for (int i = 0; i < scenario_count; ++i) out.family_counts[scenarios[i].number] = 0;
    for (std::size_t household = first; household < last; household += 64) {
        const std::size_t here = last - household;
        const u64 live = here >= 64 ? ~u64{0} : (u64{1} << here) - 1;
        u64* families = out.families + (household - first) / 64 * 32;
        u64 own = 0;
        for (int i = 0; i < scenario_count; ++i) {
            const ManyHouseholds& scenario = scenarios[i];
            if (!scenario.own_as_before) own = own_passes_64(*scenario.own, c, household);
            columns[WideFamily::citizens] = out.counts[scenario.variant];
            u64 level_2;
            const u64 reached = live & own & hold_conditions(*scenario.family, columns, household - first, level_2);
            families[scenario.number] = reached;
            out.family_counts[scenario.number] += static_cast<std::uint32_t>(count(reached));
        }
    }
}

using ManyPersonsWalk = decltype(&many_persons<1>);
constexpr ManyPersonsWalk many_walks[] = {many_persons<1>, many_persons<1>, many_persons<2>, many_persons<3>, many_persons<4>,
                                          many_persons<5>, many_persons<6>, many_persons<7>, many_persons<8>};

/// Adds 1 to each of 32 tallies whose bit is set.
KH_INLINE void add_bits(std::uint16_t* tallies, std::uint32_t bits) {
    const __m512i before = load(tallies);
    _mm512_storeu_si512(tallies, _mm512_mask_add_epi16(before, bits, before, _mm512_set1_epi16(1)));
}

void tally_households(const std::uint32_t* slots, std::size_t size, const u64* families, int scenarios, std::uint16_t* clans) {
    alignas(64) std::uint32_t bits[64];
    for (std::size_t first = 0; first < size; first += 64, families += 32) {
        // From bits of households by what-if to bits of what-ifs by household.
        __m512i by_household[4] = {_mm512_setzero_si512(), _mm512_setzero_si512(), _mm512_setzero_si512(), _mm512_setzero_si512()};
        for (int s = 0; s < scenarios; ++s) {
            const __m512i bit = _mm512_set1_epi32(static_cast<int>(1u << s));
#pragma GCC unroll 4
            for (int quarter = 0; quarter < 4; ++quarter) {
                by_household[quarter] = _mm512_mask_or_epi32(by_household[quarter], static_cast<__mmask16>(families[s] >> (16 * quarter)), by_household[quarter], bit);
            }
        }
        for (int quarter = 0; quarter < 4; ++quarter) _mm512_store_si512(bits + quarter * 16, by_household[quarter]);
        const std::size_t here = size - first < 64 ? size - first : 64;
        for (std::size_t j = 0; j < here; ++j) add_bits(clans + std::size_t{slots[first + j]} * 32, bits[j]);
    }
}

/// Bit v: variant v has the person of this place in a block.
KH_INLINE std::uint32_t variants_of(const u64* citizens, unsigned place) {
    const __m512i bit = _mm512_set1_epi64(static_cast<long long>(u64{1} << place));
    std::uint32_t bits = 0;
#pragma GCC unroll 4
    for (unsigned eight = 0; eight < 4; ++eight) bits |= static_cast<std::uint32_t>(_mm512_test_epi64_mask(load(citizens + eight * 8), bit)) << (8 * eight);
    return bits;
}

void tally_units(const std::uint32_t* rows, const Population::UnitRole* roles, std::size_t size, std::uint32_t first_row,
                 const u64* citizens, std::uint16_t* units) {
    for (std::size_t i = 0; i < size; ++i) {
        const std::uint32_t bits = variants_of(citizens + (rows[i] - first_row) / 64 * 32, rows[i] % 64);
        add_bits(units + (std::size_t{roles[i].unit} * 2 + (roles[i].role == Role::learner)) * 32, bits);
    }
}

}  // namespace

}  // namespace khuyenhoc::recognition::steps

#pragma GCC pop_options

namespace khuyenhoc::recognition::steps {

void many_hamlet_avx512(const Population& p, const ManyBatch& batch, std::uint32_t hamlet, const ManyHamlet& out) {
    const auto& c = p.columns();
    const auto rows = p.rows_of_hamlet(hamlet);
    const auto households = p.households_of_hamlet(hamlet);
    for (std::size_t g = 0; g < batch.groups.size(); ++g) {
        const ManyGroup& group = batch.groups[g];
        out.persons[g] = {};
        const ManyPersons persons{group.person, group.ages, group.used.data(), group.variants.data(), static_cast<int>(group.variants.size()), batch.variants.data()};
        many_walks[group.person.pairs](persons, c, rows.first / 64, rows.last / 64, out, out.persons[g]);
        std::array<ManyHouseholds, ManyBatch::most> scenarios;
        for (std::size_t i = 0; i < group.scenarios.size(); ++i) {
            const int number = group.scenarios[i];
            const ManyScenario& scenario = batch.scenarios[static_cast<std::size_t>(number)];
            scenarios[i] = {scenario.family.get(), &scenario.own, scenario.own_as_before, number, scenario.variant};
        }
        many_households(scenarios.data(), static_cast<int>(group.scenarios.size()), c, households.first, households.last, out);
    }
}

void many_tally_avx512(const Population& p, const ManyBatch& batch, std::uint32_t hamlet, const ManyHamlet& from, std::uint16_t* clans,
                       std::uint16_t* units) {
    const auto rows = p.rows_of_hamlet(hamlet);
    const auto households = p.households_of_hamlet(hamlet);
    tally_households(p.columns().clan_slot + households.first, households.last - households.first, from.families,
                     static_cast<int>(batch.scenarios.size()), clans);
    if (p.units() == 0) return;
    const auto places = p.unit_places(rows);
    tally_units(places.rows.data(), places.roles.data(), places.rows.size(), rows.first, from.citizens, units);
}

}  // namespace khuyenhoc::recognition::steps
