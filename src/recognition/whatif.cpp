// What if the criteria were others: the counts of today beside those under a changed set, per commune, at once.
#include <array>

#include "recognition/explain.h"
#include "recognition/fields.h"
#include "recognition/lines.h"
#include "recognition/machinery.h"
#include "recognition/what_if.h"

namespace khuyenhoc::recognition {

Result<Criteria> criteria_with(const Criteria& campaign, const json::array& documents) {
    Criteria criteria = campaign;
    std::array<bool, 5> given{};
    for (std::size_t i = 0; i < documents.size(); ++i) {
        const auto where = "sets[" + std::to_string(i) + "]";
        if (!documents[i].is_object()) return refuse("shape.wrong_type", where, {{"expected", "object"}});
        auto set = read_criteria(json::serialize(documents[i]));
        if (!set) {
            Refusal refusal = set.error();
            refusal.where = where + (refusal.where.empty() ? "" : ".") + refusal.where;
            return std::unexpected(refusal);
        }
        if (!set->usable()) return refuse("recognition.unusable_criteria", where, {{"criteria", set->id}});
        auto& once = given[static_cast<std::size_t>(set->title)];
        if (once) return refuse("recognition.title_twice", where, {{"title", std::string(name_of(set->title))}});
        once = true;
        criteria.of(set->title) = std::move(*set);
    }
    return criteria;
}

json::object counts_json(const Counts& counts) {
    json::object out;
    const auto names = count_names();
    const auto values = count_values(counts);
    for (std::size_t i = 0; i < count_fields; ++i) out[json::string_view(names[i].data(), names[i].size())] = values[i];
    return out;
}

Result<std::vector<std::uint32_t>> communes_asked(const Model& model, places::PlaceId place) {
    const auto& atlas = model.atlas();
    if (atlas.find(place) == nullptr || !atlas.exists(place, model.on()))
        return refuse("recognition.unknown_place", "place_id");
    if (atlas.get(place).kind == places::Kind::hamlet) return refuse("recognition.hamlet_too_small", "place_id");
    std::vector<std::uint32_t> numbers;
    const auto asked =
        atlas.get(place).kind == places::Kind::commune ? std::vector{place} : atlas.communes(place, model.on());
    for (const auto commune : asked)
        if (const auto number = model.population().find_commune(commune)) numbers.push_back(*number);
    return numbers;
}

Result<BeforeAfter> count_under(const Model& model, Pool& pool, const std::vector<std::uint32_t>& communes,
                                const Criteria& criteria) {
    const Rules rules = compile(criteria, model.year());
    if (auto fit = fits(model.population(), rules); !fit) return std::unexpected(fit.error());
    BeforeAfter counted{{}, {}, evaluate_many(model.population(), std::span(&rules, 1), pool).front()};
    for (const auto commune : communes) {
        counted.today += model.outcome().communes[commune];
        counted.then += counted.all.communes[commune];
    }
    return counted;
}

Field sets_field() {
    return {.name = "sets",
            .kind = Field::Kind::any,
            .note = "One to five criteria documents, at most one per title; the campaign's stand in for the rest."};
}

Result<json::array> sets_in(const json::object& body) {
    const auto& sets = field(body, "sets");
    if (!sets.is_array()) return refuse("shape.wrong_type", "sets", {{"expected", "object[]"}});
    if (sets.as_array().empty() || sets.as_array().size() > 5)
        return refuse("shape.out_of_range", "sets", {{"least", "1"}, {"most", "5"}});
    return sets.as_array();
}

namespace {

json::array sets_json(const Criteria& criteria) {
    json::array out;
    for (const auto title : all_titles) {
        const auto& set = criteria.of(title);
        out.push_back(json::object{{"id", set.id},
                                   {"title", std::string(name_of(title))},
                                   {"name", words_json(set.name)},
                                   {"illustrative", set.shows_illustrative()}});
    }
    return out;
}

struct Asked {
    std::vector<std::uint32_t> communes;
    Criteria criteria;
};

Result<Asked> asked(const Model& model, places::PlaceId place, const json::array& documents) {
    auto communes = communes_asked(model, place);
    if (!communes) return std::unexpected(communes.error());
    auto criteria = criteria_with(model.criteria(), documents);
    if (!criteria) return std::unexpected(criteria.error());
    return Asked{std::move(*communes), std::move(*criteria)};
}

Result<json::object> compare(const Model& model, Pool& pool, places::PlaceId place, const json::array& documents) {
    const auto question = asked(model, place, documents);
    if (!question) return std::unexpected(question.error());
    const auto counted = count_under(model, pool, question->communes, question->criteria);
    if (!counted) return std::unexpected(counted.error());
    json::array rows;
    for (const auto commune : question->communes) {
        const auto id = model.population().commune_id(commune);
        rows.push_back(json::object{{"place", json::object{{"id", id},
                                                           {"code", model.atlas().code(id, model.on())},
                                                           {"name", model.atlas().full_name(id, model.on(), "vi")},
                                                           {"name_en", model.atlas().full_name(id, model.on(), "en")}}},
                                    {"today", counts_json(model.outcome().communes[commune])},
                                    {"what_if", counts_json(counted->all.communes[commune])}});
    }
    return json::object{
        {"place_id", place},
        {"year", model.year()},
        {"synthetic", model.synthetic()},
        {"criteria", json::object{{"today", sets_json(model.criteria())}, {"what_if", sets_json(question->criteria)}}},
        {"today", counts_json(counted->today)},
        {"what_if", counts_json(counted->then)},
        {"communes", std::move(rows)}};
}

/// What a moving slider needs and no more: six numbers a commune, in the order of `title_fields`.
constexpr std::array<std::string_view, 6> title_fields{"learning_citizens",    "learning_families", "learning_clans",
                                                       "learning_communities", "learning_units",    "learning_units_2"};

Result<json::object> only_titles(const Model& model, Pool& pool, places::PlaceId place, const json::array& documents) {
    const auto question = asked(model, place, documents);
    if (!question) return std::unexpected(question.error());
    const auto counted = count_under(model, pool, question->communes, question->criteria);
    if (!counted) return std::unexpected(counted.error());
    json::array rows;
    for (const auto commune : question->communes) {
        const auto& c = counted->all.communes[commune];
        rows.push_back(json::array{model.population().commune_id(commune), c.learning_citizens, c.learning_families,
                                   c.learning_clans, c.learning_communities, c.learning_units, c.learning_units_2});
    }
    return json::object{{"what_if", counts_json(counted->then)},
                        {"fields", json::array(title_fields.begin(), title_fields.end())},
                        {"communes", std::move(rows)}};
}

}  // namespace

Result<json::object> Recognition::what_if(std::int64_t place_id, int year, const json::array& sets) {
    return machinery_->read(year, [&](const Model& model) { return compare(model, machinery_->pool, place_id, sets); });
}

QueryLine what_if_query(Recognition& recognition) {
    return {
        .path = "/api/whatif",
        .summary = "The counts of today beside those under other criteria, per commune. Changes nothing.",
        .may = anywhere(readers_and_treasurer, Access::open),  // counts are no secret of a place
        .parameters = {},
        .run = [&recognition](QueryContext&, const json::object& body) -> Result<Answer> {
            const auto sets = sets_in(body);
            if (!sets) return std::unexpected(sets.error());
            const auto place = integer_in(body, "place_id");
            auto& machinery = recognition.machinery();
            auto answer = find_field(body, "only") == nullptr
                              ? recognition.what_if(place, year_in(body), *sets)
                              : machinery.read(year_in(body), [&](const Model& model) {
                                    return only_titles(model, machinery.pool, place, *sets);
                                });
            if (!answer) return std::unexpected(answer.error());
            return answer_of(std::move(*answer));
        },
        .body = {id_field("place_id", "Province, area, district or commune."),
                 year_field(),
                 sets_field(),
                 {.name = "only",
                  .required = false,
                  .one_of = {"titles"},
                  .note = "Only how many would hold each title, as rows of numbers: for a slider that moves."}}};
}

}  // namespace khuyenhoc::recognition
