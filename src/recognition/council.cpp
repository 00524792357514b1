// What waits for whom in a place: for a hamlet to propose, for a commune to decide. Numbers only; the names are lists.
#include "recognition/explain.h"
#include "recognition/fields.h"
#include "recognition/lines.h"
#include "recognition/machinery.h"
#include "recognition/title_list.h"
#include "recognition/waiting.h"

namespace khuyenhoc::recognition {

namespace {

using Counts = std::array<ListCounts, 5>;  ///< by Title

ListCounts count(const Model& model, Title title, places::PlaceId place) {
    ListCounts counts;
    const auto kind = kind_of(title);
    each_under(model, kind, place, [&](std::uint32_t number) {
        counts.add(lists_of(quick_state(model, kind, number), model.mark_of(kind, number)));
    });
    return counts;
}

json::object titles_json(const Counts& counts) {
    json::object out;
    for (const auto title : all_titles) out[name_of(title)] = counts[static_cast<std::size_t>(title)].to_json();
    return out;
}

json::object waiting_json(const Counts& counts) {
    json::object out;
    for (const auto title : all_titles)
        if (auto waiting = counts[static_cast<std::size_t>(title)].waiting_json(); !waiting.empty())
            out[name_of(title)] = std::move(waiting);
    return out;
}

/// Whoever decides next will mostly sign as before.
json::value last_decision(store::Connection& db, std::int64_t province, int year, places::PlaceId place) {
    json::value last;
    db.query(
        "SELECT number, decided_on, signer FROM decision WHERE province_id = $1 AND year = $2 AND place_id = $3"
        " ORDER BY decision_id DESC LIMIT 1",
        {province, std::int64_t{year}, place}, [&](const store::Row& row) {
            last = json::object{{"number", row.text(0)}, {"date", row.text(1)}, {"signer", row.text(2)}};
        });
    return last;
}

Result<Answer> council(Recognition& recognition, QueryContext& context, const json::object& parameters) {
    auto& machinery = recognition.machinery();
    const auto year = year_asked(context.db, machinery.province, parameters);
    if (!year) return std::unexpected(year.error());
    const auto* named = find_field(parameters, "place_id");
    const auto place = named == nullptr ? machinery.province : named->as_int64();
    const auto appealed = open_appeals(context.db, machinery.province, *year);
    return machinery.read(*year, [&](const Model& model) -> Result<Answer> {
        if (model.atlas().find(place) == nullptr || !model.atlas().exists(place, model.on()))
            return refuse("recognition.unknown_place", "place_id");
        Counts total{};
        json::array below;
        const auto children = model.atlas().children(place, model.on());
        for (const auto child : children) {
            Counts counts{};
            for (const auto title : all_titles) {
                const auto at = static_cast<std::size_t>(title);
                counts[at] = count(model, title, child);
                total[at] += counts[at];
            }
            below.push_back(json::object{{"place", place_json(model, child)}, {"titles", waiting_json(counts)}});
        }
        // Units stand in a commune, in none of its hamlets; and below a hamlet there is nothing.
        for (const auto title : all_titles)
            if (children.empty() || title == Title::unit)
                total[static_cast<std::size_t>(title)] = count(model, title, place);
        const auto commune = model.atlas().commune_of(place, model.on()).value_or(place);
        const auto appeals = std::ranges::count_if(appealed, [&](const auto filed_in) {
            return filed_in == place || model.atlas().is_under(filed_in, place, model.on());
        });
        return answer_of(json::object{{"year", *year},
                                      {"campaign", model.campaign().state},
                                      {"synthetic", model.synthetic()},
                                      {"place", place_json(model, place)},
                                      {"kind", places::text_of(model.atlas().get(place).kind)},
                                      {"commune", place_json(model, commune)},
                                      {"titles", titles_json(total)},
                                      {"appeals_open", appeals},
                                      {"last_decision", last_decision(context.db, machinery.province, *year, commune)},
                                      {"below", std::move(below)}});
    });
}

}  // namespace

QueryLine council_query(Recognition& recognition) {
    auto place = id_field("place_id", "The province when left out.");
    place.required = false;
    return {
        .path = "/api/council",
        .summary = "What waits in a place: to be proposed, to be decided, appeals; by title and by the places below.",
        .may = around(roles::readers, Access::open, "place_id"),
        .parameters = {place, optional_year_field()},
        .run = [&recognition](QueryContext& c, const json::object& p) { return council(recognition, c, p); },
        .kept = true};
}

}  // namespace khuyenhoc::recognition
