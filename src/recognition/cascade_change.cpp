// After one change: only what it can move is looked at again. Must leave exactly what `evaluate` would give.
#include "recognition/cascade_steps.h"

namespace khuyenhoc::recognition {

namespace {

using steps::PersonTally;

/// Walks upwards from one changed subject, keeping counts right on the way.
class Following {
public:
    Following(const Population& population, Outcome& outcome) : p_(population), out_(outcome) {
        check(outcome.citizens.size() == population.rows() / 64 && outcome.families.size() == population.households() &&
                  outcome.hamlets.size() == population.hamlets() + 1,
              "the outcome is of this population");
    }

    PersonTally tally(std::uint32_t first, std::uint32_t last) const {
        const auto& c = p_.columns();
        const auto scope = steps::scope_of(out_.rules), children = steps::children_of(out_.rules);
        PersonTally tally;
        for (std::uint32_t row = first; row < last; ++row) {
            steps::tally_person(tally, c.person.marks[row], c.birth[row], out_.is_citizen(row), scope, children);
        }
        return tally;
    }

    /// The household's members counted `before` and count `after` (its row of scores may have changed too).
    void household(std::uint32_t household, const PersonTally& before, const PersonTally& after) {
        const State old_state = out_.families[household];
        const State state = steps::family_state(p_.columns(), out_.rules, household, after);
        const std::uint32_t hamlet = p_.hamlet_of_household(household);
        out_.families[household] = state;
        note(Title::family, household, old_state, state);
        count(hamlet, [&](Counts& counts) {
            steps::add_persons(counts, before, -1);
            steps::add_family(counts, old_state, -1);
            steps::add_persons(counts, after, 1);
            steps::add_family(counts, state, 1);
        });
        if (const auto clan = p_.clan_of(household)) {
            auto& tally = out_.clan_tallies[*clan];
            tally.learning_families += static_cast<std::uint32_t>(is_achieved(state)) - static_cast<std::uint32_t>(is_achieved(old_state));
            tally.adults += after.adults - before.adults;
            tally.learning_citizens += after.learning_citizens - before.learning_citizens;
            this->clan(*clan);
        }
        community(hamlet);
    }

    /// A person without household, nowhere.
    void loose_person(const PersonTally& before, const PersonTally& after) {
        count(p_.hamlets(), [&](Counts& counts) {
            steps::add_persons(counts, before, -1);
            steps::add_persons(counts, after, 1);
        });
    }

    void clan(std::uint32_t clan) {
        const State before = out_.clans[clan];
        const State after = steps::clan_state(p_, out_, clan);
        if (before == after) return;
        out_.clans[clan] = after;
        note(Title::clan, clan, before, after);
        const std::uint32_t home = p_.home_of_clan(clan);
        count(home, [&](Counts& counts) { counts.learning_clans += is_achieved(after) - is_achieved(before); });
        community(home);
    }

    void community(std::uint32_t hamlet) {
        if (hamlet == p_.hamlets()) return;
        const State before = out_.communities[hamlet];
        const State after = steps::community_state(p_, out_, hamlet);
        if (before == after) return;
        out_.communities[hamlet] = after;
        note(Title::community, hamlet, before, after);
        count(hamlet, [&](Counts& counts) { counts.learning_communities += is_achieved(after) - is_achieved(before); });
    }

    void unit(std::uint32_t unit) {
        const State before = out_.units[unit];
        const State after = steps::unit_state(p_, out_, unit);
        if (before == after) return;
        out_.units[unit] = after;
        note(Title::unit, unit, before, after);
        const std::uint32_t commune = p_.commune_of_unit(unit);
        for (Counts* counts : {&out_.communes[commune], commune < p_.communes() ? &out_.province : nullptr}) {
            if (!counts) continue;
            steps::add_unit(*counts, before, -1);
            steps::add_unit(*counts, after, 1);
        }
    }

    void units_of_person(std::uint32_t row, int more) {
        for (const auto& place : p_.units_of(row)) {
            auto& tally = out_.unit_tallies[place.unit];
            auto& citizens = place.role == Role::staff ? tally.staff_learning_citizens : tally.learners_learning_citizens;
            citizens += static_cast<std::uint32_t>(more);
            unit(place.unit);
        }
    }

    void note(Title title, std::uint32_t number, State before, State after) {
        if (before != after) ripple.steps.push_back({title, number, before, after});
    }

    Ripple ripple;

private:
    /// Changes the counts of a hamlet, and those of its commune and of the province by as much.
    template <class Change>
    void count(std::uint32_t hamlet, Change change) {
        change(out_.hamlets[hamlet]);
        const std::uint32_t commune = p_.commune_of_hamlet(hamlet);
        change(out_.communes[commune]);
        if (commune < p_.communes()) change(out_.province);
    }

    const Population& p_;
    Outcome& out_;
};

}  // namespace

Ripple change_person(Population& population, Outcome& outcome, std::uint32_t row, const Scores& scores, std::uint8_t group,
                     std::uint8_t schooling) {
    Following following(population, outcome);
    const State state_before = person_state(population, outcome, row);
    const auto household = population.household_of(row);
    const auto rows = household ? population.members_of(*household) : Population::Range{row, row + 1};
    const PersonTally before = following.tally(rows.first, rows.last);
    const bool was_citizen = outcome.is_citizen(row);

    population.set_scores(Title::citizen, row, scores);
    population.set_marks(row, group, schooling);
    const bool citizen = steps::citizen_passes(outcome.rules, population.columns(), row, steps::scope_of(outcome.rules));
    std::uint64_t& bits = outcome.citizens[row / 64];
    bits = (bits & ~(std::uint64_t{1} << (row % 64))) | std::uint64_t{citizen} << (row % 64);

    const PersonTally after = following.tally(rows.first, rows.last);
    following.note(Title::citizen, row, state_before, person_state(population, outcome, row));
    if (household) following.household(*household, before, after);
    else following.loose_person(before, after);
    if (citizen != was_citizen) following.units_of_person(row, citizen ? 1 : -1);
    return std::move(following.ripple);
}

Ripple change_scores(Population& population, Outcome& outcome, Title title, std::uint32_t number, const Scores& scores) {
    check(title != Title::citizen, "a person's scores change through change_person");
    Following following(population, outcome);
    population.set_scores(title, number, scores);
    switch (title) {
        case Title::citizen: break;
        case Title::family: {
            const auto rows = population.members_of(number);
            const PersonTally tally = following.tally(rows.first, rows.last);
            following.household(number, tally, tally);
            break;
        }
        case Title::clan: following.clan(number); break;
        case Title::community: following.community(number); break;
        case Title::unit: following.unit(number); break;
    }
    return std::move(following.ripple);
}

}  // namespace khuyenhoc::recognition
