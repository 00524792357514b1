// Campaigns: a year is opened with five criteria sets, recorded in, and closed.
#include "base/crypto.h"
#include "recognition/fields.h"
#include "recognition/lines.h"
#include "recognition/machinery.h"

namespace khuyenhoc::recognition {

namespace {

using Kind = Field::Kind;

std::vector<Field> set_fields() {
    std::vector<Field> fields;
    for (const auto title : all_titles) fields.push_back({.name = name_of(title), .least = 1, .most = 100});
    return fields;
}

/// A set in use is kept as it was, so that the year can be understood when the program ships another text.
void keep_document(store::Connection& db, const CriteriaSet& set) {
    if (db.query_integer("SELECT 1 FROM criteria_set WHERE criteria_id = $1", {set.id})) return;
    const auto text = Library::shipped_text(set.id);
    check(!text.empty(), "a set that is not stored is shipped");
    const auto hash = sha256_hex(text);
    db.run("INSERT INTO criteria_set(criteria_id, title, document, sha256) VALUES ($1, $2, $3, $4)",
           {set.id, name_of(set.title), text, hash});
}

/// May this set be used for its title in that year?
Result<void> usable(const CriteriaSet& set, Title title, int year) {
    const std::string where = "criteria." + std::string(name_of(title));
    if (set.title != title) return refuse("recognition.wrong_title", where, {{"criteria", set.id}});
    if (!set.usable()) return refuse("recognition.unusable_criteria", where, {{"criteria", set.id}});
    const Date last{year, 12, 31};
    if (set.valid_from > last || (set.valid_to && *set.valid_to <= Date{year, 1, 1}))
        return refuse("recognition.criteria_not_in_force", where,
                      {{"criteria", set.id}, {"year", std::to_string(year)}});
    return {};
}

Result<json::value> open_campaign(Recognition& recognition, CommandContext& context, const json::object& body) {
    auto& machinery = recognition.machinery();
    const int year = year_in(body);
    if (context.db.query_integer("SELECT 1 FROM campaign WHERE province_id = $1 AND year = $2",
                                 {context.province, std::int64_t{year}}))
        return refuse("recognition.campaign_exists", "year", {{"year", std::to_string(year)}});
    json::object ids;
    std::vector<CriteriaSet> sets;
    for (const auto title : all_titles) {
        const std::string id = text_in(field(body, "criteria").as_object(), name_of(title));
        const auto set = machinery.library.find(context.db, id);
        if (!set) return refuse("recognition.unknown_criteria", "criteria." + std::string(name_of(title)));
        if (const auto fine = usable(**set, title, year); !fine) return std::unexpected(fine.error());
        keep_document(context.db, **set);
        ids[name_of(title)] = id;
        sets.push_back(**set);
    }
    if (const auto gathered = gather_criteria(sets); !gathered) return std::unexpected(gathered.error());
    context.db.run(
        "INSERT INTO campaign(province_id, year, criteria, state, opened_on, seq) VALUES ($1, $2, $3, 'open', $4, $5)",
        {context.province, std::int64_t{year}, canonical_json(ids), khuyenhoc::to_text(context.today), context.seq});
    machinery.follow_after_commit(context, "recognition.open_campaign", {.year = year, .campaign_state = "open"});
    return json::object{{"year", year}, {"state", "open"}, {"criteria", ids}};
}

Result<json::value> close_campaign(Recognition& recognition, CommandContext& context, const json::object& body) {
    const int year = year_in(body);
    const auto state = context.db.query_text("SELECT state FROM campaign WHERE province_id = $1 AND year = $2",
                                             {context.province, std::int64_t{year}});
    if (!state) return refuse("recognition.no_campaign", "year", {{"year", std::to_string(year)}});
    if (*state != "open") return refuse("recognition.campaign_closed", "year", {{"year", std::to_string(year)}});
    context.db.run("UPDATE campaign SET state = 'closed', closed_on = $1 WHERE province_id = $2 AND year = $3",
                   {khuyenhoc::to_text(context.today), context.province, std::int64_t{year}});
    recognition.machinery().follow_after_commit(context, "recognition.close_campaign",
                                                {.year = year, .campaign_state = "closed"});
    return json::object{{"year", year}, {"state", "closed"}};
}

}  // namespace

CommandLine open_campaign_line(Recognition& recognition) {
    return {
        .name = "recognition.open_campaign",
        .summary = "Open the assessments of a year with one criteria set per title.",
        .may = whole_province(roles::province, Access::open),
        .fields = {year_field(),
                   {.name = "criteria",
                    .kind = Kind::object,
                    .note = "Ids of criteria sets by title.",
                    .inside = set_fields()}},
        .run = [&recognition](CommandContext& c, const json::object& b) { return open_campaign(recognition, c, b); }};
}

CommandLine close_campaign_line(Recognition& recognition) {
    return {
        .name = "recognition.close_campaign",
        .summary = "Close a year: nothing more is recorded or corrected; titles may still be decided.",
        .may = whole_province(roles::province, Access::open),
        .fields = {year_field()},
        .run = [&recognition](CommandContext& c, const json::object& b) { return close_campaign(recognition, c, b); }};
}

}  // namespace khuyenhoc::recognition
