// The lines of this capability's table, one maker each, beside the code that runs them. For the files of this folder.
#pragma once

#include "capability/capability.h"
#include "recognition/about.h"
#include "recognition/recognition.h"

namespace khuyenhoc::recognition {

// campaign.cpp
CommandLine open_campaign_line(Recognition& recognition);
CommandLine close_campaign_line(Recognition& recognition);
// snapshot.cpp
CommandLine freeze_snapshot_line(Recognition& recognition);
// record.cpp
CommandLine record_line(Recognition& recognition);
CommandLine record_many_line(Recognition& recognition);
CommandLine correct_line(Recognition& recognition);
// sheet_commands.cpp
CommandLine save_sheet_line(Recognition& recognition);
CommandLine copy_last_year_line(Recognition& recognition);
CommandLine confirm_copied_line(Recognition& recognition);
// self.cpp
CommandLine self_assess_line(Recognition& recognition);
CommandLine accept_self_line(Recognition& recognition);
CommandLine decline_self_line(Recognition& recognition);
QueryLine self_query(Recognition& recognition);
// evidence.cpp
CommandLine add_evidence_line(Recognition& recognition);
CommandLine withdraw_evidence_line(Recognition& recognition);
std::vector<Reaction> people_reactions(Recognition& recognition);
std::vector<QueryLine> evidence_queries(Recognition& recognition);
// board.cpp
QueryLine board_query(Recognition& recognition);
// assessment_query.cpp
QueryLine assessment_query(Recognition& recognition);
// sheet.cpp
std::vector<QueryLine> sheet_queries(Recognition& recognition);
// sheet_checks.cpp
std::vector<Check> sheet_checks();
// refusals_sheet.cpp
std::vector<RefusalKind> sheet_refusals();
// titles.cpp
CommandLine propose_line(Recognition& recognition);
CommandLine decide_line(Recognition& recognition);
CommandLine refuse_line(Recognition& recognition);
CommandLine revoke_line(Recognition& recognition);
// queries.cpp
std::vector<QueryLine> campaign_queries(Recognition& recognition);
// tasks.cpp
QueryLine tasks_query(Recognition& recognition);
// corrections.cpp, appeals.cpp
CommandLine correct_decision_line(Recognition& recognition);
CommandLine appeal_line(Recognition& recognition);
CommandLine answer_appeal_line(Recognition& recognition);
// title_lists.cpp, council.cpp, decisions.cpp, notices.cpp, title_history.cpp, appeal_list.cpp
std::vector<QueryLine> title_list_queries(Recognition& recognition);
QueryLine council_query(Recognition& recognition);
std::vector<QueryLine> decision_queries(Recognition& recognition);
std::vector<QueryLine> notice_queries(Recognition& recognition);
std::vector<QueryLine> title_history_queries(Recognition& recognition);
QueryLine appeals_query(Recognition& recognition);
// appeal_checks.cpp
std::vector<Check> decision_checks();
// explain.cpp
std::vector<QueryLine> explanation_queries(Recognition& recognition);
// whatif.cpp
QueryLine what_if_query(Recognition& recognition);
// criteria_drafts.cpp, criteria_try.cpp, scenarios.cpp, whatif_fairness.cpp
CommandLine save_draft_line();
CommandLine publish_draft_line(Recognition& recognition);
CommandLine save_scenario_line(Recognition& recognition);
std::vector<QueryLine> draft_queries(Recognition& recognition);
QueryLine try_criteria_query(Recognition& recognition);
std::vector<QueryLine> scenario_queries(Recognition& recognition);
QueryLine fairness_query(Recognition& recognition);
// checks.cpp
std::vector<Check> integrity_checks();
std::vector<DeepCheck> model_checks(Recognition& recognition);
// refusals.cpp
std::vector<RefusalKind> refusal_kinds();

/// An answer that is JSON.
inline Answer answer_of(json::value value) {
    Answer answer;
    answer.value = std::move(value);
    return answer;
}

/// The year of a campaign, as every line asks for it.
inline Field year_field() { return {.name = "year", .kind = Field::Kind::integer, .least = 1990, .most = 2100}; }
inline Field optional_year_field() {
    auto year = year_field();
    year.required = false;
    year.note = "The newest campaign when left out.";
    return year;
}
/// The year a query names, or the newest campaign's. Refuses recognition.no_campaign_at_all.
Result<int> year_asked(store::Connection& db, std::int64_t province, const json::object& parameters);

inline Field id_field(std::string_view name, std::string_view note = "") {
    return {.name = name, .kind = Field::Kind::integer, .least = 1, .most = (1LL << 53) - 1, .note = note};
}

}  // namespace khuyenhoc::recognition
