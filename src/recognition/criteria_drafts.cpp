// Criteria in the making: saved as often as one likes, published once, when every test case comes out as it must.
#include "recognition/criteria_drafts.h"

#include <algorithm>

#include "base/crypto.h"
#include "recognition/clean_texts.h"
#include "recognition/fields.h"
#include "recognition/lines.h"
#include "recognition/machinery.h"

namespace khuyenhoc::recognition {

namespace {

using Kind = Field::Kind;

Result<std::string> title_in(const json::object& document) {
    const auto* title = find_field(document, "title");
    const auto known = title != nullptr && title->is_string() ? find_title(json::value_to<std::string>(*title)) : std::nullopt;
    if (!known)
        return refuse("shape.not_one_of", "document.title", {{"allowed", "citizen, family, clan, community, unit"}});
    return std::string(name_of(*known));
}

std::optional<std::int64_t> newest_revision(store::Connection& db, std::int64_t province, std::int64_t draft) {
    return db.query_integer(
        "SELECT revision FROM criteria_draft WHERE province_id = $1 AND draft_id = $2 ORDER BY revision DESC LIMIT 1",
        {province, draft});
}

/// The draft that is written to: it is there, nobody saved it meanwhile, and it was not published.
Result<std::int64_t> next_revision(CommandContext& context, const json::object& body, std::int64_t draft) {
    const auto newest = newest_revision(context.db, context.province, draft);
    if (!newest) return refuse("recognition.unknown_draft", "draft_id");
    if (find_field(body, "revision") != nullptr && integer_in(body, "revision") != *newest)
        return refuse("recognition.draft_saved_meanwhile", "revision", {{"revision", std::to_string(*newest)}});
    if (context.db.query_integer("SELECT 1 FROM criteria_publication WHERE province_id = $1 AND draft_id = $2",
                                 {context.province, draft}))
        return refuse("recognition.draft_published", "draft_id");
    return *newest + 1;
}

Result<json::value> save_draft(CommandContext& context, const json::object& body) {
    const auto whole = clean_texts(field(body, "document"), "document");
    if (!whole) return whole;
    const auto& document = whole->as_object();
    const auto title = title_in(document);
    if (!title) return std::unexpected(title.error());
    const auto kept_cases = clean_texts(field(body, "cases"), "cases");
    if (!kept_cases) return kept_cases;
    const auto& cases = *kept_cases;
    if (!cases.is_array()) return refuse("shape.wrong_type", "cases", {{"expected", "object[]"}});
    if (cases.as_array().size() > most_cases)
        return refuse("shape.out_of_range", "cases", {{"least", "0"}, {"most", std::to_string(most_cases)}});
    std::int64_t draft = 0, revision = 1;
    if (find_field(body, "draft_id") != nullptr) {
        draft = integer_in(body, "draft_id");
        const auto next = next_revision(context, body, draft);
        if (!next) return std::unexpected(next.error());
        revision = *next;
    } else {
        draft = store::draw_ids(context.db, context.province, "criteria_draft", 1);
    }
    context.db.run(
        "INSERT INTO criteria_draft(province_id, draft_id, revision, title, document, cases, saved_on, seq)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        {context.province, draft, revision, *title, json::serialize(document), json::serialize(cases),
         khuyenhoc::to_text(context.today), context.seq});
    return json::object{{"draft_id", draft}, {"revision", revision}, {"title", *title}};
}

/// The document as it is published: under its number and date, which are now certain.
json::object numbered(json::object document, const std::string& number, const std::string& date) {
    auto& head = document["document"];
    if (!head.is_object()) head = json::object{};
    head.as_object()["number"] = number;
    head.as_object()["date"] = date;
    head.as_object()["confidence"] = "O";
    return document;
}

Result<CriteriaSet> ready(const StoredDraft& draft, const std::string& number, const std::string& date) {
    if (!draft.criteria_id.empty()) return refuse("recognition.draft_published", "draft_id");
    auto tried = try_draft(numbered(draft.document, number, date), draft.cases);
    if (tried.problem)
        return refuse("recognition.draft_invalid", tried.problem->where, {{"code", tried.problem->code}});
    if (!tried.set->usable())
        return refuse("recognition.unusable_criteria", "document.incomplete", {{"criteria", tried.set->id}});
    if (tried.cases.empty()) return refuse("recognition.draft_without_cases", "cases");
    if (const auto failed = tried.failed(); failed != 0)
        return refuse("recognition.draft_fails_its_cases", "cases",
                      {{"failed", std::to_string(failed)}, {"cases", std::to_string(tried.cases.size())}});
    return std::move(*tried.set);
}

Result<json::value> publish_draft(Recognition& recognition, CommandContext& context, const json::object& body) {
    const auto draft = find_draft(context.db, context.province, integer_in(body, "draft_id"));
    if (!draft) return std::unexpected(draft.error());
    if (date_in(body, "date") > context.today) return refuse("recognition.future_date", "date");
    const auto number = text_in(body, "number"), date = text_in(body, "date");
    const auto set = ready(*draft, number, date);
    if (!set) return std::unexpected(set.error());
    // A published set is never changed, so that a year can be understood later: a new one has a new id.
    if (recognition.machinery().library.find(context.db, set->id))
        return refuse("recognition.criteria_exists", "document.id", {{"criteria", set->id}});
    const std::string text = write_criteria(*set);
    context.db.run("INSERT INTO criteria_set(criteria_id, title, document, sha256) VALUES ($1, $2, $3, $4)",
                   {set->id, name_of(set->title), text, sha256_hex(text)});
    context.db.run(
        "INSERT INTO criteria_publication(province_id, draft_id, revision, criteria_id, number, published_on, seq)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7)",
        {context.province, draft->id, draft->revision, set->id, number, date, context.seq});
    return json::object{{"criteria", set->id}, {"title", std::string(name_of(set->title))}, {"draft_id", draft->id}};
}

json::value named(const json::object& document) {
    const auto* name = find_field(document, "name");
    return name != nullptr ? *name : json::value();
}

json::array parsed_list(std::string_view text) {
    auto parsed = parse_json(text);
    check(parsed && parsed->is_array(), "stored cases are a list");
    return std::move(parsed->as_array());
}
json::object parsed_object(std::string_view text) {
    auto parsed = parse_json(text);
    check(parsed && parsed->is_object(), "a stored document is an object");
    return std::move(parsed->as_object());
}

/// Nothing more than a page of them: drafts are few.
json::array drafts_json(store::Connection& db, std::int64_t province) {
    json::array drafts;
    db.query(
        "SELECT d.draft_id, d.revision, d.title, d.document, d.cases, d.saved_on, p.criteria_id FROM criteria_draft AS d"
        " JOIN (SELECT province_id, draft_id, max(revision) AS revision FROM criteria_draft WHERE province_id = $1"
        " GROUP BY province_id, draft_id) AS newest ON newest.province_id = d.province_id"
        " AND newest.draft_id = d.draft_id AND newest.revision = d.revision"
        " LEFT JOIN criteria_publication AS p ON p.province_id = d.province_id AND p.draft_id = d.draft_id"
        " WHERE d.province_id = $2 ORDER BY d.draft_id DESC LIMIT 200",
        {province, province}, [&](const store::Row& row) {
            const auto document = parsed_object(row.text(3));
            const auto cases = parsed_list(row.text(4));
            const auto tried = try_draft(document, cases);
            drafts.push_back(
                json::object{{"draft_id", row.integer(0)},
                             {"revision", row.integer(1)},
                             {"title", row.text(2)},
                             {"name", named(document)},
                             {"cases", cases.size()},
                             {"failed", tried.failed()},
                             {"valid", !tried.problem.has_value()},
                             {"saved_on", row.text(5)},
                             {"criteria", row.is_null(6) ? json::value() : json::value(row.text(6))}});
        });
    return drafts;
}

}  // namespace

Result<StoredDraft> find_draft(store::Connection& db, std::int64_t province, std::int64_t draft) {
    StoredDraft found;
    db.query(
        "SELECT d.revision, d.document, d.cases, d.saved_on, p.criteria_id FROM criteria_draft AS d"
        " LEFT JOIN criteria_publication AS p ON p.province_id = d.province_id AND p.draft_id = d.draft_id"
        " WHERE d.province_id = $1 AND d.draft_id = $2 ORDER BY d.revision DESC LIMIT 1",
        {province, draft}, [&](const store::Row& row) {
            found = {draft,
                     row.integer(0),
                     parsed_object(row.text(1)),
                     parsed_list(row.text(2)),
                     std::string(row.text(3)),
                     row.is_null(4) ? std::string() : std::string(row.text(4))};
        });
    if (found.id == 0) return refuse("recognition.unknown_draft", "draft_id");
    return found;
}

std::size_t Tried::failed() const {
    return static_cast<std::size_t>(std::ranges::count(answers, false, &CaseAnswer::passed));
}

Tried try_draft(const json::object& document, const json::array& cases) {
    Tried tried;
    auto set = read_criteria(json::serialize(document));
    if (!set) {
        tried.problem = set.error();
        tried.problem->where = "document" + (set.error().where.empty() ? "" : "." + set.error().where);
        return tried;
    }
    tried.set = std::move(*set);
    auto read = read_cases(cases, *tried.set);
    if (!read) {
        tried.problem = read.error();
        return tried;
    }
    tried.cases = std::move(*read);
    for (const auto& one : tried.cases) tried.answers.push_back(answer_case(*tried.set, one));
    return tried;
}

CommandLine save_draft_line() {
    auto draft = id_field("draft_id", "Of a draft that is saved again; a new one when left out.");
    draft.required = false;
    return {.name = "recognition.save_draft",
            .summary = "Save a criteria set in the making with its test cases; each saving is a revision.",
            .may = whole_province(roles::province, Access::open),
            .fields = {draft,
                       {.name = "revision",
                        .kind = Kind::integer,
                        .required = false,
                        .least = 1,
                        .note = "The revision that was edited: refused when another was saved since."},
                       {.name = "document", .kind = Kind::any, .note = "A criteria file as JSON, as far as it has come."},
                       {.name = "cases",
                        .kind = Kind::any,
                        .note = "Objects of name, group, age, scores (-1: not scored), measures, expected (a state)."}},
            .run = [](CommandContext& context, const json::object& body) -> Result<json::value> {
                if (!field(body, "document").is_object())
                    return refuse("shape.wrong_type", "document", {{"expected", "object"}});
                return save_draft(context, body);
            }};
}

CommandLine publish_draft_line(Recognition& recognition) {
    return {.name = "recognition.publish_draft",
            .summary = "Publish a draft as a criteria set under its document's number and date; every test case must pass.",
            .may = whole_province(roles::province, Access::open),
            .fields = {id_field("draft_id"),
                       {.name = "number", .least = 1, .most = 100, .note = "As on the document: 12/QĐ-HKH."},
                       {.name = "date", .kind = Kind::date}},
            .run = [&recognition](CommandContext& c, const json::object& b) { return publish_draft(recognition, c, b); }};
}

std::vector<QueryLine> draft_queries(Recognition& recognition) {
    return {{.path = "/api/criteria/drafts",
             .summary = "Criteria sets in the making, newest first, and what became of them.",
             .may = whole_province(roles::province | Roles{khuyenhoc::Role::auditor}, Access::open),
             .parameters = {},
             .run = [&recognition](QueryContext& context, const json::object&) -> Result<Answer> {
                 return answer_of(json::object{{"drafts", drafts_json(context.db, recognition.province())}});
             }},
            {.path = "/api/criteria/drafts/{draft_id}",
             .summary = "One draft, whole, in its newest revision.",
             .may = whole_province(roles::province | Roles{khuyenhoc::Role::auditor}, Access::open),
             .parameters = {id_field("draft_id")},
             .run = [&recognition](QueryContext& context, const json::object& parameters) -> Result<Answer> {
                 auto draft = find_draft(context.db, recognition.province(), integer_in(parameters, "draft_id"));
                 if (!draft) return std::unexpected(draft.error());
                 return answer_of(json::object{
                     {"draft_id", draft->id},
                     {"revision", draft->revision},
                     {"saved_on", draft->saved_on},
                     {"criteria", draft->criteria_id.empty() ? json::value() : json::value(draft->criteria_id)},
                     {"document", std::move(draft->document)},
                     {"cases", std::move(draft->cases)}});
             }}};
}

}  // namespace khuyenhoc::recognition
