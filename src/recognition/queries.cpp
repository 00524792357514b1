// Campaigns, criteria sets and counts as the pages ask for them.
#include <array>
#include <set>

#include "recognition/explain.h"
#include "recognition/fields.h"
#include "recognition/lines.h"
#include "recognition/machinery.h"

namespace khuyenhoc::recognition {

namespace {

json::array campaigns_json(Recognition& recognition, store::Connection& db) {
    auto& machinery = recognition.machinery();
    json::array campaigns;
    std::vector<int> years;
    db.query(
        "SELECT year, opened_on, closed_on, state FROM campaign WHERE province_id = $1 ORDER BY year DESC",
        {machinery.province}, [&](const store::Row& row) {
            years.push_back(static_cast<int>(row.integer(0)));
            campaigns.push_back(json::object{{"year", row.integer(0)},
                                             {"state", row.text(3)},
                                             {"opened_on", row.text(1)},
                                             {"closed_on", row.is_null(2) ? json::value() : json::value(row.text(2))}});
        });
    for (std::size_t i = 0; i < years.size(); ++i) {
        const auto sets = find_campaign(db, machinery.library, machinery.province, years[i]);
        check(sets.has_value(), "a campaign's sets are kept");
        json::array used;
        for (const auto title : all_titles) used.push_back(set_json(sets->criteria->of(title)));
        campaigns[i].as_object()["criteria"] = std::move(used);
        json::array snapshots;
        db.query(
            "SELECT snapshot_id, taken_on, journal_seq FROM snapshot WHERE province_id = $1 AND year = $2 ORDER BY "
            "snapshot_id",
            {machinery.province, std::int64_t{years[i]}}, [&](const store::Row& row) {
                snapshots.push_back(
                    json::object{{"id", row.integer(0)}, {"taken_on", row.text(1)}, {"journal_seq", row.integer(2)}});
            });
        campaigns[i].as_object()["snapshots"] = std::move(snapshots);
    }
    return campaigns;
}

Result<Answer> criteria_by_id(Recognition& recognition, store::Connection& db, const json::object& parameters) {
    const auto set = recognition.machinery().library.find(db, text_in(parameters, "criteria_id"));
    if (!set) return std::unexpected(set.error());
    auto document = parse_json(write_criteria(**set));
    check(document.has_value(), "a criteria set is written as JSON");
    return answer_of(json::object{{"criteria", set_json(**set)}, {"document", std::move(*document)}});
}

/// What lists are narrowed by: the area, the population groups, and how sure the values are.
json::object listed_json(const CriteriaSet& set) {
    static constexpr std::array<std::string_view, 4> areas{"all", "urban", "rural", "mountain"};
    auto out = set_json(set);
    out["area"] = areas[static_cast<std::size_t>(set.area)];
    json::array groups;
    std::set<Confidence> letters{set.document.confidence};
    for (const auto& group : set.groups) {
        groups.push_back(json::object{{"code", group.code}, {"name", words_json(group.name)}});
        letters.insert(group.confidence);
    }
    for (const auto& indicator : set.indicators) letters.insert(indicator.confidence);
    for (const auto& condition : set.conditions) letters.insert(condition.confidence);
    out["groups"] = std::move(groups);
    out["confidences"] = std::string(letters.begin(), letters.end());
    return out;
}

/// "computed.learning_citizens" becomes {"computed": {"learning_citizens": n}}.
json::object tally_json(const Tally& tally) {
    json::object out;
    for (const auto& measure : counted_measures()) {
        const auto dot = measure.name.find('.');
        if (dot == std::string_view::npos) out[measure.name] = measure.of(tally);
        else {
            auto& group = out[measure.name.substr(0, dot)];
            if (!group.is_object()) group = json::object{};
            group.as_object()[measure.name.substr(dot + 1)] = measure.of(tally);
        }
    }
    return out;
}

Result<Answer> counts_answer(Recognition& recognition, QueryContext& context, const json::object& parameters) {
    auto& machinery = recognition.machinery();
    const auto year = year_asked(context.db, machinery.province, parameters);
    if (!year) return std::unexpected(year.error());
    const auto on = find_field(parameters, "on") != nullptr ? date_in(parameters, "on") : Date{*year, 12, 31};
    const auto place =
        find_field(parameters, "place_id") != nullptr ? integer_in(parameters, "place_id") : machinery.province;
    const auto counted = recognition.counts(place, *year, on);
    if (!counted) return std::unexpected(counted.error());
    json::array below;
    for (const auto& child : counted->below)
        below.push_back(json::object{{"place_id", child.place}, {"counts", tally_json(child.counts)}});
    return answer_of(json::object{{"place_id", place},
                                  {"year", *year},
                                  {"on", khuyenhoc::to_text(on)},
                                  {"synthetic", is_synthetic(context.db, machinery.province)},
                                  {"counts", tally_json(counted->own.counts)},
                                  {"below", std::move(below)}});
}

}  // namespace

Result<int> year_asked(store::Connection& db, std::int64_t province, const json::object& parameters) {
    if (find_field(parameters, "year") != nullptr) return year_in(parameters);
    const auto latest =
        db.query_integer("SELECT year FROM campaign WHERE province_id = $1 ORDER BY year DESC LIMIT 1", {province});
    if (!latest) return refuse("recognition.no_campaign_at_all", "year");
    return static_cast<int>(*latest);
}

std::vector<QueryLine> campaign_queries(Recognition& recognition) {
    auto place = id_field("place_id", "The province when left out.");
    place.required = false;
    return {
        {.path = "/api/campaigns",
         .summary = "The assessment campaigns with their criteria sets and snapshots, newest first.",
         .may = anyone(),
         .parameters = {},
         .run = [&recognition](QueryContext& context, const json::object&) -> Result<Answer> {
             return answer_of(json::object{{"synthetic", is_synthetic(context.db, recognition.province())},
                                           {"campaigns", campaigns_json(recognition, context.db)}});
         }},
        {.path = "/api/criteria",
         .summary = "Every criteria set, shipped or published, without its conditions.",
         .may = anyone(),
         .parameters = {},
         .run = [&recognition](QueryContext& context, const json::object&) -> Result<Answer> {
             json::array sets;
             for (const auto& set : recognition.machinery().library.all(context.db)) sets.push_back(listed_json(*set));
             return answer_of(json::object{{"criteria", std::move(sets)}});
         }},
        {.path = "/api/criteria/{criteria_id}",
         .summary = "One criteria set, whole.",
         .may = anyone(),
         .parameters = {{.name = "criteria_id", .least = 1, .most = 100}},
         .run = [&recognition](
                    QueryContext& context,
                    const json::object& parameters) { return criteria_by_id(recognition, context.db, parameters); }},
        {.path = "/api/counts",
         .summary = "What is counted in a place and the places directly under it, computed and recognised.",
         .may = anyone(),
         .parameters = {place,
                        optional_year_field(),
                        {.name = "on",
                         .kind = Field::Kind::date,
                         .required = false,
                         .note = "Places as of this day; 31 December of the year when left out."}},
         .run = [&recognition](
                    QueryContext& context,
                    const json::object& parameters) { return counts_answer(recognition, context, parameters); }},
    };
}

}  // namespace khuyenhoc::recognition
