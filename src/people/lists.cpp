// Lists of the register: the households of a hamlet, clans, units, ethnic groups, as answers or files; and the file to fill in.
#include "people/cards.h"
#include "people/lines.h"
#include "people/unlisted.h"
#include "people/membership.h"
#include "people/rules.h"
#include "sheets/sheets.h"

namespace khuyenhoc::people {

namespace {

using Kind = Field::Kind;

/// The units of a commune are known to all who work there; who belongs to them is not in the list.
constexpr Roles whoever_works =
    readers_and_unit | Roles{khuyenhoc::Role::treasurer, khuyenhoc::Role::centre_manager, khuyenhoc::Role::teacher};

/// Takes one too many off and says so.
json::object page(json::object out, std::string_view name, json::array list, std::int64_t limit) {
    const bool more = static_cast<std::int64_t>(list.size()) > limit;
    if (more) list.pop_back();
    out[view(name)] = std::move(list);
    out["more"] = more;
    return out;
}

/// One column of a list as a file: its heading in both languages, and the field of a line it shows.
struct FileColumn {
    std::string_view vi, en, field;
    double width;
    sheets::Format format = sheets::Format::text;
};

/// The whole list as a workbook or CSV. A field that is an object shows its name.
Answer file_of(std::string_view format, std::string_view language, std::string_view name, std::vector<FileColumn> columns, const json::array& list) {
    const auto writer = format == "csv" ? sheets::csv_writer() : sheets::xlsx_writer();
    std::vector<sheets::Column> heads;
    for (const auto& column : columns) heads.push_back({std::string(language == "en" ? column.en : column.vi), column.width, column.format});
    writer->sheet(name, heads);
    for (const auto& item : list) {
        std::vector<sheets::Value> cells;
        for (const auto& column : columns) {
            const json::value* value = item.as_object().if_contains(view(column.field));
            if (value != nullptr && value->is_object()) value = value->as_object().if_contains("name");
            if (value == nullptr || value->is_null()) cells.emplace_back();
            else if (value->is_int64()) cells.emplace_back(value->as_int64());
            else cells.emplace_back(std::string_view(value->as_string().data(), value->as_string().size()));
        }
        writer->row(std::span<const sheets::Value>(cells));
    }
    const bool csv = format == "csv";
    return {.value = {}, .file = writer->finish(),
            .content_type = csv ? "text/csv; charset=utf-8" : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            .file_name = "khuyenhoc-" + std::string(name) + (csv ? ".csv" : ".xlsx")};
}

/// The format asked for when it is a file; empty for an answer.
std::string file_asked(const json::object& parameters) {
    const std::string format = text_field(parameters, "format");
    return format == "json" ? std::string() : format;
}
constexpr std::int64_t whole_list = 1'000'000;

Result<Answer> households_of_hamlet(const places::Places& places, QueryContext& context, const json::object& parameters) {
    const std::int64_t hamlet = integer_field(parameters, "hamlet_id");
    const auto atlas = places.atlas();
    const places::Place* place = atlas->find(hamlet);
    if (place == nullptr || place->kind != places::Kind::hamlet) return refuse("people.no_such_hamlet", "hamlet_id");
    const Date on = day_asked(parameters, context.today);
    const std::string day = to_text(on);
    const std::string_view d = day;
    const std::string format = file_asked(parameters);
    const std::int64_t limit = format.empty() ? optional_integer_field(parameters, "limit").value_or(100) : whole_list;
    json::array list;
    const Unlisted unlisted(context.db, place->province, context.caller);
    std::int64_t left_out = 0;
    context.db.query(
        "SELECT h.household_id, h.book_no, "
        "(SELECT count(*) FROM household_member m WHERE m.province_id = h.province_id AND m.household_id = h.household_id AND m.from_date <= $1 "
        "AND (m.to_date IS NULL OR m.to_date > $2)), "
        "(SELECT min(m.person_id) FROM household_member m WHERE m.province_id = h.province_id AND m.household_id = h.household_id "
        "AND m.relation = 1 AND m.from_date <= $3 AND (m.to_date IS NULL OR m.to_date > $4)) "
        "FROM household_home a JOIN household h ON h.province_id = a.province_id AND h.household_id = a.household_id "
        "WHERE a.province_id = $5 AND a.hamlet_id = $6 AND a.household_id > $7 AND a.from_date <= $8 AND (a.to_date IS NULL OR a.to_date > $9) "
        "ORDER BY a.household_id LIMIT $10 OFFSET $11",
        {d, d, d, d, place->province, hamlet, integer_field(parameters, "after"), d, d, limit + 1, format.empty() ? integer_field(parameters, "from") : 0}, [&](const store::Row& row) {
            json::object line{{"id", row.integer(0)}, {"members", row.integer(2)}, {"head", nullptr}, {"book_no", nullptr}};
            if (!row.is_null(1)) line["book_no"] = view(row.text(1));
            if (!row.is_null(3) && unlisted.has(row.integer(3))) {
                ++left_out;
            } else if (!row.is_null(3)) {
                const std::int64_t head = row.integer(3);
                line["head"] = json::object{{"id", head},
                                            {"name", context.db.query_text("SELECT full_name FROM person WHERE province_id = $1 AND person_id = $2",
                                                                           {place->province, head})
                                                         .value_or("")}};
            }
            list.push_back(std::move(line));
        });
    if (!format.empty())
        return file_of(format, context.language, "households",
                       {{"Số hộ", "Household number", "book_no", 12}, {"Chủ hộ", "Head", "head", 28}, {"Số nhân khẩu", "Members", "members", 14, sheets::Format::integer}}, list);
    const auto size = context.db.query_integer("SELECT count(*) FROM household_home WHERE province_id = $1 AND hamlet_id = $2 AND from_date <= $3 AND "
                                               "(to_date IS NULL OR to_date > $4)", {place->province, hamlet, d, d}).value_or(0);
    json::object out{{"size", size}, {"left_out", left_out}, {"hamlet", place_line(*atlas, hamlet, on, context.language)},
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
    if (const auto format = file_asked(parameters); !format.empty())
        return file_of(format, context.language, "clans", {{"Dòng họ", "Clan", "name", 34}, {"Số hộ trong dòng họ", "Households", "households", 20, sheets::Format::integer}}, list);
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
                     "AND m.unit_id = u.unit_id AND m.role = 1 AND m.from_date <= $1 AND (m.to_date IS NULL OR m.to_date > $2)), "
                     "(SELECT count(*) FROM unit_member m WHERE m.province_id = u.province_id "
                     "AND m.unit_id = u.unit_id AND m.role = 2 AND m.from_date <= $3 AND (m.to_date IS NULL OR m.to_date > $4)) FROM unit u "
                     "WHERE u.province_id = $5 AND u.commune_id = $6 AND u.from_date <= $7 AND (u.to_date IS NULL OR u.to_date > $8) "
                     "ORDER BY u.folded, u.unit_id",
                     {d, d, d, d, place->province, commune, d, d}, [&](const store::Row& row) {
                         list.push_back(json::object{{"id", row.integer(0)}, {"name", view(row.text(1))}, {"kind", view(row.text(2))},
                                                     {"managed_by", view(row.text(3))}, {"staff", row.integer(4)}, {"learners", row.integer(5)}});
                     });
    if (const auto format = file_asked(parameters); !format.empty())
        return file_of(format, context.language, "units",
                       {{"Đơn vị", "Unit", "name", 40}, {"Loại", "Kind", "kind", 14}, {"Cấp quản lý", "Managed by", "managed_by", 14},
                        {"Số người làm việc", "Staff", "staff", 18, sheets::Format::integer}, {"Số người học", "Learners", "learners", 14, sheets::Format::integer}}, list);
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
    const Field format{.name = "format", .required = false, .one_of = {"json", "csv", "xlsx"}, .note = "A file has the whole list."};
    return {
        {.path = "/api/hamlets/{hamlet_id}/households", .summary = "The households of a hamlet on a day, page by page.",
         .may = around(roles::readers, Access::personal, "hamlet_id"),
         .parameters = {id("hamlet_id"), on, {.name = "after", .kind = Kind::integer, .required = false, .least = 0, .note = "The last id of the page before."},
                        {.name = "from", .kind = Kind::integer, .required = false, .least = 0, .most = 100'000, .note = "Or: how many to leave out."},
                        {.name = "limit", .kind = Kind::integer, .required = false, .least = 1, .most = 500, .note = "100 when left out."}, format},
         .run = [at](QueryContext& c, const json::object& p) { return households_of_hamlet(*at, c, p); }},
        {.path = "/api/hamlets/{hamlet_id}/clans", .summary = "The clans whose home a hamlet is.", .may = around(roles::readers, Access::personal, "hamlet_id"), .parameters = {id("hamlet_id"), on, format},
         .run = [at](QueryContext& c, const json::object& p) { return clans_of_hamlet(*at, c, p); }},
        {.path = "/api/communes/{commune_id}/units", .summary = "The units of a commune or ward.", .may = anywhere(whoever_works, Access::open), .parameters = {id("commune_id"), on, format},
         .run = [at](QueryContext& c, const json::object& p) { return units_of_commune(*at, c, p); }},
        {.path = "/api/ethnic-groups", .summary = "The national list of ethnic groups.", .may = anyone(), .parameters = {}, .run = &ethnic_groups},
        {.path = "/api/people/template", .summary = "The register's file to fill in, as a workbook or CSV.",
         .may = anyone(),
         .parameters = {{.name = "format", .one_of = {"csv", "xlsx"}}}, .run = &template_file},
    };
}

}  // namespace khuyenhoc::people
