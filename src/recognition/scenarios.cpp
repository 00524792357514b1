// What-ifs worth keeping: a name, a year and other criteria, to be opened again or shared. They change nothing.
#include "recognition/clean_texts.h"
#include "recognition/fields.h"
#include "recognition/lines.h"
#include "recognition/machinery.h"
#include "recognition/what_if.h"

namespace khuyenhoc::recognition {

namespace {

Result<json::value> save_scenario(Recognition& recognition, CommandContext& context, const json::object& body) {
    const auto sets = sets_in(body);
    if (!sets) return std::unexpected(sets.error());
    const auto campaign = find_campaign(context.db, recognition.machinery().library, context.province, year_in(body));
    if (!campaign) return std::unexpected(campaign.error());
    if (const auto read = criteria_with(*campaign->criteria, *sets); !read) return std::unexpected(read.error());
    const auto kept = clean_texts(json::value(*sets), "sets");
    if (!kept) return kept;
    std::int64_t scenario = 0, revision = 1;
    if (find_field(body, "scenario_id") != nullptr) {
        scenario = integer_in(body, "scenario_id");
        const auto newest = context.db.query_integer(
            "SELECT revision FROM scenario WHERE province_id = $1 AND scenario_id = $2 ORDER BY revision DESC LIMIT 1",
            {context.province, scenario});
        if (!newest) return refuse("recognition.unknown_scenario", "scenario_id");
        revision = *newest + 1;
    } else {
        scenario = store::draw_ids(context.db, context.province, "scenario", 1);
    }
    context.db.run(
        "INSERT INTO scenario(province_id, scenario_id, revision, name, year, sets, saved_on, seq)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        {context.province, scenario, revision, text_in(body, "name"), std::int64_t{year_in(body)}, json::serialize(*kept),
         khuyenhoc::to_text(context.today), context.seq});
    return json::object{{"scenario_id", scenario}, {"revision", revision}};
}

json::array scenarios_json(store::Connection& db, std::int64_t province) {
    json::array scenarios;
    db.query(
        "SELECT s.scenario_id, s.revision, s.name, s.year, s.saved_on FROM scenario AS s"
        " JOIN (SELECT province_id, scenario_id, max(revision) AS revision FROM scenario WHERE province_id = $1"
        " GROUP BY province_id, scenario_id) AS newest ON newest.province_id = s.province_id"
        " AND newest.scenario_id = s.scenario_id AND newest.revision = s.revision WHERE s.province_id = $2"
        " ORDER BY s.scenario_id DESC LIMIT 200",
        {province, province}, [&](const store::Row& row) {
            scenarios.push_back(json::object{{"scenario_id", row.integer(0)},
                                             {"revision", row.integer(1)},
                                             {"name", row.text(2)},
                                             {"year", row.integer(3)},
                                             {"saved_on", row.text(4)}});
        });
    return scenarios;
}

Result<Answer> scenario_by_id(Recognition& recognition, store::Connection& db, std::int64_t scenario) {
    json::object found;
    db.query(
        "SELECT revision, name, year, sets, saved_on FROM scenario WHERE province_id = $1 AND scenario_id = $2"
        " ORDER BY revision DESC LIMIT 1",
        {recognition.province(), scenario}, [&](const store::Row& row) {
            auto sets = parse_json(row.text(3));
            check(sets.has_value(), "a scenario's sets are kept as JSON");
            found = {{"scenario_id", scenario},     {"revision", row.integer(0)},
                     {"name", row.text(1)},         {"year", row.integer(2)},
                     {"saved_on", row.text(4)},     {"sets", std::move(*sets)}};
        });
    if (found.empty()) return refuse("recognition.unknown_scenario", "scenario_id");
    return answer_of(std::move(found));
}

}  // namespace

CommandLine save_scenario_line(Recognition& recognition) {
    auto scenario = id_field("scenario_id", "Of a scenario that is saved again; a new one when left out.");
    scenario.required = false;
    return {.name = "recognition.save_scenario",
            .summary = "Keep a what-if under a name, to open it again or share it; it changes no title and no criteria.",
            .may = anywhere(roles::keepers | roles::deciders | Roles{khuyenhoc::Role::treasurer}, Access::open),
            .fields = {scenario, {.name = "name", .least = 1, .most = 200}, year_field(), sets_field()},
            .run = [&recognition](CommandContext& c, const json::object& b) { return save_scenario(recognition, c, b); }};
}

std::vector<QueryLine> scenario_queries(Recognition& recognition) {
    return {{.path = "/api/scenarios",
             .summary = "The what-ifs that were kept, newest first, without their criteria.",
             .may = anywhere(readers_and_treasurer, Access::open),
             .parameters = {},
             .run = [&recognition](QueryContext& context, const json::object&) -> Result<Answer> {
                 return answer_of(json::object{{"scenarios", scenarios_json(context.db, recognition.province())}});
             }},
            {.path = "/api/scenarios/{scenario_id}",
             .summary = "One kept what-if, whole, as saved last.",
             .may = anywhere(readers_and_treasurer, Access::open),
             .parameters = {id_field("scenario_id")},
             .run = [&recognition](QueryContext& context, const json::object& parameters) {
                 return scenario_by_id(recognition, context.db, integer_in(parameters, "scenario_id"));
             }}};
}

}  // namespace khuyenhoc::recognition
