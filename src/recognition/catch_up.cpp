// What other programs' commands have changed in a year, read from the facts they added: newest revision, last event.
#include "recognition/facts.h"
#include "recognition/machinery.h"

namespace khuyenhoc::recognition {

namespace {

AssessmentChange assessment_of(const store::Row& row, const SetIds& sets) {
    const auto kind = static_cast<SubjectKind>(row.integer(0));
    const auto seen = assessment_in(row, 2, sets[static_cast<std::size_t>(title_of(kind))]);
    return {kind, row.integer(1), seen.group, seen.schooling, seen.scores};
}

TitleChange title_of_row(const store::Row& row) {
    return {static_cast<SubjectKind>(row.integer(0)), row.integer(1),
            {title_state_in(row, 3), static_cast<std::uint8_t>(row.integer(4)), static_cast<std::uint16_t>(row.integer(2))}};
}

/// Rows come subject by subject, the newest last: it replaces those before.
template <class Change>
void keep_newest(std::vector<Change>& changes, Change next) {
    const bool same = !changes.empty() && changes.back().kind == next.kind && changes.back().subject == next.subject;
    if (same) changes.back() = next;
    else changes.push_back(next);
}

}  // namespace

YearChanges read_changes(store::Connection& db, std::int64_t province, int year, const SetIds& sets, std::int64_t after_seq) {
    YearChanges changes;
    changes.year = year;
    db.query("SELECT kind, subject_id, population_group, schooling, criteria_id, scores FROM assessment WHERE province_id = $1"
             " AND year = $2 AND seq > $3 ORDER BY kind, subject_id, revision",
             {province, std::int64_t{year}, after_seq},
             [&](const store::Row& row) { keep_newest(changes.assessments, assessment_of(row, sets)); });
    db.query("SELECT kind, subject_id, event_no, event, level FROM title_event WHERE province_id = $1 AND year = $2 AND seq > $3"
             " ORDER BY kind, subject_id, event_no",
             {province, std::int64_t{year}, after_seq},
             [&](const store::Row& row) { keep_newest(changes.titles, title_of_row(row)); });
    changes.campaign_state =
        db.query_text("SELECT state FROM campaign WHERE province_id = $1 AND year = $2", {province, std::int64_t{year}}).value_or("");
    return changes;
}

void Recognition::Machinery::catch_up(int year) {
    const auto reader = store.reader();
    std::int64_t from = 0;
    SetIds sets;
    {
        const std::shared_lock<FairLock> lock(models_);
        const auto found = kept_.find(year);
        if (found == kept_.end()) return;
        const std::lock_guard guard(following_);
        from = found->second.seq;
        sets = found->second.model->campaign().ids;
    }
    std::optional<store::Held> moment(*reader);
    const auto upto = reader->query_integer("SELECT max(seq) FROM journal WHERE province_id = $1", {province}).value_or(0);
    const YearChanges changes = read_changes(*reader, province, year, sets, from);
    moment.reset();

    const std::unique_lock<FairLock> lock(models_);
    const std::lock_guard guard(following_);
    const auto found = kept_.find(year);
    if (found == kept_.end() || found->second.seq >= upto) return;
    Kept& kept = found->second;
    // A command of our own that came after this moment is in the model already and must not be taken back.
    if (!kept.followed.empty() && *kept.followed.rbegin() > upto) return;
    kept.model->apply(changes);
    kept.seq = upto;
    kept.followed.clear();
}

}  // namespace khuyenhoc::recognition
