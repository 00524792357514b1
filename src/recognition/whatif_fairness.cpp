// Who gains and who loses under other criteria, by place, kind of commune, sex, ethnicity and age. Small groups stay hidden.
#include <map>

#include "people/people.h"
#include "recognition/explain.h"
#include "recognition/fairness.h"
#include "recognition/fields.h"
#include "recognition/lines.h"
#include "recognition/machinery.h"
#include "recognition/what_if.h"

namespace khuyenhoc::recognition {

namespace {

/// Codes of commune types, in the order in which the rows of `kinds` count them.
std::vector<FairnessRow> by_kind(const Model& model, const std::vector<FairnessRow>& communes, std::vector<std::string>& kinds) {
    std::map<std::string, FairnessRow> rows;
    for (const auto& commune : communes) {
        auto& row = rows[model.atlas().name(model.population().commune_id(static_cast<std::uint32_t>(commune.code)), model.on()).type];
        row.persons += commune.persons;
        row.today += commune.today;
        row.gains += commune.gains;
        row.loses += commune.loses;
    }
    std::vector<FairnessRow> list;
    for (auto& [kind, row] : rows) {
        row.code = static_cast<int>(kinds.size());
        kinds.push_back(kind);
        list.push_back(row);
    }
    return list;
}

json::object numbers_json(const FairnessRow& row) {
    return {{"persons", row.persons}, {"today", row.today}, {"gains", row.gains}, {"loses", row.loses}};
}

/// `group` gives what the rows are of. One row stands for all groups that are too small; nothing is shown when all are.
template <class Group>
json::object rows_json(const std::vector<FairnessRow>& rows, const Group& group) {
    json::array out;
    const auto shown = protect(rows);
    for (const auto& row : shown) {
        auto one = numbers_json(row);
        if (row.code < 0) one["merged"] = row.merged;
        else one["group"] = group(row.code);
        out.push_back(std::move(one));
    }
    return {{"rows", std::move(out)}, {"hidden", shown.empty() && !rows.empty()}};
}

json::object band_json(int band) {
    const auto from = band == 0 ? 0 : usual_bands[static_cast<std::size_t>(band) - 1];
    const bool last = static_cast<std::size_t>(band) == usual_bands.size();
    return {{"from", from}, {"to", last ? json::value() : json::value(usual_bands[static_cast<std::size_t>(band)] - 1)}};
}

Result<json::object> fairness(const Model& model, Pool& pool, std::int64_t province, const json::array& sets, Title title) {
    const auto communes = communes_asked(model, province);
    if (!communes) return std::unexpected(communes.error());
    const auto criteria = criteria_with(model.criteria(), sets);
    if (!criteria) return std::unexpected(criteria.error());
    const Rules rules = compile(*criteria, model.year());
    if (auto fit = fits(model.population(), rules); !fit) return std::unexpected(fit.error());
    Outcome then;
    evaluate(model.population(), rules, then, pool);
    auto numbers = *communes;
    std::ranges::sort(numbers);
    const auto found = compare_groups(model.population(), model.outcome(), then, title, numbers, pool);
    std::vector<std::string> kinds;
    const auto kind_rows = by_kind(model, found.communes, kinds);
    return json::object{
        {"title", std::string(name_of(title))},
        {"synthetic", model.synthetic()},
        {"fewest_persons", fewest_persons},
        {"fewest_changes", fewest_changes},
        {"all", numbers_json(found.all)},
        {"communes", rows_json(found.communes, [&](int code) { return commune_json(model, static_cast<std::uint32_t>(code)); })},
        {"kinds", rows_json(kind_rows, [&](int code) { return json::value(kinds[static_cast<std::size_t>(code)]); })},
        {"sexes", rows_json(found.sexes, [](int code) { return json::value(sex_word(code)); })},
        {"ethnicities", rows_json(found.ethnicities, [](int code) { return json::value(people::ethnic_group_name(code)); })},
        {"bands", rows_json(found.bands, [](int code) { return json::value(band_json(code)); })},
        // Whether a commune lies in a region of special difficulty is not in the facts of places.
        {"remoteness", nullptr}};
}

}  // namespace

QueryLine fairness_query(Recognition& recognition) {
    return {.path = "/api/whatif/fairness",
            .summary = "Who would gain and who would lose a title under other criteria, by group; groups too small are merged.",
            .may = anywhere(readers_and_treasurer, Access::open),
            .parameters = {},
            .run = [&recognition](QueryContext&, const json::object& body) -> Result<Answer> {
                const auto sets = sets_in(body);
                if (!sets) return std::unexpected(sets.error());
                auto& machinery = recognition.machinery();
                const auto title = find_title(text_in(body, "title"));
                auto found = machinery.read(year_in(body), [&](const Model& model) {
                    return fairness(model, machinery.pool, machinery.province, *sets, *title);
                });
                if (!found) return std::unexpected(found.error());
                return answer_of(std::move(*found));
            },
            .body = {year_field(),
                     sets_field(),
                     {.name = "title",
                      .one_of = {"citizen", "family", "clan", "community"},
                      .note = "Citizens: the persons themselves. Others: the people of the household, its clan or the hamlet. The whole "
                              "province: parts of it would let small groups be found by subtracting."}}};
}

}  // namespace khuyenhoc::recognition
