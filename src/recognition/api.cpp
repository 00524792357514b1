// The table: what this capability offers.
#include "recognition/embedded.h"
#include "recognition/lines.h"

namespace khuyenhoc::recognition {

Table table(Recognition& recognition) {
    Table t;
    t.name = "recognition";
    t.migrations = {{"recognition/0001_recognition", recognition_file_bytes("migrations/0001_recognition.sql")}};
    t.commands = {
        open_campaign_line(recognition),    close_campaign_line(recognition), freeze_snapshot_line(recognition),
        publish_criteria_line(recognition), record_line(recognition),         record_many_line(recognition),
        correct_line(recognition),          propose_line(recognition),        decide_line(recognition),
        refuse_line(recognition),           revoke_line(recognition)};
    // The population in memory is one province's: a command of another journal must not act on it.
    for (auto& line : t.commands)
        line.run = [run = std::move(line.run), province = recognition.province()](
                       CommandContext& context, const json::object& body) -> Result<json::value> {
            if (context.province != province) return refuse("journal.bad_province", "province");
            return run(context, body);
        };
    t.queries = campaign_queries(recognition);
    for (auto& query : explanation_queries(recognition)) t.queries.push_back(std::move(query));
    t.queries.push_back(titles_query(recognition));
    t.queries.push_back(what_if_query(recognition));
    t.queries.push_back(tasks_query(recognition));
    t.checks = integrity_checks();
    t.deep_checks = model_checks(recognition);
    t.refusals = refusal_kinds();
    return t;
}

}  // namespace khuyenhoc::recognition
