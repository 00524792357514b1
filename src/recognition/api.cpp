// The table: what this capability offers.
#include "recognition/embedded.h"
#include "recognition/lines.h"

namespace khuyenhoc::recognition {

namespace {

std::vector<store::Migration> migrations() {
    std::vector<store::Migration> all;
    for (const std::string_view name : {"recognition/0001_recognition", "recognition/0002_sheets", "recognition/0003_appeals",
                                        "recognition/0004_drafts", "recognition/0005_by_seq", "recognition/0006_erasure"}) {
        const std::string path = "migrations/" + std::string(name.substr(name.find('/') + 1)) + ".sql";
        all.push_back({name, recognition_file_bytes(path)});
    }
    return all;
}

/// In the order of a campaign's year.
std::vector<CommandLine> commands(Recognition& recognition) {
    std::vector<CommandLine> all;
    for (const auto make :
         {open_campaign_line,  close_campaign_line, freeze_snapshot_line, record_line,         record_many_line,
          correct_line,        save_sheet_line,     copy_last_year_line,  confirm_copied_line, self_assess_line,
          accept_self_line,    decline_self_line,   add_evidence_line,    withdraw_evidence_line, propose_line,
          decide_line,         refuse_line,         revoke_line,          correct_decision_line, appeal_line,
          answer_appeal_line,  publish_draft_line,  save_scenario_line})
        all.push_back(make(recognition));
    all.push_back(save_draft_line());
    // The population in memory is one province's: a command of another journal must not act on it.
    for (auto& line : all)
        line.run = [run = std::move(line.run), province = recognition.province()](
                       CommandContext& context, const json::object& body) -> Result<json::value> {
            if (context.province != province) return refuse("journal.bad_province", "province");
            return run(context, body);
        };
    return all;
}

std::vector<QueryLine> queries(Recognition& recognition) {
    std::vector<QueryLine> all;
    for (const auto make : {campaign_queries, explanation_queries, title_list_queries, decision_queries, notice_queries,
                            title_history_queries, sheet_queries, evidence_queries, draft_queries, scenario_queries})
        for (auto& query : make(recognition)) all.push_back(std::move(query));
    for (const auto make : {tasks_query, board_query, self_query, assessment_query, council_query, appeals_query, what_if_query,
                            try_criteria_query, fairness_query})
        all.push_back(make(recognition));
    return all;
}

}  // namespace

Table table(Recognition& recognition) {
    Table t;
    t.name = "recognition";
    t.migrations = migrations();
    t.commands = commands(recognition);
    t.queries = queries(recognition);
    t.reactions = people_reactions(recognition);
    for (const auto make : {integrity_checks, decision_checks, sheet_checks})
        for (auto& check : make()) t.checks.push_back(check);
    t.deep_checks = model_checks(recognition);
    for (const auto make : {refusal_kinds, sheet_refusals})
        for (auto& kind : make()) t.refusals.push_back(std::move(kind));
    return t;
}

}  // namespace khuyenhoc::recognition
