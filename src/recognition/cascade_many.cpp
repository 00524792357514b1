// Many what-ifs in one pass: persons are weighed once for all that weigh alike, households are judged once per what-if,
// clans and units are tallied for 32 what-ifs at once.
#include "recognition/cascade_many.h"

namespace khuyenhoc::recognition {

namespace steps {

namespace {

/// Same weights, minima, ages: only thresholds of the total may differ.
bool weighs_alike(const Rules& a, const Rules& b) {
    ScoreRule x = a.of(Title::citizen).own, y = b.of(Title::citizen).own;
    x.total_at_least = y.total_at_least = {};
    return x == y && a.birth_from == b.birth_from && a.birth_to == b.birth_to && a.child_from == b.child_from && a.child_to == b.child_to;
}

/// Only what the shared pass tallies: learning families of clans. Other measures of clans need a full evaluation.
bool shares_pass(const Rules& rules) {
    const auto tallied = [](Measure what) { return what != Measure::adults && what != Measure::learning_citizens; };
    return std::ranges::all_of(rules.of(Title::clan).conditions,
                               [&](const ConditionRule& c) { return tallied(c.of) && tallied(c.among); });
}

}  // namespace

ManyBatch::ManyBatch(std::span<const Rules> rules) {
    check(rules.size() <= most, "a batch holds at most 32 what-ifs");
    for (const Rules& each : rules) {
        auto group = std::ranges::find_if(groups, [&](const ManyGroup& g) { return weighs_alike(*g.rules, each); });
        if (group == groups.end()) group = groups.insert(groups.end(), ManyGroup(each));
        const int group_number = static_cast<int>(group - groups.begin());
        const auto& by_group = each.of(Title::citizen).own.total_at_least;
        auto variant = std::ranges::find_if(variants, [&](const ManyVariant& v) { return v.group == group_number && v.by_group == by_group; });
        if (variant == variants.end()) {
            group->variants.push_back(static_cast<int>(variants.size()));
            variants.push_back({WideScore(each.of(Title::citizen).own).threshold, by_group, group_number});
            variant = variants.end() - 1;
        }
        const int number = static_cast<int>(scenarios.size());
        scenarios.emplace_back(each, group_number, static_cast<int>(variant - variants.begin()));
        if (!group->scenarios.empty()) {
            const Rules& before = *scenarios[static_cast<std::size_t>(group->scenarios.back())].rules;
            scenarios.back().own_as_before = before.of(Title::family).own == each.of(Title::family).own;
        }
        group->scenarios.push_back(number);
        for (std::size_t k = 0; k < WideFamily::columns; ++k) group->used[k] |= scenarios.back().family->used[k];
    }
}

void many_hamlet_scalar(const Population& p, const ManyBatch& batch, std::uint32_t hamlet, const ManyHamlet& out) {
    const auto& c = p.columns();
    const auto rows = p.rows_of_hamlet(hamlet);
    const auto households = p.households_of_hamlet(hamlet);
    const std::uint32_t first_block = rows.first / 64;
    for (const ManyVariant& variant : batch.variants) {
        const auto v = static_cast<std::size_t>(&variant - batch.variants.data());
        Rules rules = *batch.groups[static_cast<std::size_t>(variant.group)].rules;
        rules.titles[0].own.total_at_least = variant.by_group;
        const Births scope = scope_of(rules);
        out.citizen_counts[v] = 0;
        for (std::uint32_t block = first_block; block < rows.last / 64; ++block) {
            std::uint64_t bits = 0;
            for (std::uint32_t j = 0; j < 64; ++j) bits |= std::uint64_t{citizen_passes(rules, c, block * 64 + j, scope)} << j;
            out.citizens[(block - first_block) * 32 + v] = bits;
            out.citizen_counts[v] += static_cast<std::uint32_t>(std::popcount(bits));
        }
    }
    for (std::size_t g = 0; g < batch.groups.size(); ++g) {
        out.persons[g] = {};
        const Births scope = scope_of(*batch.groups[g].rules), children = children_of(*batch.groups[g].rules);
        for (std::uint32_t row = rows.first; row < rows.last; ++row) tally_person(out.persons[g], c.person.marks[row], c.birth[row], false, scope, children);
    }
    for (std::size_t s = 0; s < batch.scenarios.size(); ++s) {
        const ManyScenario& scenario = batch.scenarios[s];
        const Births scope = scope_of(*scenario.rules), children = children_of(*scenario.rules);
        out.family_counts[s] = 0;
        for (std::uint32_t h = households.first; h < households.last; ++h) {
            PersonTally tally;
            const auto members = p.members_of(h);
            for (std::uint32_t row = members.first; row < members.last; ++row) {
                const std::uint64_t bits = out.citizens[(row / 64 - first_block) * 32 + static_cast<unsigned>(scenario.variant)];
                tally_person(tally, c.person.marks[row], c.birth[row], bits >> (row % 64) & 1, scope, children);
            }
            const std::uint32_t place = h - households.first;
            std::uint64_t& bits = out.families[place / 64 * 32 + s];
            if (place % 64 == 0) bits = 0;
            const bool reached = is_achieved(family_state(c, *scenario.rules, h, tally));
            bits |= std::uint64_t{reached} << (place % 64);
            out.family_counts[s] += reached;
        }
    }
}

void many_tally_scalar(const Population& p, const ManyBatch& batch, std::uint32_t hamlet, const ManyHamlet& from, std::uint16_t* clans,
                       std::uint16_t* units) {
    const auto& c = p.columns();
    const auto rows = p.rows_of_hamlet(hamlet);
    const auto households = p.households_of_hamlet(hamlet);
    for (std::uint32_t h = households.first; h < households.last; ++h) {
        const std::uint32_t place = h - households.first;
        std::uint16_t* tally = clans + std::size_t{c.clan_slot[h]} * 32;
        for (std::size_t s = 0; s < batch.scenarios.size(); ++s) tally[s] = static_cast<std::uint16_t>(tally[s] + (from.families[place / 64 * 32 + s] >> (place % 64) & 1));
    }
    const auto places = p.unit_places(rows);
    for (std::size_t i = 0; i < places.rows.size(); ++i) {
        const std::uint32_t row = places.rows[i];
        std::uint16_t* tally = units + (std::size_t{places.roles[i].unit} * 2 + (places.roles[i].role == Role::learner)) * 32;
        for (std::size_t v = 0; v < batch.variants.size(); ++v) {
            tally[v] = static_cast<std::uint16_t>(tally[v] + (from.citizens[(row - rows.first) / 64 * 32 + v] >> (row % 64) & 1));
        }
    }
}

namespace {

/// One batch over one population: what each part fills, and what is made of it.
class Many {
public:
    Many(const Population& p, std::span<const Rules> rules, bool wide) : p_(p), batch_(rules), wide_(wide) {
        const std::size_t hamlets = p.hamlets() + 1ul;
        citizens_.resize(hamlets * batch_.variants.size());
        families_.resize(hamlets * batch_.scenarios.size());
        persons_.resize(hamlets * batch_.groups.size());
        standings_.resize(hamlets);
        alike_.resize(rules.size());
        for (std::size_t s = 1; s < rules.size(); ++s) {
            alike_[s] = {rules[s].of(Title::clan).own == rules[s - 1].of(Title::clan).own,
                         rules[s].of(Title::community).own == rules[s - 1].of(Title::community).own};
        }
    }

    void walk(int part, std::uint32_t first, std::uint32_t last) {
        Tallies& tallies = tallies_[static_cast<std::size_t>(part)];
        tallies.clans.assign((p_.clans() + 64ul) * 32, 0);
        tallies.units.assign(p_.units() * 2ul * 32, 0);
        Scratch scratch(p_, first, last);
        for (std::uint32_t hamlet = first; hamlet < last; ++hamlet) {
            const auto& out = scratch.out;
            const bool wide = wide_ && !p_.columns().hamlet_wide[hamlet];
            if (wide) many_hamlet_avx512(p_, batch_, hamlet, out);
            else many_hamlet_scalar(p_, batch_, hamlet, out);
            if (wide_) many_tally_avx512(p_, batch_, hamlet, out, tallies.clans.data(), tallies.units.data());
            else many_tally_scalar(p_, batch_, hamlet, out, tallies.clans.data(), tallies.units.data());
            count(hamlet, out);
        }
    }

    void start(int parts) { tallies_.resize(static_cast<std::size_t>(parts)); }

    void finish_communes(std::uint32_t first, std::uint32_t last, std::span<WhatIf> answers) const {
        const std::size_t scenarios = batch_.scenarios.size();
        for (std::uint32_t commune = first; commune < last; ++commune) {
            std::array<Reached, ManyBatch::most> reached{};
            std::vector<Counts> fixed(batch_.groups.size());
            const auto hamlets = p_.hamlets_of_commune(commune);
            for (std::uint32_t hamlet = hamlets.first; hamlet < hamlets.last; ++hamlet) finish_hamlet(hamlet, fixed, reached);
            if (commune == p_.communes()) finish_hamlet(p_.hamlets(), fixed, reached);
            for (std::size_t s = 0; s < scenarios; ++s) {
                Counts& counts = answers[s].communes[commune];
                counts = fixed[static_cast<std::size_t>(batch_.scenarios[s].group)];
                counts.learning_citizens = reached[s].citizens;
                counts.learning_families = reached[s].families;
                counts.learning_clans = reached[s].clans;
                counts.learning_communities = reached[s].communities;
            }
        }
    }

    void finish_units(std::span<WhatIf> answers) {
        for (std::uint32_t unit = 0; unit < p_.units(); ++unit) {
            for (std::size_t s = 0; s < batch_.scenarios.size(); ++s) {
                add_unit(answers[s].communes[p_.commune_of_unit(unit)], unit_state_of(s, unit), 1);
            }
        }
    }

private:
    struct Standings {
        std::uint32_t not_assessed = 0, incomplete = 0;
    };
    struct Tallies {
        std::vector<std::uint16_t> clans, units;
    };

    /// Room for the largest hamlet of a part.
    struct Scratch {
        std::vector<std::uint64_t> citizens, families;
        std::vector<PersonTally> persons;
        std::array<std::uint32_t, ManyBatch::most> citizen_counts{}, family_counts{};
        std::vector<std::uint8_t> bytes;
        ManyHamlet out{};

        Scratch(const Population& p, std::uint32_t first, std::uint32_t last) : persons(ManyBatch::most) {
            std::size_t blocks = 0, households = 0;
            for (std::uint32_t hamlet = first; hamlet < last; ++hamlet) {
                const auto rows = p.rows_of_hamlet(hamlet);
                const auto homes = p.households_of_hamlet(hamlet);
                blocks = std::max<std::size_t>(blocks, (rows.last - rows.first) / 64);
                households = std::max<std::size_t>(households, homes.last - homes.first);
            }
            citizens.resize(blocks * 32);
            families.resize((households / 64 + 1) * 32);
            const std::size_t stride = (households + 1 + 128 + 63) / 64 * 64 + 64 * 3;
            bytes.resize(stride * std::size(out.counts) + 64);
            out.citizens = citizens.data();
            out.families = families.data();
            out.persons = persons.data();
            out.citizen_counts = citizen_counts.data();
            out.family_counts = family_counts.data();
            for (std::size_t k = 0; k < std::size(out.counts); ++k) out.counts[k] = bytes.data() + k * stride;
        }
    };

    void count(std::uint32_t hamlet, const ManyHamlet& out) {
        const auto homes = p_.households_of_hamlet(hamlet);
        const std::size_t variants = batch_.variants.size(), scenarios = batch_.scenarios.size(), groups = batch_.groups.size();
        std::copy_n(out.citizen_counts, variants, citizens_.begin() + static_cast<std::ptrdiff_t>(hamlet * variants));
        std::copy_n(out.family_counts, scenarios, families_.begin() + static_cast<std::ptrdiff_t>(hamlet * scenarios));
        std::copy_n(out.persons, groups, persons_.begin() + static_cast<std::ptrdiff_t>(hamlet * groups));
        if (p_.indicators()[static_cast<std::size_t>(Title::family)] == 0) return;
        const std::uint8_t* marks = p_.columns().household.marks;
        auto& standings = standings_[hamlet];
        for (std::uint32_t h = homes.first; h < homes.last; ++h) {
            standings.not_assessed += standing_of(marks[h]) == Standing::not_assessed;
            standings.incomplete += standing_of(marks[h]) == Standing::incomplete;
        }
    }

    /// Whether own scores are complete and pass, remembered while what-ifs ask the same of them.
    class OwnAnswer {
    public:
        OwnAnswer(const ScoreColumns& columns, std::uint32_t number) : columns_(columns), number_(number) {}
        bool operator()(const ScoreRule& rule, bool as_before) {
            if (!as_before || !known_) answer_ = rule.indicators == 0 || (standing_of(columns_.marks[number_]) == Standing::complete && own_passes(rule, columns_, number_));
            known_ = true;
            return answer_;
        }

    private:
        const ScoreColumns& columns_;
        std::uint32_t number_;
        bool known_ = false, answer_ = false;
    };

    /// What what-ifs change in the counts of a place.
    struct Reached {
        std::int64_t citizens = 0, families = 0, clans = 0, communities = 0;
    };

    void finish_hamlet(std::uint32_t hamlet, std::span<Counts> fixed, std::span<Reached> reached) const {
        const auto clans = p_.clans_of_hamlet(hamlet);
        for (std::size_t g = 0; g < fixed.size(); ++g) fixed[g] += fixed_counts(hamlet, g);
        std::array<std::int64_t, ManyBatch::most> learning_clans{};
        for (const std::uint32_t clan : clans) add_clan(clan, learning_clans);
        const auto& c = p_.columns();
        std::vector<Counts> here;
        for (std::size_t g = 0; g < fixed.size(); ++g) here.push_back(fixed_counts(hamlet, g));
        OwnAnswer own(c.hamlet, hamlet);
        for (std::size_t s = 0; s < batch_.scenarios.size(); ++s) {
            const ManyScenario& scenario = batch_.scenarios[s];
            Counts& counts = here[static_cast<std::size_t>(scenario.group)];
            counts.learning_citizens = citizens_[hamlet * batch_.variants.size() + static_cast<unsigned>(scenario.variant)];
            counts.learning_families = families_[hamlet * batch_.scenarios.size() + s];
            counts.learning_clans = learning_clans[s];
            reached[s].citizens += counts.learning_citizens;
            reached[s].families += counts.learning_families;
            reached[s].clans += counts.learning_clans;
            if (hamlet == p_.hamlets()) continue;
            const TitleRule& rule = scenario.rules->of(Title::community);
            reached[s].communities += own(rule.own, alike_[s].community) && level_reached(rule, [&](Measure what) { return community_value(counts, what); }) > 0;
        }
    }

    /// The counts that what-ifs of one group share.
    Counts fixed_counts(std::uint32_t hamlet, std::size_t group) const {
        PersonTally persons = persons_[hamlet * batch_.groups.size() + group];
        persons.members = p_.columns().hamlet_residents[hamlet];
        persons.learning_citizens = 0;
        Counts counts;
        add_persons(counts, persons, 1);
        const auto homes = p_.households_of_hamlet(hamlet);
        counts.households = homes.last - homes.first;
        counts.households_not_assessed = standings_[hamlet].not_assessed;
        counts.households_incomplete = standings_[hamlet].incomplete;
        counts.clans = static_cast<std::int64_t>(p_.clans_of_hamlet(hamlet).size());
        counts.hamlets = hamlet < p_.hamlets();
        return counts;
    }

    void add_clan(std::uint32_t clan, std::span<std::int64_t> learning_clans) const {
        const auto& c = p_.columns();
        const auto households = static_cast<std::int64_t>(p_.households_of_clan(clan).size());
        const auto members = static_cast<std::int64_t>(c.clan_members[clan]);
        OwnAnswer own(c.clan, clan);
        for (std::size_t s = 0; s < batch_.scenarios.size(); ++s) {
            const TitleRule& rule = batch_.scenarios[s].rules->of(Title::clan);
            if (!own(rule.own, alike_[s].clan)) continue;
            std::int64_t families = 0;
            for (const auto& tallies : tallies_) families += tallies.clans[std::size_t{clan} * 32 + s];
            learning_clans[s] += level_reached(rule, [&](Measure what) {
                return what == Measure::learning_families ? families : what == Measure::households ? households : members;
            }) > 0;
        }
    }

    State unit_state_of(std::size_t s, std::uint32_t unit) const {
        const auto citizens = [&](std::size_t learner) {
            std::int64_t sum = 0;
            for (const auto& tallies : tallies_) sum += tallies.units[(unit * 2ul + learner) * 32 + static_cast<unsigned>(batch_.scenarios[s].variant)];
            return sum;
        };
        const auto& c = p_.columns();
        const TitleRule& rule = batch_.scenarios[s].rules->of(Title::unit);
        return title_state(rule, standing_of(c.unit.marks[unit]), own_passes(rule.own, c.unit, unit), [&](Measure what) -> std::int64_t {
            switch (what) {
                case Measure::staff: return static_cast<std::int64_t>(p_.staff_of(unit).size());
                case Measure::learners: return static_cast<std::int64_t>(p_.learners_of(unit).size());
                case Measure::staff_learning_citizens: return citizens(0);
                default: return citizens(1);
            }
        });
    }

    const Population& p_;
    const ManyBatch batch_;
    const bool wide_;
    /// Whether a what-if asks the same of own scores as the one before it.
    struct Alike {
        bool clan = false, community = false;
    };
    std::vector<Alike> alike_;
    std::vector<Tallies> tallies_;
    std::vector<std::uint32_t> citizens_, families_;  ///< [hamlet * variants + variant], [hamlet * scenarios + scenario]
    std::vector<PersonTally> persons_;                ///< [hamlet * groups + group]
    std::vector<Standings> standings_;                ///< of households, by hamlet: the same for every what-if
};

void evaluate_batch(const Population& p, std::span<const Rules> rules, Pool& pool, bool wide, std::span<WhatIf> answers) {
    Many many(p, rules, wide);
    many.start(pool.threads());
    const auto hamlets = split_hamlets(p, pool.threads());
    const auto communes = split_communes(p, pool.threads());
    for (WhatIf& answer : answers) answer.communes.assign(p.communes() + 1, {});
    pool.run([&](int part, int) { many.walk(part, hamlets[static_cast<std::size_t>(part)], hamlets[static_cast<std::size_t>(part) + 1]); });
    pool.run([&](int part, int) { many.finish_communes(communes[static_cast<std::size_t>(part)], communes[static_cast<std::size_t>(part) + 1], answers); });
    many.finish_units(answers);
    for (WhatIf& answer : answers) {
        for (std::uint32_t commune = 0; commune < p.communes(); ++commune) answer.province += answer.communes[commune];
    }
}

/// Sixteen bits hold the tallies of every clan and unit.
bool tallies_fit(const Population& p) {
    for (std::uint32_t clan = 0; clan < p.clans(); ++clan) {
        if (p.households_of_clan(clan).size() > UINT16_MAX) return false;
    }
    for (std::uint32_t unit = 0; unit < p.units(); ++unit) {
        if (p.staff_of(unit).size() + p.learners_of(unit).size() > UINT16_MAX) return false;
    }
    return true;
}

}  // namespace

}  // namespace steps

std::vector<WhatIf> evaluate_many(const Population& population, std::span<const Rules> rules, Pool& pool, Path path) {
    check(rules.size() <= 64, "at most 64 what-ifs in one call");
    check(has_path(path), "this machine has the path");
    if (path == Path::automatic) path = widest_path();
    std::vector<WhatIf> answers(rules.size());
    std::vector<Rules> shared;
    std::vector<std::size_t> shared_numbers;
    const bool fit = steps::tallies_fit(population);
    for (std::size_t i = 0; i < rules.size(); ++i) {
        check(fits(population, rules[i]).has_value(), "the rules fit the population");
        if (fit && steps::shares_pass(rules[i])) {
            shared.push_back(rules[i]);
            shared_numbers.push_back(i);
            continue;
        }
        Outcome outcome;
        evaluate(population, rules[i], outcome, pool, path);
        answers[i] = {outcome.province, std::move(outcome.communes)};
    }
    for (std::size_t first = 0; first < shared.size(); first += steps::ManyBatch::most) {
        const std::size_t size = std::min<std::size_t>(steps::ManyBatch::most, shared.size() - first);
        std::vector<WhatIf> batch(size);
        steps::evaluate_batch(population, std::span(shared).subspan(first, size), pool, path == Path::avx512, batch);
        for (std::size_t i = 0; i < size; ++i) answers[shared_numbers[first + i]] = std::move(batch[i]);
    }
    return answers;
}

}  // namespace khuyenhoc::recognition
