// Appeals of a place: those that wait for an answer first, the oldest on top.
#include <algorithm>

#include "recognition/appeal_rules.h"
#include "recognition/explain.h"
#include "recognition/fields.h"
#include "recognition/lines.h"
#include "recognition/listed.h"
#include "recognition/machinery.h"

namespace khuyenhoc::recognition {

namespace {

constexpr std::int64_t usual_limit = 50;

struct AppealRow {
    std::int64_t id = 0;
    SubjectRow subject = {};
    places::PlaceId filed_in = 0;
    json::object json = {};
    bool open = true;
};

std::vector<AppealRow> appeals_of(store::Connection& db, std::int64_t province, int year, Date today) {
    std::vector<AppealRow> rows;
    db.query(
        "SELECT a.appeal_id, a.kind, a.subject_id, a.ground, a.place_id, a.filed_by, a.filed_on, a.reason, n.outcome,"
        " n.answered_by, n.answered_on, n.reason, e.how FROM appeal AS a LEFT JOIN appeal_answer AS n"
        " ON n.province_id = a.province_id AND n.appeal_id = a.appeal_id LEFT JOIN appeal_assisted AS e"
        " ON e.province_id = a.province_id AND e.appeal_id = a.appeal_id WHERE a.province_id = $1 AND a.year = $2"
        " ORDER BY a.filed_on, a.appeal_id",
        {province, std::int64_t{year}}, [&](const store::Row& row) {
            AppealRow one{.id = row.integer(0), .filed_in = row.integer(4), .open = row.is_null(8)};
            one.subject = {.kind = static_cast<SubjectKind>(row.integer(1)), .id = row.integer(2)};
            const auto until = one.open ? today : *parse_date(row.text(10));
            one.json = {{"id", one.id},
                        {"title", name_of(title_of(one.subject.kind))},
                        {"ground", row.text(3)},
                        {"by", row.text(5)},
                        {"filed_on", row.text(6)},
                        {"reason", row.text(7)},
                        {"days", to_days(until) - to_days(*parse_date(row.text(6)))},
                        {"assisted", row.is_null(12) ? json::value() : json::value(row.text(12))},
                        {"answer", nullptr}};
            if (!one.open)
                one.json["answer"] = json::object{
                    {"outcome", row.text(8)}, {"by", row.text(9)}, {"on", row.text(10)}, {"reason", row.text(11)}};
            rows.push_back(std::move(one));
        });
    return rows;
}

Result<Answer> list_appeals(Recognition& recognition, QueryContext& context, const json::object& parameters) {
    auto& machinery = recognition.machinery();
    const auto year = year_asked(context.db, machinery.province, parameters);
    if (!year) return std::unexpected(year.error());
    const auto number_in = [&](std::string_view name, std::int64_t usual) {
        const auto* value = find_field(parameters, name);
        return static_cast<std::size_t>(value == nullptr ? usual : value->as_int64());
    };
    const auto place = static_cast<places::PlaceId>(number_in("place_id", machinery.province));
    const auto state = text_in_or(parameters, "state", "all");
    auto rows = appeals_of(context.db, machinery.province, *year, context.today);
    return machinery.read(*year, [&](const Model& model) -> Result<Answer> {
        if (model.atlas().find(place) == nullptr) return refuse("recognition.unknown_place", "place_id");
        std::erase_if(rows, [&](const auto& row) {
            return row.filed_in != place && !model.atlas().is_under(row.filed_in, place, model.on());
        });
        const auto open = std::ranges::count(rows, true, &AppealRow::open);
        std::erase_if(rows, [&](const auto& row) { return state != "all" && row.open != (state == "open"); });
        std::ranges::stable_partition(rows, std::identity{}, &AppealRow::open);
        json::array shown;
        SubjectNames names(context.db, machinery.province, model.on());
        const people::Unlisted unlisted(context.db, machinery.province, context.caller);
        const auto from = number_in("from", 0), limit = number_in("limit", usual_limit);
        for (std::size_t i = from; i < rows.size() && i - from < limit; ++i) {
            auto& row = rows[i];
            if (const auto number = model.number_of(row.subject.kind, row.subject.id))
                row.subject = subject_row(model, row.subject.kind, *number);
            HomeNames homes;
            homes.add(model, row.subject.kind == SubjectKind::hamlet ? row.subject.id : row.filed_in);
            row.json["subject"] = subject_json(row.subject, listed_line(names, row.subject, homes, unlisted));
            if (is_not_found(unlisted, row.subject)) row.json["by"] = "";  // most appeal for themselves
            row.json["now"] = to_text(row.subject.mark.state);
            row.json["computed"] = is_achieved(row.subject.computed);
            row.json["place"] = place_json(model, row.filed_in);
            shown.push_back(std::move(row.json));
        }
        return answer_of(json::object{{"year", *year},
                                      {"place_id", place},
                                      {"synthetic", model.synthetic()},
                                      {"open", open},
                                      {"total", rows.size()},
                                      {"from", from},
                                      {"appeals", std::move(shown)}});
    });
}

}  // namespace

QueryLine appeals_query(Recognition& recognition) {
    auto place = id_field("place_id", "The province when left out.");
    place.required = false;
    return {
        .path = "/api/appeals",
        .summary = "Appeals of a place and year: those that wait for an answer first, the oldest on top.",
        .may = around(roles::readers, Access::personal, "place_id"),
        .parameters = {place,
                       optional_year_field(),
                       {.name = "state", .required = false, .one_of = {"all", "open", "answered"}},
                       {.name = "from", .kind = Field::Kind::integer, .required = false, .least = 0, .most = 1'000'000},
                       {.name = "limit", .kind = Field::Kind::integer, .required = false, .least = 1, .most = 200}},
        .run = [&recognition](QueryContext& c, const json::object& p) { return list_appeals(recognition, c, p); }};
}

}  // namespace khuyenhoc::recognition
