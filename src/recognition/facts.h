// What the store holds about one year: the rows the population is built from, and the last event of each title.
// Knows SQL and the places of the day; no rule and no title's meaning.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/crypto.h"
#include "base/date.h"
#include "places/atlas.h"
#include "recognition/assessment.h"
#include "recognition/population.h"
#include "recognition/title_state.h"
#include "store/store.h"

namespace khuyenhoc::recognition {

/// The last event of each title, ascending by (kind, subject).
struct TitleRow {
    std::int64_t subject = 0;
    SubjectKind kind = SubjectKind::person;
    TitleState state = TitleState::none;
    std::uint8_t level = 0;
    int events = 0;  ///< how many it has had
};

/// Rows that count on 31 December of the year: people alive, memberships, homes and places that last on that day.
/// An assessment that follows another set than the campaign's counts as none.
struct Facts {
    PopulationRows rows;
    std::vector<TitleRow> titles;
    std::int64_t other_sets = 0;   ///< assessments left out since they follow another set
    std::int64_t journal_seq = 0;  ///< the last command these rows know of
    bool synthetic = false;        ///< a demo began in this journal
};

/// The ids of the sets a campaign uses, by Title.
using SetIds = std::array<std::string, 5>;

/// Reads the year, one thread per connection; all connections see the same moment, which is also the atlas's.
/// Works inside or outside a transaction of the connections. `ethnicity` is the key that persons' ethnic groups are sealed with.
struct YearOfFacts {
    Facts facts;
    places::Atlas atlas;
};
YearOfFacts read_facts(std::span<store::Connection* const> readers, std::int64_t province, int year,
                       const SetIds& sets, const Key& ethnicity);

/// What one assessment says. Scores that follow another set than the campaign's are left out.
struct SeenAssessment {
    std::uint8_t group = 0;
    std::uint8_t schooling = 0;
    bool follows_set = true;
    Scores scores = no_scores;
};
/// Of a row whose columns from `first` on are population_group, schooling, criteria_id, scores.
SeenAssessment assessment_in(const store::Row& row, int first, std::string_view set);

/// Of a column that holds title_event.event.
TitleState title_state_in(const store::Row& row, int column);

/// Did a demo begin in this journal? Then every page says that its people are invented.
bool is_synthetic(store::Connection& db, std::int64_t province);

}  // namespace khuyenhoc::recognition
