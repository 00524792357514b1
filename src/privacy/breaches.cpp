// The register of breaches: what happened, the hours until the specialised agency must know, what was done. Names nobody.
#include <algorithm>

#include "privacy/duties.h"
#include "privacy/fields.h"
#include "privacy/lines.h"

namespace khuyenhoc::privacy {

namespace {

constexpr Roles keepers_of_breaches{Role::secretary, Role::administrator};

/// A time that has been; refuses privacy.bad_time, privacy.future_date.
Result<Moment> moment_in(const CommandContext& context, const json::object& body, std::string_view name) {
    const auto moment = parse_moment(text_in(body, name));
    if (!moment) return refuse("privacy.bad_time", name);
    if (*moment > moment_of(context.at)) return refuse("privacy.future_date", name);
    return *moment;
}

Result<json::value> open(CommandContext& context, const json::object& body) {
    const auto detected = moment_in(context, body, "detected_at");
    if (!detected) return std::unexpected(detected.error());
    const auto* law = law_on(detected->day);
    if (law == nullptr) return refuse("privacy.before_the_law", "detected_at");
    const auto id = store::draw_ids(context.db, context.province, "breach", 1);
    context.db.run("INSERT INTO breach(province_id, breach_id, what, detected_at, affected, data_kinds, serious, measures, seq) "
                   "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                   {context.province, id, text_in(body, "what"), to_text(*detected), integer_in(body, "affected"), canonical_json(*find_field(body, "data_kinds")),
                    std::int64_t{flag_in(body, "serious")}, text_in(body, "measures"), context.seq});
    return json::object{{"breach_id", id}, {"notify_by", to_text(add_hours(*detected, law->breach_hours))}};
}

struct Found {
    Moment detected;
    bool serious = false;
    std::vector<std::string> steps;
    bool has(std::string_view step) const { return std::ranges::find(steps, step) != steps.end(); }
};

std::optional<Found> find_breach(store::Connection& db, std::int64_t province, std::int64_t id) {
    std::optional<Found> found;
    db.query("SELECT detected_at, serious FROM breach WHERE province_id = $1 AND breach_id = $2", {province, id},
             [&](const store::Row& row) { found = Found{*parse_moment(row.text(0)), row.integer(1) == 1, {}}; });
    if (found)
        db.query("SELECT step FROM breach_step WHERE province_id = $1 AND breach_id = $2 ORDER BY step_no", {province, id},
                 [&](const store::Row& row) { found->steps.emplace_back(row.text(0)); });
    return found;
}

Result<json::value> note(CommandContext& context, const json::object& body) {
    const auto id = integer_in(body, "breach_id");
    const auto found = find_breach(context.db, context.province, id);
    if (!found) return refuse("privacy.no_such_breach", "breach_id");
    if (found->has("closed")) return refuse("privacy.breach_closed", "breach_id");
    const auto at = moment_in(context, body, "at");
    if (!at) return std::unexpected(at.error());
    if (*at < found->detected) return refuse("privacy.before_receipt", "at");
    // A serious one is not closed before the agency knows.
    if (text_in(body, "step") == "closed" && found->serious && !found->has("agency_notified")) return refuse("privacy.agency_not_notified", "step");
    context.db.run("INSERT INTO breach_step(province_id, breach_id, step_no, step, at, note, by_name, seq) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                   {context.province, id, std::ssize(found->steps) + 1, text_in(body, "step"), to_text(*at), text_in(body, "note"), text_in(body, "by"), context.seq});
    return json::object{{"breach_id", id}, {"step", text_in(body, "step")}};
}

json::object breach_json(store::Connection& db, std::int64_t province, const store::Row& row, Moment now) {
    const auto detected = *parse_moment(row.text(2));
    const auto* law = law_on(detected.day);
    const auto due = add_hours(detected, law->breach_hours);
    const auto kinds = parse_json(row.text(4));
    json::object out{{"id", row.integer(0)}, {"what", text_at(row, 1)}, {"detected_at", text_at(row, 2)}, {"affected", row.integer(3)}, {"data_kinds", *kinds},
                     {"serious", row.integer(5) == 1}, {"measures", text_at(row, 6)}, {"notify_by", to_text(due)}, {"hours", law->breach_hours},
                     {"confidence", law->breach_confidence}, {"document", law->breach_document}};
    json::array steps;
    bool notified = false, closed = false;
    db.query("SELECT step, at, note, by_name FROM breach_step WHERE province_id = $1 AND breach_id = $2 ORDER BY step_no", {province, row.integer(0)},
             [&](const store::Row& step) {
                 notified = notified || step.text(0) == "agency_notified";
                 closed = closed || step.text(0) == "closed";
                 steps.push_back(json::object{{"step", text_at(step, 0)}, {"at", text_at(step, 1)}, {"note", text_at(step, 2)}, {"by", text_at(step, 3)}});
             });
    out["steps"] = std::move(steps);
    out["notified"] = notified;
    out["closed"] = closed;
    out["minutes_left"] = notified || closed ? json::value() : json::value(minutes_between(now, due));
    return out;
}

constexpr std::string_view breach_columns = "SELECT breach_id, what, detected_at, affected, data_kinds, serious, measures FROM breach WHERE province_id = $1";

Result<Answer> list(QueryContext& context, std::int64_t province) {
    static const std::string sql = std::string(breach_columns) + " ORDER BY detected_at DESC, breach_id DESC";
    json::array all;
    const auto now = moment_of(now_utc());
    context.db.query(sql, {province}, [&](const store::Row& row) { all.push_back(breach_json(context.db, province, row, now)); });
    return answer_of(json::object{{"breaches", std::move(all)}});
}

Result<Answer> one(QueryContext& context, const json::object& parameters) {
    static const std::string sql = std::string(breach_columns) + " AND breach_id = $2";
    const auto id = integer_in(parameters, "breach_id");
    const auto province = id / 1'000'000'000'000;
    json::value found;
    context.db.query(sql, {province, id}, [&](const store::Row& row) { found = breach_json(context.db, province, row, moment_of(now_utc())); });
    if (found.is_null()) return refuse("privacy.no_such_breach", "breach_id");
    return answer_of(std::move(found));
}

}  // namespace

std::vector<CommandLine> breach_commands() {
    return {
        {.name = "privacy.open_breach", .summary = "Open a breach: what happened, when it was noticed, how many are concerned, which data. Names nobody.",
         .may = whole_province(keepers_of_breaches, Access::open),
         .fields = {words_field("what", 1000, true, "What happened; no names."), words_field("detected_at", 16, true, "YYYY-MM-DDTHH:MM, Viet Nam's time."),
                    {.name = "affected", .kind = Field::Kind::integer, .least = 0, .most = 100'000'000}, 
                    {.name = "data_kinds", .kind = Field::Kind::texts, .least = 1, .most = 3, .note = "basic, sensitive, children"},
                    {.name = "serious", .kind = Field::Kind::boolean}, words_field("measures", 1000, true, "What was done at once.")},
         .run = [](CommandContext& c, const json::object& b) -> Result<json::value> {
             for (const auto& kind : b.at("data_kinds").as_array())
                 if (kind != "basic" && kind != "sensitive" && kind != "children") return refuse("shape.not_one_of", "data_kinds");
             return open(c, b);
         }},
        {.name = "privacy.note_breach", .summary = "Note a step: the agency notified, persons told, a measure taken, closed.",
         .may = whole_province(keepers_of_breaches, Access::open),
         .fields = {id_field("breach_id"), {.name = "step", .one_of = {"agency_notified", "persons_told", "measure", "closed"}},
                    words_field("at", 16, true, "YYYY-MM-DDTHH:MM, Viet Nam's time."), words_field("note", 1000), words_field("by", 200)},
         .run = note},
    };
}

std::vector<QueryLine> breach_queries(std::int64_t province) {
    const auto may = whole_province(keepers_of_breaches | Roles{Role::auditor}, Access::open);
    return {
        {.path = "/api/breaches", .summary = "The register of breaches, the newest first, each with its clock.", .may = may,
         .parameters = {}, .run = [province](QueryContext& c, const json::object&) { return list(c, province); }},
        {.path = "/api/breaches/{breach_id}", .summary = "One breach with its steps.", .may = may, .parameters = {id_field("breach_id")}, .run = one},
    };
}

}  // namespace khuyenhoc::privacy
