// Lists of the register: the households of a hamlet, clans, units, ethnic groups; and the file to fill in.
#include "people/cards.h"
#include "people/lines.h"
#include "people/membership.h"
#include "people/rules.h"

namespace khuyenhoc::people {

namespace {

using Kind = Field::Kind;

/// Takes one too many off and says so.
json::object page(json::object out, std::string_view name, json::array list, std::int64_t limit) {
    const bool more = static_cast<std::int64_t>(list.size()) > limit;
    if (more) list.pop_back();
    out[view(name)] = std::move(list);
    out["more"] = more;
    return out;
}

Result<Answer> households_of_hamlet(const places::Places& places, QueryContext& context, const json::object& parameters) {
    const std::int64_t hamlet = integer_field(parameters, "hamlet_id");
    const auto atlas = places.atlas();
    const places::Place* place = atlas->find(hamlet);
    if (place == nullptr || place->kind != places::Kind::hamlet) return refuse("people.no_such_hamlet", "hamlet_id");
    const Date on = day_asked(parameters, context.today);
    const std::string day = to_text(on);
    const std::string_view d = day;
    const std::int64_t limit = optional_integer_field(parameters, "limit").value_or(100);
    json::array list;
    context.db.query(
        "SELECT h.household_id, h.book_no, "
        "(SELECT count(*) FROM household_member m WHERE m.province_id = h.province_id AND m.household_id = h.household_id AND m.from_date <= $1 "
        "AND (m.to_date IS NULL OR m.to_date > $2)), "
        "(SELECT min(m.person_id) FROM household_member m WHERE m.province_id = h.province_id AND m.household_id = h.household_id "
        "AND m.relation = 1 AND m.from_date <= $3 AND (m.to_date IS NULL OR m.to_date > $4)) "
        "FROM household_home a JOIN household h ON h.province_id = a.province_id AND h.household_id = a.household_id "
        "WHERE a.province_id = $5 AND a.hamlet_id = $6 AND a.household_id > $7 AND a.from_date <= $8 AND (a.to_date IS NULL OR a.to_date > $9) "
        "ORDER BY a.household_id LIMIT $10",
        {d, d, d, d, place->province, hamlet, integer_field(parameters, "after"), d, d, limit + 1}, [&](const store::Row& row) {
            json::object line{{"id", row.integer(0)}, {"members", row.integer(2)}, {"head", nullptr}, {"book_no", nullptr}};
            if (!row.is_null(1)) line["book_no"] = view(row.text(1));
            if (!row.is_null(3)) {
                const std::int64_t head = row.integer(3);
                line["head"] = json::object{{"id", head},
                                            {"name", context.db.query_text("SELECT full_name FROM person WHERE province_id = $1 AND person_id = $2",
                                                                           {place->province, head})
                                                         .value_or("")}};
            }
            list.push_back(std::move(line));
        });
    json::object out{{"hamlet", place_line(*atlas, hamlet, on, context.language)},
                     {"commune", place_line(*atlas, atlas->commune_of(hamlet, on), on, context.language)}, {"on", day}};
    return answer(page(std::move(out), "households", std::move(list), limit));
}

Result<Answer> clans_of_hamlet(const places::Places& places, QueryContext& context, const json::object& parameters) {
    const std::int64_t hamlet = integer_field(parameters, "hamlet_id");
    const auto atlas = places.atlas();
    const places::Place* place = atlas->find(hamlet);
    if (place == nullptr || place->kind != places::Kind::hamlet) return refuse("people.no_such_hamlet", "hamlet_id");
    const std::string day = to_text(day_asked(parameters, context.today));
    const std::string_view d = day;
    json::array list;
    context.db.query("SELECT c.clan_id, c.name, (SELECT count(*) FROM clan_household h WHERE h.province_id = c.province_id AND h.clan_id = c.clan_id "
                     "AND h.from_date <= $1 AND (h.to_date IS NULL OR h.to_date > $2)) FROM clan c WHERE c.province_id = $3 AND c.home_hamlet_id = $4 "
                     "AND c.from_date <= $5 AND (c.to_date IS NULL OR c.to_date > $6) ORDER BY c.folded, c.clan_id",
                     {d, d, place->province, hamlet, d, d}, [&](const store::Row& row) {
                         list.push_back(json::object{{"id", row.integer(0)}, {"name", view(row.text(1))}, {"households", row.integer(2)}});
                     });
    return answer(json::object{{"on", day}, {"clans", std::move(list)}});
}

Result<Answer> units_of_commune(const places::Places& places, QueryContext& context, const json::object& parameters) {
    const std::int64_t commune = integer_field(parameters, "commune_id");
    const auto atlas = places.atlas();
    const places::Place* place = atlas->find(commune);
    if (place == nullptr || place->kind != places::Kind::commune) return refuse("people.no_such_commune", "commune_id");
    const std::string day = to_text(day_asked(parameters, context.today));
    const std::string_view d = day;
    json::array list;
    context.db.query("SELECT u.unit_id, u.name, u.kind, u.managed_by, (SELECT count(*) FROM unit_member m WHERE m.province_id = u.province_id "
                     "AND m.unit_id = u.unit_id AND m.role = 1 AND m.from_date <= $1 AND (m.to_date IS NULL OR m.to_date > $2)) FROM unit u "
                     "WHERE u.province_id = $3 AND u.commune_id = $4 AND u.from_date <= $5 AND (u.to_date IS NULL OR u.to_date > $6) "
                     "ORDER BY u.folded, u.unit_id",
                     {d, d, place->province, commune, d, d}, [&](const store::Row& row) {
                         list.push_back(json::object{{"id", row.integer(0)}, {"name", view(row.text(1))}, {"kind", view(row.text(2))},
                                                     {"managed_by", view(row.text(3))}, {"staff", row.integer(4)}});
                     });
    return answer(json::object{{"on", day}, {"units", std::move(list)}});
}

Result<Answer> ethnic_groups(QueryContext&, const json::object&) {
    json::array list;
    for (int code = 1; code <= 54; ++code) list.push_back(json::object{{"code", code}, {"name", view(ethnic_group_name(code))}});
    return answer(json::object{{"ethnic_groups", std::move(list)}});
}

Result<Answer> template_file(QueryContext& context, const json::object& parameters) {
    if (text_field(parameters, "format") == "csv")
        return Answer{.value = {}, .file = template_csv(context.language), .content_type = "text/csv; charset=utf-8", .file_name = "khuyenhoc-register.csv"};
    return Answer{.value = {}, .file = template_xlsx(context.language),
                  .content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", .file_name = "khuyenhoc-register.xlsx"};
}

}  // namespace

std::vector<QueryLine> list_queries(const places::Places& places) {
    const auto* at = &places;
    const auto id = [](std::string_view name) { return Field{.name = name, .kind = Kind::integer, .least = 1}; };
    const Field on{.name = "on", .kind = Kind::date, .required = false, .note = "The day to show; today when left out."};
    return {
        {.path = "/api/hamlets/{hamlet_id}/households", .summary = "The households of a hamlet on a day, page by page.",
         .parameters = {id("hamlet_id"), on, {.name = "after", .kind = Kind::integer, .required = false, .least = 0, .note = "The last id of the page before."},
                        {.name = "limit", .kind = Kind::integer, .required = false, .least = 1, .most = 500, .note = "100 when left out."}},
         .run = [at](QueryContext& c, const json::object& p) { return households_of_hamlet(*at, c, p); }},
        {.path = "/api/hamlets/{hamlet_id}/clans", .summary = "The clans whose home a hamlet is.", .parameters = {id("hamlet_id"), on},
         .run = [at](QueryContext& c, const json::object& p) { return clans_of_hamlet(*at, c, p); }},
        {.path = "/api/communes/{commune_id}/units", .summary = "The units of a commune or ward.", .parameters = {id("commune_id"), on},
         .run = [at](QueryContext& c, const json::object& p) { return units_of_commune(*at, c, p); }},
        {.path = "/api/ethnic-groups", .summary = "The national list of ethnic groups.", .parameters = {}, .run = &ethnic_groups},
        {.path = "/api/people/template", .summary = "The register's file to fill in, as a workbook or CSV.",
         .parameters = {{.name = "format", .one_of = {"csv", "xlsx"}}}, .run = &template_file},
    };
}

}  // namespace khuyenhoc::people
