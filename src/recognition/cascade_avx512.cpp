// The wide path: 64 persons at a time, then 64 households at a time. What runs here is chosen at run time by `has_path`;
// the rest of the program is built for any x86-64. Everything inside the target region is local to this file, so that no
// shared inline function is ever made from wide instructions.
#include <immintrin.h>

#include "recognition/cascade_wide.h"

// The intrinsics of g++ 12 make their "any value" operand from an uninitialised variable.
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#pragma GCC push_options
#pragma GCC target("avx512f,avx512bw,avx512vl,avx512dq,avx512vbmi,avx512vbmi2,avx512bitalg,bmi,bmi2,popcnt,lzcnt")

#include "recognition/cascade_avx512.h"

namespace khuyenhoc::recognition::steps {

namespace {

struct PersonCounts {
    int adults = 0, not_assessed = 0, incomplete = 0, two_households = 0, citizens = 0, out_of_school = 0, schooling_unknown = 0;
};

template <int pairs>
void walk_persons(const WideScore& rule, const WideFamily& family, const WideAges& ages, const Population::Columns& c,
                  std::uint32_t first_block, std::uint32_t last_block, u64* citizens_out, const Scratch& scratch, PersonCounts& sum) {
    u64 running[WideFamily::columns] = {};
    const bool used_members = family.used[WideFamily::members], used_left = family.used[WideFamily::left_school];
    const bool used_out = family.used[WideFamily::out_of_school], used_unknown = family.used[WideFamily::schooling_unknown];
    std::size_t household = 1;
    for (std::size_t block = first_block; block < last_block; ++block) {
        const std::size_t row = block * 64;
        const __m512i marks = load(c.person.marks + row);
        const __m512i birth = load(c.birth + row);
        const u64 adults = ages.scope_any ? born_in(birth, ages.scope_low, ages.scope_span) : 0;
        const u64 children = ages.child_any ? born_in(birth, ages.child_low, ages.child_span) : 0;
        const Standings standing = standings(marks);
        const u64 citizens = adults & standing.complete & passes<pairs>(rule, c.person.pair.data(), c.person.marks, row);
        citizens_out[block] = citizens;
        const __m512i schooling = _mm512_and_si512(marks, _mm512_set1_epi8(0x38));
        const u64 out = children & _mm512_cmpeq_epi8_mask(schooling, _mm512_set1_epi8(3 << 3));
        const u64 unknown = children & _mm512_testn_epi8_mask(schooling, schooling);
        sum.adults += count(adults);
        sum.not_assessed += count(adults & standing.none);
        sum.incomplete += count(adults & standing.incomplete);
        sum.two_households += count(adults & standing.two);
        sum.citizens += count(citizens);
        sum.out_of_school += count(out);
        sum.schooling_unknown += count(unknown);

        const u64 ends = c.ends[block];
        keep(scratch.column[WideFamily::citizens], household, ends, citizens, running[WideFamily::citizens]);
        keep(scratch.column[WideFamily::adults], household, ends, adults, running[WideFamily::adults]);
        if (used_out) keep(scratch.column[WideFamily::out_of_school], household, ends, out, running[WideFamily::out_of_school]);
        if (used_unknown) keep(scratch.column[WideFamily::schooling_unknown], household, ends, unknown, running[WideFamily::schooling_unknown]);
        if (used_members) keep(scratch.column[WideFamily::members], household, ends, _mm512_cmpneq_epi8_mask(schooling, _mm512_set1_epi8(7 << 3)), running[WideFamily::members]);
        if (used_left) {
            const __m512i pair_of_codes = _mm512_and_si512(marks, _mm512_set1_epi8(0x30));
            keep(scratch.column[WideFamily::left_school], household, ends, adults | _mm512_cmpeq_epi8_mask(pair_of_codes, _mm512_set1_epi8(0x10)), running[WideFamily::left_school]);
        }
        household += static_cast<std::size_t>(count(ends));
    }
}

struct FamilyCounts {
    int not_assessed = 0, incomplete = 0, achieved = 0;
};

template <int pairs>
void walk_households(const WideScore& rule, const WideFamily& family, const Population::Columns& c, std::uint32_t first,
                     std::uint32_t last, State* states, u64* clan_words, const Scratch& scratch, FamilyCounts& sum) {
    alignas(64) u64 words[64];
    for (std::size_t household = first; household < last; household += 64) {
        const std::size_t here = last - household;
        const u64 live = here >= 64 ? ~u64{0} : (u64{1} << here) - 1;
        const std::size_t place = household - first;
        u64 level_2;
        u64 level_1 = live & hold_conditions(family, scratch.column, place, level_2);
        const Standings standing = standings(load(c.household.marks + household));
        if constexpr (pairs > 0) {
            level_1 &= standing.complete & passes<pairs>(rule, c.household.pair.data(), c.household.marks, household);
        }
        level_2 &= level_1;
        __m512i answer = _mm512_mask_mov_epi8(state_bytes(State::not_achieved), level_1, state_bytes(State::achieved));
        if (family.levels == 2) answer = _mm512_mask_mov_epi8(answer, level_2, state_bytes(State::achieved_2));
        if constexpr (pairs > 0) {
            answer = _mm512_mask_mov_epi8(answer, standing.none, state_bytes(State::not_assessed));
            answer = _mm512_mask_mov_epi8(answer, standing.incomplete, state_bytes(State::incomplete));
            sum.not_assessed += count(standing.none & live);
            sum.incomplete += count(standing.incomplete & live);
        }
        _mm512_mask_storeu_epi8(states + household, live, answer);
        sum.achieved += count(level_1);

        const __m512i citizens = counts_of(scratch.column[WideFamily::citizens], place), adults = counts_of(scratch.column[WideFamily::adults], place);
        alignas(64) u8 citizen_bytes[64], adult_bytes[64];
        _mm512_store_si512(citizen_bytes, citizens);
        _mm512_store_si512(adult_bytes, adults);
#pragma GCC unroll 8
        for (int eight = 0; eight < 64; eight += 8) {
            const __m512i c8 = _mm512_cvtepu8_epi64(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(citizen_bytes + eight)));
            const __m512i a8 = _mm512_cvtepu8_epi64(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(adult_bytes + eight)));
            const __m512i f8 = _mm512_maskz_set1_epi64(static_cast<__mmask8>(level_1 >> eight), 1);
            _mm512_store_si512(words + eight, _mm512_ternarylogic_epi64(f8, _mm512_slli_epi64(a8, 21), _mm512_slli_epi64(c8, 42), 0xFE));
        }
        const std::uint32_t* slots = c.clan_slot + household;
        const std::size_t many = here >= 64 ? 64 : here;
        for (std::size_t j = 0; j < many; ++j) clan_words[slots[j]] += words[j];
    }
}

using WalkPersons = decltype(&walk_persons<1>);
using WalkHouseholds = decltype(&walk_households<0>);
constexpr WalkPersons person_walks[] = {walk_persons<1>, walk_persons<1>, walk_persons<2>, walk_persons<3>, walk_persons<4>,
                                        walk_persons<5>, walk_persons<6>, walk_persons<7>, walk_persons<8>};
constexpr WalkHouseholds household_walks[] = {walk_households<0>, walk_households<1>, walk_households<2>, walk_households<3>, walk_households<4>,
                                              walk_households<5>, walk_households<6>, walk_households<7>, walk_households<8>};

}  // namespace

}  // namespace khuyenhoc::recognition::steps

#pragma GCC pop_options

namespace khuyenhoc::recognition::steps {

namespace {

std::uint32_t most_households(const Population& p, std::uint32_t first, std::uint32_t last) {
    std::uint32_t most = 0;
    for (std::uint32_t hamlet = first; hamlet < last; ++hamlet) {
        const auto households = p.households_of_hamlet(hamlet);
        most = std::max(most, households.last - households.first);
    }
    return most;
}

}  // namespace

void evaluate_hamlets_avx512(const Work& work, std::uint32_t first, std::uint32_t last) {
    const auto& [p, rules, out, clan_words] = work;
    const auto& c = p.columns();
    const WideScore person_rule(rules.of(Title::citizen).own), household_rule(rules.of(Title::family).own);
    const WideFamily family(rules.of(Title::family));
    const WideAges ages(rules);
    check(person_rule.pairs >= 1, "the citizen set has indicators");

    // One more byte before the first household, and room for a whole store after the last.
    const std::size_t stride = (most_households(p, first, last) + 1 + 128 + 63) / 64 * 64 + 64 * 3;
    std::vector<std::uint8_t> bytes(stride * WideFamily::columns + 64);
    Scratch scratch;
    for (std::size_t k = 0; k < WideFamily::columns; ++k) scratch.column[k] = bytes.data() + k * stride;

    for (std::uint32_t hamlet = first; hamlet < last; ++hamlet) {
        if (c.hamlet_wide[hamlet]) {
            evaluate_hamlets_scalar(work, hamlet, hamlet + 1);
            continue;
        }
        PersonCounts persons;
        FamilyCounts families;
        person_walks[person_rule.pairs](person_rule, family, ages, c, c.hamlet_block[hamlet], c.hamlet_block[hamlet + 1],
                                        out.citizens.data(), scratch, persons);
        const auto households = p.households_of_hamlet(hamlet);
        household_walks[household_rule.pairs](household_rule, family, c, households.first, households.last, out.families.data(),
                                              clan_words, scratch, families);
        Counts counts;
        counts.residents = c.hamlet_residents[hamlet];
        counts.adults = persons.adults;
        counts.not_assessed = persons.not_assessed;
        counts.incomplete = persons.incomplete;
        counts.two_households = persons.two_households;
        counts.learning_citizens = persons.citizens;
        counts.children_out_of_school = persons.out_of_school;
        counts.children_schooling_unknown = persons.schooling_unknown;
        counts.households = households.last - households.first;
        counts.households_not_assessed = families.not_assessed;
        counts.households_incomplete = families.incomplete;
        counts.learning_families = families.achieved;
        out.hamlets[hamlet] = counts;
    }
}

}  // namespace khuyenhoc::recognition::steps
