#include "recognition/facts.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <tuple>
#include <unordered_set>

#include "base/check.h"
#include "people/sealed_ethnicity.h"

namespace khuyenhoc::recognition {

namespace {

using store::Connection;
using store::Row;

/// Puts the parts together, letting each go when it has been copied.
template <class Rows, class Parts>
void gather(Rows& to, Parts& parts) {
    std::size_t size = 0;
    for (const auto& part : parts) size += part.size();
    to.reserve(size);
    for (auto& part : parts) {
        to.insert(to.end(), part.begin(), part.end());
        part = {};
    }
}

/// yyyymmdd of 'YYYY-MM-DD'.
std::int32_t day_number(std::string_view text) {
    check(text.size() == 10, "a date is YYYY-MM-DD");
    std::int32_t number = 0;
    for (const std::size_t at : {0u, 1u, 2u, 3u, 5u, 6u, 8u, 9u}) number = number * 10 + (text[at] - '0');
    return number;
}

/// Ids from `from` up to, not including, `to`.
struct Range {
    std::int64_t from = 0;
    std::int64_t to = 0;
};

/// Splits the ids that `first` and `last` name into `parts` of equal width; nothing when there are none.
std::vector<Range> split(std::optional<std::int64_t> first, std::optional<std::int64_t> last, int parts) {
    if (!first || !last) return {};
    const std::int64_t width = *last - *first + 1;
    if (width < 20'000) parts = 1;
    std::vector<Range> ranges;
    for (int i = 0; i < parts; ++i) ranges.push_back({*first + width / parts * i, *first + width / parts * (i + 1)});
    ranges.back().to = *last + 1;
    return ranges;
}

/// One reader's view of one moment, given back at the end.
class Moment {
public:
    explicit Moment(Connection& db, std::int64_t province) : db_(db), province_(province) { retake(); }

    std::int64_t seq() const { return seq_; }
    void retake() {
        held_.reset();
        held_.emplace(db_);
        seq_ =
            db_.query_integer("SELECT seq FROM journal WHERE province_id = $1 ORDER BY seq DESC LIMIT 1", {province_})
                .value_or(0);
    }

private:
    Connection& db_;
    std::int64_t province_;
    std::optional<store::Held> held_;
    std::int64_t seq_ = 0;
};

/// The assessments of one kind, newest revision of each subject, handed out in the order of subjects.
class Assessments {
public:
    Assessments(Connection& db, std::int64_t province, int year, SubjectKind kind, Range range, std::string_view set)
        : rows_(db.prepare("SELECT subject_id, population_group, schooling, criteria_id, scores FROM assessment"
                           " WHERE province_id = $1 AND year = $2 AND kind = $3 AND subject_id >= $4"
                           " AND subject_id < $5 ORDER BY subject_id, revision")),
          set_(set) {
        rows_->start({province, std::int64_t{year}, static_cast<std::int64_t>(kind), range.from, range.to});
        row_ = rows_->step();
    }

    /// Of `subject`, which must not be smaller than the one asked for before.
    SeenAssessment of(std::int64_t subject) {
        SeenAssessment found;
        while (row_ != nullptr && row_->integer(0) < subject) row_ = rows_->step();
        for (; row_ != nullptr && row_->integer(0) == subject; row_ = rows_->step()) {
            found = assessment_in(*row_, 1, set_);
            if (!found.follows_set) ++other_sets_;
        }
        return found;
    }

    std::int64_t other_sets() const { return other_sets_; }

private:
    std::unique_ptr<store::Statement> rows_;
    const Row* row_ = nullptr;
    std::string_view set_;
    std::int64_t other_sets_ = 0;
};

constexpr Range every_id{INT64_MIN, INT64_MAX};
/// Ids of one kind are mostly without gaps, so a range's width is about how many rows it has.
constexpr std::int64_t most_reserved = 1'000'000;

/// Rows come sorted, the earliest first: what says the same membership again is left out.
template <class Member, class Same>
void add_once(std::vector<Member>& rows, const Member& row, Same same) {
    if (rows.empty() || same(rows.back()) != same(row)) rows.push_back(row);
}

class Reading {
public:
    Reading(std::int64_t province, int year, const SetIds& sets, const Key& ethnicity, int parts)
        : province_(province), year_(year), on_(khuyenhoc::to_text(Date{year, 12, 31})), sets_(sets), ethnicity_(ethnicity), parts_(parts) {}

    /// Largest first, so that the readers finish together.
    void plan(Connection& db) {
        const auto end = [&](const char* sql) { return db.query_integer(sql, {province_}); };
        const auto persons =
            split(end("SELECT person_id FROM person WHERE province_id = $1 ORDER BY person_id LIMIT 1"),
                  end("SELECT person_id FROM person WHERE province_id = $1 ORDER BY person_id DESC LIMIT 1"), parts_);
        const auto households =
            split(end("SELECT household_id FROM household WHERE province_id = $1 ORDER BY household_id LIMIT 1"),
                  end("SELECT household_id FROM household WHERE province_id = $1 ORDER BY household_id DESC LIMIT 1"),
                  parts_);
        persons_.resize(persons.size());
        members_.resize(households.size());
        for (std::size_t i = 0; i < persons.size(); ++i)
            tasks_.emplace_back([this, i, r = persons[i]](Connection& c) { read_persons(c, r, persons_[i]); });
        for (std::size_t i = 0; i < households.size(); ++i)
            tasks_.emplace_back([this, i, r = households[i]](Connection& c) { read_members(c, r, members_[i]); });
        for (int kind = 1; kind <= 5; ++kind)
            tasks_.emplace_back(
                [this, kind](Connection& c) { read_titles(c, static_cast<SubjectKind>(kind), titles_[kind - 1]); });
        tasks_.emplace_back([this](Connection& c) { read_households(c); });
        tasks_.emplace_back([this](Connection& c) { read_places(c); });
        tasks_.emplace_back([this](Connection& c) { read_clans(c); });
        tasks_.emplace_back([this](Connection& c) { read_units(c); });
    }

    void run(std::span<Connection* const> readers) {
        std::atomic<std::size_t> next = 0;
        std::exception_ptr failed;
        std::mutex guard;
        const auto work = [&](Connection& db) {
            try {
                for (std::size_t i = next++; i < tasks_.size(); i = next++) tasks_[i](db);
            } catch (...) {
                next = tasks_.size();
                const std::lock_guard lock(guard);
                failed = std::current_exception();
            }
        };
        {
            std::vector<std::jthread> threads;
            for (std::size_t i = 1; i < readers.size(); ++i) threads.emplace_back([&, i] { work(*readers[i]); });
            work(*readers[0]);
        }
        if (failed) std::rethrow_exception(failed);
    }

    YearOfFacts take() {
        gather(facts_.rows.persons, persons_);
        gather(facts_.rows.members, members_);
        gather(facts_.titles, titles_);
        facts_.other_sets = other_sets_;
        return {std::move(facts_), std::move(*atlas_)};
    }

private:
    Assessments assessments(Connection& db, SubjectKind kind, Range range = every_id) {
        return {db, province_, year_, kind, range, sets_[static_cast<std::size_t>(title_of(kind))]};
    }

    /// Entries that a merge took away: the person counts once, as the entry that was kept.
    std::unordered_set<std::int64_t> merged_away(Connection& db, Range range) {
        std::unordered_set<std::int64_t> gone;
        const auto rows = db.prepare(
            "SELECT g.gone_id FROM person_merge AS g LEFT JOIN person_merge_undone AS u ON u.province_id = g.province_id"
            " AND u.merge_id = g.merge_id WHERE g.province_id = $1 AND g.gone_id >= $2 AND g.gone_id < $3"
            " AND g.on_date <= $4 AND u.merge_id IS NULL");
        rows->start({province_, range.from, range.to, on_});
        while (const Row* row = rows->step()) gone.insert(row->integer(0));
        return gone;
    }

    void read_persons(Connection& db, Range range, std::vector<PersonRow>& out) {
        const auto gone = merged_away(db, range);
        auto assessed = assessments(db, SubjectKind::person, range);
        const auto rows = db.prepare(
            "SELECT person_id, birth_year, sex, ethnicity FROM person WHERE province_id = $1"
            " AND person_id >= $2 AND person_id < $3 AND (died_on IS NULL OR died_on > $4)"
            " ORDER BY person_id");
        rows->start({province_, range.from, range.to, on_});
        out.reserve(static_cast<std::size_t>(std::min(range.to - range.from, most_reserved)));
        while (const Row* row = rows->step()) {
            const std::int64_t id = row->integer(0);
            if (!gone.empty() && gone.contains(id)) continue;
            const auto found = assessed.of(id);
            out.push_back({id, static_cast<int>(row->integer(1)), static_cast<std::uint8_t>(row->integer(2)),
                           static_cast<std::uint8_t>(people::open_ethnicity(ethnicity_, id, row->integer(3))), found.group, found.schooling, found.scores});
        }
        other_sets_ += assessed.other_sets();
    }

    /// Entered twice in the same household is once.
    void read_members(Connection& db, Range range, std::vector<MemberRow>& out) {
        const auto rows = db.prepare(
            "SELECT household_id, person_id, from_date FROM household_member WHERE province_id = $1"
            " AND household_id >= $2 AND household_id < $3 AND from_date <= $4"
            " AND (to_date IS NULL OR to_date > $5) ORDER BY household_id, person_id, from_date");
        rows->start({province_, range.from, range.to, on_, on_});
        out.reserve(static_cast<std::size_t>(std::min((range.to - range.from) * 5, most_reserved)));
        while (const Row* row = rows->step()) {
            add_once(out, MemberRow{row->integer(0), row->integer(1), day_number(row->text(2))},
                     [](const auto& member) { return std::tuple(member.household, member.person); });
        }
    }

    /// Newest event first: the rest of a title need not be looked at.
    void read_titles(Connection& db, SubjectKind kind, std::vector<TitleRow>& out) {
        const auto rows = db.prepare(
            "SELECT subject_id, event, level, event_no FROM title_event WHERE province_id = $1"
            " AND year = $2 AND kind = $3 ORDER BY subject_id DESC, event_no DESC");
        rows->start({province_, std::int64_t{year_}, static_cast<std::int64_t>(kind)});
        while (const Row* row = rows->step()) {
            const std::int64_t subject = row->integer(0);
            if (!out.empty() && out.back().subject == subject) continue;
            out.push_back({subject, kind, title_state_in(*row, 1), static_cast<std::uint8_t>(row->integer(2)),
                           static_cast<int>(row->integer(3))});
        }
        std::ranges::reverse(out);
    }

    void each_lasting(Connection& db, std::string_view sql, const std::function<void(const Row&)>& each) {
        const auto rows = db.prepare(sql);
        rows->start({province_, on_, on_});
        while (const Row* row = rows->step()) each(*row);
    }

    void read_households(Connection& db) {
        auto assessed = assessments(db, SubjectKind::household);
        auto& out = facts_.rows.households;
        each_lasting(db,
                     "SELECT household_id FROM household WHERE province_id = $1 AND from_date <= $2"
                     " AND (to_date IS NULL OR to_date > $3) ORDER BY household_id",
                     [&](const Row& row) {
                         out.push_back({row.integer(0), 0, assessed.of(row.integer(0)).scores});
                     });
        std::size_t at = 0;
        each_lasting(db,
                     "SELECT household_id, hamlet_id FROM household_home WHERE province_id = $1 AND from_date <= $2"
                     " AND (to_date IS NULL OR to_date > $3) ORDER BY household_id, from_date",
                     [&](const Row& row) {
                         while (at < out.size() && out[at].id < row.integer(0)) ++at;
                         if (at < out.size() && out[at].id == row.integer(0)) out[at].hamlet = row.integer(1);
                     });
        other_sets_ += assessed.other_sets();
    }

    void read_places(Connection& db) {
        atlas_ = std::make_unique<places::Atlas>(places::Atlas::load(db));
        const Date on{year_, 12, 31};
        if (!atlas_->exists(province_, on)) return;
        facts_.rows.communes = atlas_->communes(province_, on);
        std::vector<HamletRow> hamlets;
        for (const auto commune : facts_.rows.communes)
            for (const auto hamlet : atlas_->hamlets(commune, on)) hamlets.push_back({hamlet, commune, no_scores});
        auto by_id = hamlets;
        std::ranges::sort(by_id, {}, &HamletRow::id);
        auto assessed = assessments(db, SubjectKind::hamlet);
        for (auto& hamlet : by_id) hamlet.scores = assessed.of(hamlet.id).scores;
        for (auto& hamlet : hamlets) hamlet = *std::ranges::lower_bound(by_id, hamlet.id, {}, &HamletRow::id);
        facts_.rows.hamlets = std::move(hamlets);
        other_sets_ += assessed.other_sets();
    }

    void read_clans(Connection& db) {
        auto assessed = assessments(db, SubjectKind::clan);
        each_lasting(
            db,
            "SELECT clan_id, home_hamlet_id FROM clan WHERE province_id = $1 AND from_date <= $2"
            " AND (to_date IS NULL OR to_date > $3) ORDER BY clan_id",
            [&](const Row& row) {
                facts_.rows.clans.push_back({row.integer(0), row.integer(1), assessed.of(row.integer(0)).scores});
            });
        auto& out = facts_.rows.clan_households;
        each_lasting(db,
                     "SELECT clan_id, household_id, from_date FROM clan_household WHERE province_id = $1"
                     " AND from_date <= $2 AND (to_date IS NULL OR to_date > $3)"
                     " ORDER BY clan_id, household_id, from_date",
                     [&](const Row& row) {
                         add_once(out, ClanHouseholdRow{row.integer(0), row.integer(1), day_number(row.text(2))},
                                  [](const auto& kin) { return std::tuple(kin.clan, kin.household); });
                     });
        other_sets_ += assessed.other_sets();
    }

    /// Staff who also learn there count once in each role.
    void read_units(Connection& db) {
        auto assessed = assessments(db, SubjectKind::unit);
        each_lasting(
            db,
            "SELECT unit_id, commune_id FROM unit WHERE province_id = $1 AND from_date <= $2"
            " AND (to_date IS NULL OR to_date > $3) ORDER BY unit_id",
            [&](const Row& row) {
                facts_.rows.units.push_back({row.integer(0), row.integer(1), assessed.of(row.integer(0)).scores});
            });
        auto& out = facts_.rows.unit_members;
        each_lasting(db,
                     "SELECT unit_id, person_id, role FROM unit_member WHERE province_id = $1"
                     " AND from_date <= $2 AND (to_date IS NULL OR to_date > $3)"
                     " ORDER BY unit_id, person_id, role, from_date",
                     [&](const Row& row) {
                         add_once(out, UnitMemberRow{row.integer(0), row.integer(1), static_cast<Role>(row.integer(2))},
                                  [](const auto& member) { return std::tuple(member.unit, member.person, member.role); });
                     });
        other_sets_ += assessed.other_sets();
    }

    std::int64_t province_;
    int year_;
    std::string on_;
    const SetIds& sets_;
    const Key& ethnicity_;
    int parts_;
    Facts facts_;
    std::atomic<std::int64_t> other_sets_ = 0;
    std::unique_ptr<places::Atlas> atlas_;
    std::vector<std::vector<PersonRow>> persons_;
    std::vector<std::vector<MemberRow>> members_;
    std::vector<TitleRow> titles_[5];
    std::vector<std::function<void(Connection&)>> tasks_;
};

}  // namespace

SeenAssessment assessment_in(const Row& row, int first, std::string_view set) {
    SeenAssessment seen;
    seen.group = static_cast<std::uint8_t>(row.integer(first) & 7);
    seen.schooling = static_cast<std::uint8_t>(row.integer(first + 1));
    seen.follows_set = row.text(first + 2) == set;
    if (seen.follows_set) seen.scores = decode_stored_scores(row.text(first + 3)).value_or(no_scores);
    return seen;
}

TitleState title_state_in(const Row& row, int column) {
    const auto state = parse_title_state(row.text(column));
    check(state.has_value(), "a title event is one of four");
    return *state;
}

bool is_synthetic(store::Connection& db, std::int64_t province) {
    // A demo is the first thing in its journal; a journal of years need not be read to its end.
    return db
        .query_integer(
            "SELECT 1 FROM journal WHERE province_id = $1 AND seq <= 1000 AND name = 'demo.begin'"
            " AND refused = 0 LIMIT 1",
            {province})
        .has_value();
}

YearOfFacts read_facts(std::span<Connection* const> readers, std::int64_t province, int year, const SetIds& sets,
                       const Key& ethnicity) {
    check(!readers.empty(), "somebody reads");
    std::vector<std::unique_ptr<Moment>> moments;
    for (Connection* reader : readers) moments.push_back(std::make_unique<Moment>(*reader, province));
    const auto differ = [&] {
        return std::ranges::any_of(moments, [&](const auto& m) { return m->seq() != moments.front()->seq(); });
    };
    // Commands may commit between two readers' first looks: look again until all see the same end of the journal.
    for (int tries = 0; differ() && tries < 20; ++tries)
        for (const auto& moment : moments) moment->retake();
    if (differ()) readers = readers.first(1);

    Reading reading(province, year, sets, ethnicity, readers.size() == 1 ? 1 : 4);
    reading.plan(*readers[0]);
    reading.run(readers);
    auto read = reading.take();
    read.facts.journal_seq = moments.front()->seq();
    read.facts.synthetic = is_synthetic(*readers[0], province);
    return read;
}

}  // namespace khuyenhoc::recognition
