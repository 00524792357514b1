#include "recognition/model.h"

#include <algorithm>

#include "base/check.h"

namespace khuyenhoc::recognition {

namespace {

PopulationRows&& rows_of(YearOfFacts& read) { return std::move(read.facts.rows); }

std::size_t index_of(SubjectKind kind) { return static_cast<std::size_t>(title_of(kind)); }

/// Does the citizen set assess exactly those of 18 and older? Then its scope need not be counted again.
bool scope_is_adults(const Rules& rules) { return rules.birth_to == rules.year - 18 && rules.birth_from <= 1850; }

std::int64_t& count_of(TitleCounts& counts, SubjectKind kind) {
    switch (kind) {
        case SubjectKind::person:
            return counts.learning_citizens;
        case SubjectKind::household:
            return counts.learning_families;
        case SubjectKind::clan:
            return counts.learning_clans;
        case SubjectKind::hamlet:
            return counts.learning_communities;
        case SubjectKind::unit:
            return counts.learning_units;
    }
    check(false, "a subject kind is 1 to 5");
    return counts.learning_units;
}

void count_state(StateCounts& counts, State state) {
    switch (state) {
        case State::out_of_scope:
            ++counts.out_of_scope;
            return;
        case State::not_assessed:
            ++counts.not_assessed;
            return;
        case State::incomplete:
            ++counts.incomplete;
            return;
        case State::two_households:
            ++counts.two_households;
            return;
        case State::not_achieved:
            ++counts.not_achieved;
            return;
        case State::achieved:
        case State::achieved_2:
            ++counts.achieved;
            return;
    }
}

}  // namespace

Model::Model(int year, CampaignSets sets, YearOfFacts read, Pool& pool)
    : year_(year),
      synthetic_(read.facts.synthetic),
      facts_seq_(read.facts.journal_seq),
      campaign_(std::move(sets)),
      population_(Population::build(rows_of(read), indicator_counts(*campaign_.criteria))),
      atlas_(std::move(read.atlas)) {
    evaluate(population_, compile(*campaign_.criteria, year), outcome_, pool);
    marks_[0].resize(population_.rows());
    marks_[1].resize(population_.households());
    marks_[2].resize(population_.clans());
    marks_[3].resize(population_.hamlets() + 1);
    marks_[4].resize(population_.units());
    recognised_.resize(population_.hamlets() + 1);
    proposed_.resize(population_.hamlets() + 1);
    for (const auto& title : read.facts.titles) {
        const auto number = number_of(title.kind, title.subject);
        if (!number) continue;
        const TitleMark mark{title.state, title.level, static_cast<std::uint16_t>(title.events)};
        marks(title.kind)[*number] = mark;
        count_mark(title.kind, *number, mark, 1);
    }
}

void Model::count_mark(SubjectKind kind, std::uint32_t number, TitleMark mark, std::int64_t by) {
    if (kind == SubjectKind::unit) return;  // few: counted when asked
    if (mark.state != TitleState::recognised && mark.state != TitleState::proposed) return;
    auto& counts = (mark.state == TitleState::recognised ? recognised_ : proposed_)[hamlet_of(kind, number)];
    count_of(counts, kind) += by;
    if (kind == SubjectKind::person && age_in_year(population_.birth_year(number), year_) >= 18)
        counts.adult_learning_citizens += by;
}

void Model::apply(const YearChanges& changes, YearChanges* undo) {
    check(changes.year == year_, "changes are of the model's year");
    for (const auto& change : changes.assessments) {
        const auto number = number_of(change.kind, change.subject);
        if (!number) continue;
        const Title title = title_of(change.kind);
        const bool person = change.kind == SubjectKind::person;
        if (undo != nullptr)
            undo->assessments.push_back(
                {change.kind, change.subject, person ? population_.group(*number) : std::uint8_t{0},
                 person ? population_.schooling(*number) : std::uint8_t{0}, population_.scores(title, *number)});
        if (person) change_person(population_, outcome_, *number, change.scores, change.group, change.schooling);
        else change_scores(population_, outcome_, title, *number, change.scores);
    }
    for (const auto& change : changes.titles) {
        const auto number = number_of(change.kind, change.subject);
        if (!number) continue;
        auto& mark = marks(change.kind)[*number];
        if (undo != nullptr) undo->titles.push_back({change.kind, change.subject, mark});
        count_mark(change.kind, *number, mark, -1);
        mark = change.mark;
        count_mark(change.kind, *number, mark, 1);
    }
    if (!changes.campaign_state.empty()) {
        if (undo != nullptr) undo->campaign_state = campaign_.state;
        campaign_.state = changes.campaign_state;
    }
    if (undo != nullptr) {
        undo->year = year_;
        std::ranges::reverse(undo->assessments);
        std::ranges::reverse(undo->titles);
    }
}

std::optional<std::uint32_t> Model::number_of(SubjectKind kind, std::int64_t subject) const {
    switch (kind) {
        case SubjectKind::person:
            return population_.find_person(subject);
        case SubjectKind::household:
            return population_.find_household(subject);
        case SubjectKind::clan:
            return population_.find_clan(subject);
        case SubjectKind::hamlet:
            return population_.find_hamlet(subject);
        case SubjectKind::unit:
            return population_.find_unit(subject);
    }
    return std::nullopt;
}

std::int64_t Model::id_of(SubjectKind kind, std::uint32_t number) const {
    switch (kind) {
        case SubjectKind::person:
            return population_.person_id(number);
        case SubjectKind::household:
            return population_.household_id(number);
        case SubjectKind::clan:
            return population_.clan_id(number);
        case SubjectKind::hamlet:
            return population_.hamlet_id(number);
        case SubjectKind::unit:
            return population_.unit_id(number);
    }
    return 0;
}

State Model::state_of(SubjectKind kind, std::uint32_t number) const {
    switch (kind) {
        case SubjectKind::person:
            return person_state(population_, outcome_, number);
        case SubjectKind::household:
            return outcome_.families[number];
        case SubjectKind::clan:
            return outcome_.clans[number];
        case SubjectKind::hamlet:
            return outcome_.communities[number];
        case SubjectKind::unit:
            return outcome_.units[number];
    }
    return State::not_assessed;
}

TitleMark Model::mark_of(SubjectKind kind, std::uint32_t number) const { return marks_[index_of(kind)][number]; }

std::uint32_t Model::hamlet_of(SubjectKind kind, std::uint32_t number) const {
    switch (kind) {
        case SubjectKind::person:
            return population_.hamlet_of_row(number);
        case SubjectKind::household:
            return population_.hamlet_of_household(number);
        case SubjectKind::clan:
            return population_.home_of_clan(number);
        case SubjectKind::hamlet:
            return number;
        case SubjectKind::unit:
            break;
    }
    check(false, "a unit counts in a commune, not in a hamlet");
    return 0;
}

void Model::add_computed(const Outcome& outcome, std::uint32_t hamlet, Tally& tally) const {
    const Counts& c = outcome.hamlets[hamlet];
    tally.population = c.residents;
    tally.households = c.households;
    tally.clans = c.clans;
    tally.hamlets = c.hamlets;
    tally.persons = {c.residents - c.adults,
                     c.not_assessed,
                     c.incomplete,
                     c.two_households,
                     c.adults - c.not_assessed - c.incomplete - c.two_households - c.learning_citizens,
                     c.learning_citizens};
    tally.families = {0,
                      c.households_not_assessed,
                      c.households_incomplete,
                      0,
                      c.households - c.households_not_assessed - c.households_incomplete - c.learning_families,
                      c.learning_families};
    tally.computed.learning_citizens = c.learning_citizens;
    tally.computed.learning_families = c.learning_families;
    tally.computed.learning_clans = c.learning_clans;
    tally.computed.learning_communities = c.learning_communities;
    tally.assessed_citizens = c.adults - c.not_assessed - c.incomplete;
    if (scope_is_adults(outcome.rules)) {
        tally.adults = c.adults;
        tally.computed.adult_learning_citizens = c.learning_citizens;
        return;
    }
    each_in_hamlet(SubjectKind::person, hamlet, [&](std::uint32_t row) {
        if (age_in_year(population_.birth_year(row), year_) < 18) return;
        ++tally.adults;
        tally.computed.adult_learning_citizens += outcome.is_citizen(row);
    });
}

std::vector<Tally> Model::hamlet_tallies(const Outcome& outcome) const {
    std::vector<Tally> tallies(population_.hamlets() + 1);
    for (std::uint32_t hamlet = 0; hamlet < tallies.size(); ++hamlet) {
        auto& tally = tallies[hamlet];
        add_computed(outcome, hamlet, tally);
        tally.recognised = recognised_[hamlet];
        tally.proposed = proposed_[hamlet];
        if (hamlet < population_.hamlets()) count_state(tally.communities, outcome.communities[hamlet]);
    }
    for (std::uint32_t clan = 0; clan < population_.clans(); ++clan)
        count_state(tallies[population_.home_of_clan(clan)].clan_states, outcome.clans[clan]);
    return tallies;
}

namespace {

void add_unit(Tally& tally, State computed, TitleMark mark) {
    ++tally.units;
    count_state(tally.unit_states, computed);
    tally.computed.learning_units += level_of(computed) >= 1;
    tally.computed.learning_units_level2 += level_of(computed) >= 2;
    if (mark.state != TitleState::recognised && mark.state != TitleState::proposed) return;
    auto& counts = mark.state == TitleState::recognised ? tally.recognised : tally.proposed;
    ++counts.learning_units;
    counts.learning_units_level2 += mark.level >= 2;
}

}  // namespace

Tally Model::unit_tally(std::span<const std::uint32_t> units, const Outcome& outcome) const {
    Tally tally;
    for (const auto unit : units) add_unit(tally, outcome.units[unit], marks_[4][unit]);
    return tally;
}

Tally Model::unplaced(const Tally& nowhere) const {
    Tally tally;
    tally.unplaced_persons = nowhere.population + population_.unplaced().persons_without_household;
    tally.unplaced_households = nowhere.households;
    return tally;
}

std::vector<std::uint32_t> Model::hamlets_under(places::PlaceId place, Date on) const {
    std::vector<std::uint32_t> numbers;
    const auto add = [&](places::PlaceId hamlet) {
        if (const auto number = population_.find_hamlet(hamlet)) numbers.push_back(*number);
    };
    if (atlas_.get(place).kind == places::Kind::hamlet) add(place);
    else
        for (const auto hamlet : atlas_.hamlets(place, on)) add(hamlet);
    std::ranges::sort(numbers);
    return numbers;
}

std::vector<std::uint32_t> Model::units_under(places::PlaceId place, Date on) const {
    std::vector<std::uint32_t> numbers;
    const auto stands_under = [&](places::PlaceId commune) {
        const auto then = atlas_.exists(commune, on) ? std::vector{commune} : atlas_.as_of(commune, on);
        return !then.empty() &&
               std::ranges::all_of(then, [&](auto c) { return c == place || atlas_.is_under(c, place, on); });
    };
    std::vector<bool> counts(population_.communes() + 1, false);
    for (std::uint32_t commune = 0; commune < population_.communes(); ++commune)
        counts[commune] = stands_under(population_.commune_id(commune));
    for (std::uint32_t unit = 0; unit < population_.units(); ++unit)
        if (counts[population_.commune_of_unit(unit)]) numbers.push_back(unit);
    return numbers;
}

std::vector<std::string> Model::differences(const Model& other) const {
    std::vector<std::string> out;
    const auto differ = [&](bool equal, const char* what) {
        if (!equal) out.emplace_back(what);
    };
    differ(population_.persons() == other.population_.persons() && population_.rows() == other.population_.rows(),
           "persons");
    differ(population_.households() == other.population_.households(), "households");
    differ(population_.unplaced() == other.population_.unplaced(), "unplaced");
    if (!out.empty()) return out;
    differ(outcome_ == other.outcome_, "computed titles");
    for (const auto title : all_titles) {
        const auto kind = kind_of(title);
        const auto size = marks_[index_of(kind)].size();
        std::int64_t marks = 0, facts = 0;
        if (size != other.marks_[index_of(kind)].size()) marks = -1;
        for (std::uint32_t n = 0; marks >= 0 && n < size; ++n) {
            marks += marks_[index_of(kind)][n] != other.marks_[index_of(kind)][n];
            if (kind == SubjectKind::hamlet && n == population_.hamlets()) continue;
            facts += population_.scores(title, n) != other.population_.scores(title, n);
            if (kind == SubjectKind::person)
                facts += population_.group(n) != other.population_.group(n) ||
                         population_.schooling(n) != other.population_.schooling(n);
        }
        if (marks != 0)
            out.push_back("recognised titles of " + std::string(to_text(kind)) + ": " + std::to_string(marks));
        if (facts != 0) out.push_back("assessments of " + std::string(to_text(kind)) + ": " + std::to_string(facts));
    }
    differ(recognised_ == other.recognised_ && proposed_ == other.proposed_, "counts of recognised titles");
    return out;
}

}  // namespace khuyenhoc::recognition
