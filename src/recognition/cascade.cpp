#include "recognition/cascade.h"

#include <algorithm>

#include "recognition/cascade_steps.h"

namespace khuyenhoc::recognition {

namespace {

constexpr std::array<std::string_view, 7> state_names{"out_of_scope", "not_assessed", "incomplete", "two_households",
                                                      "not_achieved", "achieved",     "achieved_2"};
constexpr std::array<std::string_view, count_fields> field_names{
    "residents", "adults", "not_assessed", "incomplete", "two_households", "learning_citizens", "children_out_of_school",
    "children_schooling_unknown", "households", "households_not_assessed", "households_incomplete", "learning_families",
    "clans", "learning_clans", "hamlets", "learning_communities", "units", "learning_units", "learning_units_2"};
static_assert(sizeof(Counts) == count_fields * sizeof(std::int64_t));

}  // namespace

std::string_view name_of(State state) {
    const auto index = static_cast<std::size_t>(state);
    check(index < state_names.size(), "a state has a name");
    return state_names[index];
}

std::span<const std::string_view> count_names() { return field_names; }

std::array<std::int64_t, count_fields> count_values(const Counts& counts) {
    return std::bit_cast<std::array<std::int64_t, count_fields>>(counts);
}

Counts& Counts::operator+=(const Counts& other) {
    auto sum = count_values(*this);
    const auto add = count_values(other);
    for (std::size_t i = 0; i < count_fields; ++i) sum[i] += add[i];
    return *this = std::bit_cast<Counts>(sum);
}

bool has_path(Path path) {
    if (path != Path::avx512) return true;
    // __builtin_cpu_supports also asks the system whether it saves the wide registers.
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512vbmi2") &&
           __builtin_cpu_supports("avx512bitalg") && __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt");
}

Path widest_path() { return has_path(Path::avx512) ? Path::avx512 : Path::scalar; }

Result<void> fits(const Population& population, const Rules& rules) {
    for (const Title title : all_titles) {
        const int expected = population.indicators()[static_cast<std::size_t>(title)];
        const int found = rules.of(title).own.indicators;
        if (found != expected) {
            return refuse("criteria.other_indicators", name_of(title),
                          {{"expected", std::to_string(expected)}, {"found", std::to_string(found)}});
        }
    }
    return {};
}

State person_state(const Population& population, const Outcome& outcome, std::uint32_t row) {
    check(row < population.rows() && !population.is_hole(row), "a person's row");
    const auto& c = population.columns();
    if (!steps::scope_of(outcome.rules).has(c.birth[row])) return State::out_of_scope;
    switch (steps::standing_of(c.person.marks[row])) {
        case Standing::not_assessed: return State::not_assessed;
        case Standing::incomplete: return State::incomplete;
        case Standing::two_households: return State::two_households;
        case Standing::complete: break;
    }
    return outcome.is_citizen(row) ? State::achieved : State::not_achieved;
}

void evaluate(const Population& population, const Rules& rules, Outcome& outcome, Pool& pool, Path path) {
    check(fits(population, rules).has_value(), "the rules fit the population");
    check(has_path(path), "this machine has the path");
    if (path == Path::automatic) path = widest_path();
    outcome.rules = rules;
    outcome.citizens.resize(population.rows() / 64);
    outcome.families.resize(population.households());
    outcome.hamlets.resize(population.hamlets() + 1);

    const int parts = pool.threads();
    const auto bounds = steps::split_hamlets(population, parts);
    std::vector<std::vector<std::uint64_t>> words(static_cast<std::size_t>(parts));
    pool.run([&](int part, int) {
        const auto p = static_cast<std::size_t>(part);
        words[p].assign(population.clans() + 64, 0);
        const steps::Work work{population, rules, outcome, words[p].data()};
        if (path == Path::avx512) steps::evaluate_hamlets_avx512(work, bounds[p], bounds[p + 1]);
        else steps::evaluate_hamlets_scalar(work, bounds[p], bounds[p + 1]);
    });
    steps::finish(population, outcome, words, pool);
}

std::int64_t measure(const Population& population, const Outcome& outcome, Title title, std::uint32_t number, Measure what) {
    const auto known = measures_of(title);
    check(std::ranges::find(known, what) != known.end(), "the title has this measure");
    const auto& c = population.columns();
    if (title == Title::family) {
        steps::PersonTally tally;
        const auto rows = population.members_of(number);
        for (std::uint32_t row = rows.first; row < rows.last; ++row) {
            steps::tally_person(tally, c.person.marks[row], c.birth[row], outcome.is_citizen(row),
                                steps::scope_of(outcome.rules), steps::children_of(outcome.rules));
        }
        return steps::family_value(tally, what);
    }
    if (title == Title::community) check(number < population.hamlets(), "a hamlet of this population");
    switch (what) {
        case Measure::members: return static_cast<std::int64_t>(c.clan_members[number]);
        case Measure::residents: return outcome.hamlets[number].residents;
        case Measure::households:
            return title == Title::clan ? static_cast<std::int64_t>(population.households_of_clan(number).size())
                                        : outcome.hamlets[number].households;
        case Measure::learning_families:
            return title == Title::clan ? outcome.clan_tallies[number].learning_families : outcome.hamlets[number].learning_families;
        case Measure::adults: return title == Title::clan ? outcome.clan_tallies[number].adults : outcome.hamlets[number].adults;
        case Measure::learning_citizens:
            return title == Title::clan ? outcome.clan_tallies[number].learning_citizens : outcome.hamlets[number].learning_citizens;
        case Measure::clans: return outcome.hamlets[number].clans;
        case Measure::learning_clans: return outcome.hamlets[number].learning_clans;
        case Measure::staff: return static_cast<std::int64_t>(population.staff_of(number).size());
        case Measure::learners: return static_cast<std::int64_t>(population.learners_of(number).size());
        case Measure::staff_learning_citizens: return outcome.unit_tallies[number].staff_learning_citizens;
        case Measure::learners_learning_citizens: return outcome.unit_tallies[number].learners_learning_citizens;
        default: break;
    }
    check(false, "every measure has a value");
    return 0;
}

namespace steps {

namespace {

/// Calls each(number) for the `part`-th share of `size` numbers.
template <class Each>
void share(std::uint32_t size, int part, int parts, Each each) {
    const auto first = static_cast<std::uint32_t>(std::uint64_t{size} * static_cast<unsigned>(part) / static_cast<unsigned>(parts));
    const auto last = static_cast<std::uint32_t>(std::uint64_t{size} * static_cast<unsigned>(part + 1) / static_cast<unsigned>(parts));
    for (std::uint32_t number = first; number < last; ++number) each(number);
}

std::uint32_t count_citizens(const Outcome& out, std::span<const std::uint32_t> rows) {
    std::uint32_t citizens = 0;
    for (const std::uint32_t row : rows) citizens += out.is_citizen(row);
    return citizens;
}

}  // namespace

State family_state(const Population::Columns& c, const Rules& rules, std::uint32_t household, const PersonTally& tally) {
    const TitleRule& rule = rules.of(Title::family);
    return title_state(rule, standing_of(c.household.marks[household]), own_passes(rule.own, c.household, household),
                       [&](Measure what) { return family_value(tally, what); });
}

State clan_state(const Population& p, const Outcome& out, std::uint32_t clan) {
    const auto& c = p.columns();
    const TitleRule& rule = out.rules.of(Title::clan);
    return title_state(rule, standing_of(c.clan.marks[clan]), own_passes(rule.own, c.clan, clan),
                       [&](Measure what) { return measure(p, out, Title::clan, clan, what); });
}

State community_state(const Population& p, const Outcome& out, std::uint32_t hamlet) {
    const auto& c = p.columns();
    const TitleRule& rule = out.rules.of(Title::community);
    return title_state(rule, standing_of(c.hamlet.marks[hamlet]), own_passes(rule.own, c.hamlet, hamlet),
                       [&](Measure what) { return community_value(out.hamlets[hamlet], what); });
}

State unit_state(const Population& p, const Outcome& out, std::uint32_t unit) {
    const auto& c = p.columns();
    const TitleRule& rule = out.rules.of(Title::unit);
    return title_state(rule, standing_of(c.unit.marks[unit]), own_passes(rule.own, c.unit, unit),
                       [&](Measure what) { return measure(p, out, Title::unit, unit, what); });
}

void add_persons(Counts& counts, const PersonTally& tally, int sign) {
    const auto add = [sign](std::int64_t& count, std::uint32_t n) { count += sign * static_cast<std::int64_t>(n); };
    add(counts.residents, tally.members);
    add(counts.adults, tally.adults);
    add(counts.not_assessed, tally.not_assessed);
    add(counts.incomplete, tally.incomplete);
    add(counts.two_households, tally.two_households);
    add(counts.learning_citizens, tally.learning_citizens);
    add(counts.children_out_of_school, tally.out_of_school);
    add(counts.children_schooling_unknown, tally.schooling_unknown);
}

void add_family(Counts& counts, State state, int sign) {
    counts.households += sign;
    counts.households_not_assessed += sign * (state == State::not_assessed);
    counts.households_incomplete += sign * (state == State::incomplete);
    counts.learning_families += sign * is_achieved(state);
}

void add_unit(Counts& counts, State state, int sign) {
    counts.units += sign;
    counts.learning_units += sign * is_achieved(state);
    counts.learning_units_2 += sign * (level_of(state) >= 2);
}

void evaluate_hamlets_scalar(const Work& work, std::uint32_t first, std::uint32_t last) {
    const auto& [p, rules, out, words] = work;
    const auto& c = p.columns();
    const Births scope = scope_of(rules), children = children_of(rules);
    for (std::uint32_t hamlet = first; hamlet < last; ++hamlet) {
        Counts counts;
        const auto rows = p.rows_of_hamlet(hamlet);
        std::uint32_t household = c.hamlet_household[hamlet];
        PersonTally tally;
        for (std::uint32_t row = rows.first; row < rows.last; ++row) {
            if (row % 64 == 0) out.citizens[row / 64] = 0;
            const bool citizen = citizen_passes(rules, c, row, scope);
            out.citizens[row / 64] |= std::uint64_t{citizen} << (row % 64);
            tally_person(tally, c.person.marks[row], c.birth[row], citizen, scope, children);
            if (!((c.ends[row / 64] >> (row % 64)) & 1)) continue;
            const State state = family_state(c, rules, household, tally);
            out.families[household] = state;
            add_persons(counts, tally, 1);
            add_family(counts, state, 1);
            words[c.clan_slot[household]] += clan_word(is_achieved(state), tally.adults, tally.learning_citizens);
            tally = {};
            ++household;
        }
        add_persons(counts, tally, 1);  // the persons without household, nowhere
        out.hamlets[hamlet] = counts;
    }
}

std::vector<std::uint32_t> split_hamlets(const Population& population, int parts) {
    const auto& blocks = population.columns().hamlet_block;
    const std::uint32_t hamlets = population.hamlets() + 1;
    std::vector<std::uint32_t> bounds{0};
    for (int part = 1; part < parts; ++part) {
        const std::uint64_t goal = std::uint64_t{blocks[hamlets]} * static_cast<unsigned>(part) / static_cast<unsigned>(parts);
        const auto* found = std::lower_bound(blocks, blocks + hamlets, static_cast<std::uint32_t>(goal));
        bounds.push_back(std::max(bounds.back(), static_cast<std::uint32_t>(found - blocks)));
    }
    bounds.push_back(hamlets);
    return bounds;
}

std::vector<std::uint32_t> split_communes(const Population& population, int parts) {
    std::vector<std::uint32_t> bounds;
    for (const std::uint32_t hamlet : split_hamlets(population, parts)) {
        const bool end = hamlet == population.hamlets() + 1;
        bounds.push_back(hamlet == 0 ? 0 : end ? population.communes() + 1 : population.commune_of_hamlet(hamlet));
    }
    return bounds;
}

namespace {

void finish_clan(const Population& p, Outcome& out, std::span<const std::vector<std::uint64_t>> words, std::uint32_t clan) {
    std::uint64_t word = 0;
    for (const auto& part : words) word += part[clan];
    constexpr std::uint64_t field = (1u << 21) - 1;
    out.clan_tallies[clan] = {static_cast<std::uint32_t>(word & field), static_cast<std::uint32_t>(word >> 21 & field),
                              static_cast<std::uint32_t>(word >> 42 & field)};
    out.clans[clan] = clan_state(p, out, clan);
}

void finish_hamlet(const Population& p, Outcome& out, std::uint32_t hamlet) {
    Counts& counts = out.hamlets[hamlet];
    counts.clans = counts.learning_clans = 0;
    for (const std::uint32_t clan : p.clans_of_hamlet(hamlet)) {
        ++counts.clans;
        counts.learning_clans += is_achieved(out.clans[clan]);
    }
    if (hamlet == p.hamlets()) return;
    counts.hamlets = 1;
    out.communities[hamlet] = community_state(p, out, hamlet);
    counts.learning_communities = is_achieved(out.communities[hamlet]);
}

void finish_unit(const Population& p, Outcome& out, std::uint32_t unit) {
    out.unit_tallies[unit] = {count_citizens(out, p.staff_of(unit)), count_citizens(out, p.learners_of(unit))};
    out.units[unit] = unit_state(p, out, unit);
}

}  // namespace

void finish(const Population& p, Outcome& out, std::span<const std::vector<std::uint64_t>> words, Pool& pool) {
    out.clans.resize(p.clans());
    out.clan_tallies.resize(p.clans());
    out.units.resize(p.units());
    out.unit_tallies.resize(p.units());
    out.communities.resize(p.hamlets());
    // Waking a second thread costs more than a few thousand clans and hamlets do.
    const bool worth_sharing = p.units() > 0 || std::uint64_t{p.clans()} + p.hamlets() > 20'000;
    const auto run = [&](const auto& job) {
        if (worth_sharing) pool.run(job);
        else job(0, 1);
    };
    run([&](int part, int parts) {
        share(p.clans(), part, parts, [&](std::uint32_t clan) { finish_clan(p, out, words, clan); });
        share(p.units(), part, parts, [&](std::uint32_t unit) { finish_unit(p, out, unit); });
    });
    run([&](int part, int parts) {
        share(p.hamlets() + 1, part, parts, [&](std::uint32_t hamlet) { finish_hamlet(p, out, hamlet); });
    });
    out.communes.assign(p.communes() + 1, {});
    for (std::uint32_t hamlet = 0; hamlet <= p.hamlets(); ++hamlet) out.communes[p.commune_of_hamlet(hamlet)] += out.hamlets[hamlet];
    for (std::uint32_t unit = 0; unit < p.units(); ++unit) add_unit(out.communes[p.commune_of_unit(unit)], out.units[unit], 1);
    out.province = {};
    for (std::uint32_t commune = 0; commune < p.communes(); ++commune) out.province += out.communes[commune];
}

}  // namespace steps

}  // namespace khuyenhoc::recognition
