// A criteria set tried out: is it right, do its cases come out as they must, and what would it do to the real population?
#include "recognition/criteria_drafts.h"
#include "recognition/explain.h"
#include "recognition/fields.h"
#include "recognition/lines.h"
#include "recognition/machinery.h"
#include "recognition/what_if.h"

namespace khuyenhoc::recognition {

namespace {

/// The sentence of a refusal that is part of an answer. What can be wrong with a draft is known here and in the ground table.
json::object told(const Refusal& refusal, const std::string& language) {
    static const Capabilities known = [] {
        Table own;
        own.name = "recognition";
        own.refusals = refusal_kinds();
        return Capabilities({ground_table(), std::move(own)});
    }();
    return describe(refusal, known, language);
}

json::array cases_json(const Tried& tried) {
    json::array cases;
    for (std::size_t i = 0; i < tried.answers.size(); ++i) {
        json::array missing;
        for (const auto& words : tried.answers[i].missing) missing.push_back(words_json(words));
        cases.push_back(json::object{{"name", tried.cases[i].name},
                                     {"passed", tried.answers[i].passed},
                                     {"expected", name_of(tried.cases[i].expected)},
                                     {"state", name_of(tried.answers[i].state)},
                                     {"missing", std::move(missing)}});
    }
    return cases;
}

Result<json::object> counts_under(Recognition& recognition, const CriteriaSet& set, int year, places::PlaceId place) {
    auto& machinery = recognition.machinery();
    return machinery.read(year, [&](const Model& model) -> Result<json::object> {
        const auto communes = communes_asked(model, place);
        if (!communes) return std::unexpected(communes.error());
        if (!set.usable()) return refuse("recognition.unusable_criteria", "document.incomplete", {{"criteria", set.id}});
        Criteria criteria = model.criteria();
        criteria.of(set.title) = set;
        const auto counted = count_under(model, machinery.pool, *communes, criteria);
        if (!counted) return std::unexpected(counted.error());
        json::array illustrative;
        for (const auto title : all_titles)
            if (criteria.of(title).shows_illustrative()) illustrative.push_back(json::value(name_of(title)));
        return json::object{{"today", counts_json(counted->today)},
                            {"what_if", counts_json(counted->then)},
                            {"illustrative", std::move(illustrative)}};
    });
}

Result<Answer> try_out(Recognition& recognition, const QueryContext& context, const json::object& body) {
    const auto& document = field(body, "document");
    if (!document.is_object()) return refuse("shape.wrong_type", "document", {{"expected", "object"}});
    const auto* cases = find_field(body, "cases");
    if (cases != nullptr && !cases->is_array()) return refuse("shape.wrong_type", "cases", {{"expected", "object[]"}});
    const auto tried = try_draft(document.as_object(), cases != nullptr ? cases->as_array() : json::array{});
    json::object out{{"valid", tried.set.has_value()},
                     {"problem", tried.problem ? json::value(told(*tried.problem, context.language)) : json::value()},
                     {"cases", cases_json(tried)},
                     {"failed", tried.failed()},
                     {"counts", nullptr},
                     {"no_counts", nullptr}};
    if (tried.set) {
        auto counts = counts_under(recognition, *tried.set, year_in(body), integer_in(body, "place_id"));
        if (counts) out["counts"] = std::move(*counts);
        else out["no_counts"] = told(counts.error(), context.language);
    }
    return answer_of(std::move(out));
}

}  // namespace

QueryLine try_criteria_query(Recognition& recognition) {
    return {.path = "/api/criteria/try",
            .summary = "A criteria set tried out: what is wrong with it, how its cases come out, and the counts it would give.",
            .may = around(readers_and_treasurer, Access::open, "place_id"),
            .parameters = {},
            .run = [&recognition](QueryContext& context,
                                  const json::object& body) { return try_out(recognition, context, body); },
            .body = {{.name = "document", .kind = Field::Kind::any, .note = "A criteria file as JSON."},
                     {.name = "cases", .kind = Field::Kind::any, .required = false, .note = "As recognition.save_draft takes them."},
                     year_field(),
                     id_field("place_id", "Province, area, district or commune.")}};
}

}  // namespace khuyenhoc::recognition
