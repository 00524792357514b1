// One year of one province in memory: population, computed titles, recognised titles, places. Follows changes one by
// one. Knows how it is made from facts; knows no command, no lock and no JSON. For the files of this folder.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "places/atlas.h"
#include "recognition/cascade.h"
#include "recognition/facts.h"
#include "recognition/tally.h"
#include "recognition/title_state.h"

namespace khuyenhoc::recognition {

/// The sets of a campaign, as stored and read.
struct CampaignSets {
    std::string state;  ///< "open" or "closed"
    SetIds ids;
    std::shared_ptr<const Criteria> criteria;
};

/// Where a title stands: its last event, the level it speaks of and how many events there were.
struct TitleMark {
    TitleState state = TitleState::none;
    std::uint8_t level = 0;
    std::uint16_t events = 0;
    bool operator==(const TitleMark&) const = default;
};

struct AssessmentChange {
    SubjectKind kind = SubjectKind::person;
    std::int64_t subject = 0;
    std::uint8_t group = 0;
    std::uint8_t schooling = 0;
    Scores scores = no_scores;
};

struct TitleChange {
    SubjectKind kind = SubjectKind::person;
    std::int64_t subject = 0;
    TitleMark mark;
};

/// What one command changed in one year.
struct YearChanges {
    int year = 0;
    std::vector<AssessmentChange> assessments = {};
    std::vector<TitleChange> titles = {};
    std::string campaign_state = {};  ///< when it changed
};

class Model {
public:
    /// Joins the facts and evaluates them; the pool's threads work on it.
    Model(int year, CampaignSets sets, YearOfFacts read, Pool& pool);

    int year() const { return year_; }
    Date on() const { return {year_, 12, 31}; }
    bool synthetic() const { return synthetic_; }
    std::int64_t facts_seq() const { return facts_seq_; }  ///< the last command the facts knew of
    const CampaignSets& campaign() const { return campaign_; }
    const Criteria& criteria() const { return *campaign_.criteria; }
    const Population& population() const { return population_; }
    const Outcome& outcome() const { return outcome_; }
    const places::Atlas& atlas() const { return atlas_; }

    /// Brings everything up to date. `undo`, when given, gets what takes it back (apply it to be where we were).
    void apply(const YearChanges& changes, YearChanges* undo = nullptr);

    /// The number the population knows a subject by; nothing when it does not count on 31 December.
    std::optional<std::uint32_t> number_of(SubjectKind kind, std::int64_t subject) const;
    std::int64_t id_of(SubjectKind kind, std::uint32_t number) const;
    State state_of(SubjectKind kind, std::uint32_t number) const;
    TitleMark mark_of(SubjectKind kind, std::uint32_t number) const;
    /// The hamlet it counts in; `population().hamlets()` is nowhere. Not for units.
    std::uint32_t hamlet_of(SubjectKind kind, std::uint32_t number) const;

    /// Calls `each` with the number of every subject that counts in `hamlet`; units count in none.
    template <class Each>
    void each_in_hamlet(SubjectKind kind, std::uint32_t hamlet, const Each& each) const;

    /// By hamlet, nowhere last: everything but units. Under `outcome`'s rules; what was recognised stays what it is.
    std::vector<Tally> hamlet_tallies(const Outcome& outcome) const;
    Tally unit_tally(std::span<const std::uint32_t> units, const Outcome& outcome) const;
    /// What belongs to no place of the province.
    Tally unplaced(const Tally& nowhere) const;

    /// Numbers of the hamlets that stood under the place (or are it) on that day, in rising order; hamlets that no
    /// longer count on 31 December of the year are left out.
    std::vector<std::uint32_t> hamlets_under(places::PlaceId place, Date on) const;
    /// Units whose commune stood under the place on that day. A unit of a commune that was several then counts only
    /// where all of them stood.
    std::vector<std::uint32_t> units_under(places::PlaceId place, Date on) const;

    /// Equal in every fact and every title; for checks. Says where they differ, in counts and codes only.
    std::vector<std::string> differences(const Model& other) const;

private:
    void count_mark(SubjectKind kind, std::uint32_t number, TitleMark mark, std::int64_t by);
    void add_computed(const Outcome& outcome, std::uint32_t hamlet, Tally& tally) const;
    std::vector<TitleMark>& marks(SubjectKind kind) { return marks_[static_cast<std::size_t>(title_of(kind))]; }

    int year_;
    bool synthetic_;
    std::int64_t facts_seq_;
    CampaignSets campaign_;
    Population population_;
    Outcome outcome_;
    places::Atlas atlas_;
    std::array<std::vector<TitleMark>, 5> marks_;  ///< by Title, then number
    std::vector<TitleCounts> recognised_;          ///< by hamlet, nowhere last; without units
    std::vector<TitleCounts> proposed_;
};

template <class Each>
void Model::each_in_hamlet(SubjectKind kind, std::uint32_t hamlet, const Each& each) const {
    switch (kind) {
        case SubjectKind::person: {
            const auto rows = population_.rows_of_hamlet(hamlet);
            for (auto row = rows.first; row < rows.last; ++row)
                if (!population_.is_hole(row)) each(row);
            return;
        }
        case SubjectKind::household: {
            const auto range = population_.households_of_hamlet(hamlet);
            for (auto household = range.first; household < range.last; ++household) each(household);
            return;
        }
        case SubjectKind::clan:
            for (const auto clan : population_.clans_of_hamlet(hamlet)) each(clan);
            return;
        case SubjectKind::hamlet:
            each(hamlet);
            return;
        case SubjectKind::unit:
            return;
    }
}

}  // namespace khuyenhoc::recognition
