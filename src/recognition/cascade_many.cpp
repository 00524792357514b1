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
        for (std::uint32_t block = first_block; block < rows.last / 64; ++block) {
            std::uint64_t bits = 0;
            for (std::uint32_t j = 0; j < 64; ++j) bits |= std::uint64_t{citizen_passes(rules, c, block * 64 + j, scope)} << j;
            out.citizens[(block - first_block) * 32 + v] = bits;
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
            bits |= std::uint64_t{is_achieved(family_state(c, *scenario.rules, h, tally))} << (place % 64);
        }
    }
}

void many_tally_scalar(const Population& p, std::uint32_t hamlet, const ManyHamlet& from, std::uint16_t* clans, std::uint16_t* units) {
    const auto& c = p.columns();
    const auto rows = p.rows_of_hamlet(hamlet);
    const auto households = p.households_of_hamlet(hamlet);
    for (std::uint32_t h = households.first; h < households.last; ++h) {
        const std::uint32_t place = h - households.first;
        std::uint16_t* tally = clans + std::size_t{c.clan_slot[h]} * 32;
        for (std::size_t s = 0; s < 32; ++s) tally[s] = static_cast<std::uint16_t>(tally[s] + (from.families[place / 64 * 32 + s] >> (place % 64) & 1));
    }
    const auto places = p.unit_places(rows);
    for (std::size_t i = 0; i < places.rows.size(); ++i) {
        const std::uint32_t row = places.rows[i];
        std::uint16_t* tally = units + (std::size_t{places.roles[i].unit} * 2 + (places.roles[i].role == Role::learner)) * 32;
        for (std::size_t v = 0; v < 32; ++v) {
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
            if (wide_) many_tally_avx512(p_, hamlet, out, tallies.clans.data(), tallies.units.data());
            else many_tally_scalar(p_, hamlet, out, tallies.clans.data(), tallies.units.data());
            count(hamlet, out);
        }
    }

    void start(int parts) { tallies_.resize(static_cast<std::size_t>(parts)); }

    void finish_communes(std::uint32_t first, std::uint32_t last, std::span<WhatIf> answers) {
        for (std::size_t s = 0; s < batch_.scenarios.size(); ++s) {
            for (std::uint32_t commune = first; commune < last; ++commune) {
                Counts& counts = answers[s].communes[commune];
                const auto hamlets = p_.hamlets_of_commune(commune);
                for (std::uint32_t hamlet = hamlets.first; hamlet < hamlets.last; ++hamlet) counts += hamlet_counts(s, hamlet);
                if (commune == p_.communes()) counts += hamlet_counts(s, p_.hamlets());
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
    struct Tallies {
        std::vector<std::uint16_t> clans, units;
    };

    /// Room for the largest hamlet of a part.
    struct Scratch {
        std::vector<std::uint64_t> citizens, families;
        std::vector<PersonTally> persons;
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
            for (std::size_t k = 0; k < std::size(out.counts); ++k) out.counts[k] = bytes.data() + k * stride;
        }
    };

    void count(std::uint32_t hamlet, const ManyHamlet& out) {
        const auto rows = p_.rows_of_hamlet(hamlet);
        const auto homes = p_.households_of_hamlet(hamlet);
        const auto sum = [](const std::uint64_t* bits, std::size_t groups, std::size_t number) {
            std::uint32_t total = 0;
            for (std::size_t i = 0; i < groups; ++i) total += static_cast<std::uint32_t>(std::popcount(bits[i * 32 + number]));
            return total;
        };
        const std::size_t variants = batch_.variants.size(), scenarios = batch_.scenarios.size(), groups = batch_.groups.size();
        for (std::size_t v = 0; v < variants; ++v) citizens_[hamlet * variants + v] = sum(out.citizens, (rows.last - rows.first) / 64, v);
        for (std::size_t s = 0; s < scenarios; ++s) families_[hamlet * scenarios + s] = sum(out.families, (homes.last - homes.first + 63) / 64, s);
        for (std::size_t g = 0; g < groups; ++g) persons_[hamlet * groups + g] = out.persons[g];
    }

    bool clan_reaches(std::size_t s, std::uint32_t clan) const {
        std::int64_t families = 0;
        for (const auto& tallies : tallies_) families += tallies.clans[std::size_t{clan} * 32 + s];
        const auto& c = p_.columns();
        const TitleRule& rule = batch_.scenarios[s].rules->of(Title::clan);
        return is_achieved(title_state(rule, standing_of(c.clan.marks[clan]), own_passes(rule.own, c.clan, clan), [&](Measure what) -> std::int64_t {
            if (what == Measure::learning_families) return families;
            if (what == Measure::households) return static_cast<std::int64_t>(p_.households_of_clan(clan).size());
            check(what == Measure::members, "the shared pass has this measure of clans");
            return static_cast<std::int64_t>(c.clan_members[clan]);
        }));
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

    Counts hamlet_counts(std::size_t s, std::uint32_t hamlet) const {
        const ManyScenario& scenario = batch_.scenarios[s];
        PersonTally persons = persons_[hamlet * batch_.groups.size() + static_cast<unsigned>(scenario.group)];
        persons.members = p_.columns().hamlet_residents[hamlet];
        persons.learning_citizens = citizens_[hamlet * batch_.variants.size() + static_cast<unsigned>(scenario.variant)];
        Counts counts;
        add_persons(counts, persons, 1);
        add_standings(counts, hamlet, scenario.rules->of(Title::family).own.indicators > 0);
        counts.learning_families = families_[hamlet * batch_.scenarios.size() + s];
        for (const std::uint32_t clan : p_.clans_of_hamlet(hamlet)) {
            ++counts.clans;
            counts.learning_clans += clan_reaches(s, clan);
        }
        if (hamlet < p_.hamlets()) {
            counts.hamlets = 1;
            counts.learning_communities = is_achieved(community_state_of(*scenario.rules, counts, hamlet));
        }
        return counts;
    }

    /// The same for every what-if: counted by the first that asks.
    void add_standings(Counts& counts, std::uint32_t hamlet, bool has_own) const {
        const auto homes = p_.households_of_hamlet(hamlet);
        counts.households = homes.last - homes.first;
        if (!has_own) return;
        const std::uint8_t* marks = p_.columns().household.marks;
        for (std::uint32_t h = homes.first; h < homes.last; ++h) {
            counts.households_not_assessed += standing_of(marks[h]) == Standing::not_assessed;
            counts.households_incomplete += standing_of(marks[h]) == Standing::incomplete;
        }
    }

    State community_state_of(const Rules& rules, const Counts& counts, std::uint32_t hamlet) const {
        const auto& c = p_.columns();
        const TitleRule& rule = rules.of(Title::community);
        return title_state(rule, standing_of(c.hamlet.marks[hamlet]), own_passes(rule.own, c.hamlet, hamlet),
                           [&](Measure what) { return community_value(counts, what); });
    }

    const Population& p_;
    const ManyBatch batch_;
    const bool wide_;
    std::vector<Tallies> tallies_;
    std::vector<std::uint32_t> citizens_, families_;  ///< [hamlet * variants + variant], [hamlet * scenarios + scenario]
    std::vector<PersonTally> persons_;                ///< [hamlet * groups + group]
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
