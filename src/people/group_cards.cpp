// The cards of one clan and of one unit: what it is on a day, and who belongs to it, page by page.
#include "people/cards.h"
#include "people/lines.h"
#include "people/membership.h"
#include "people/rules.h"
#include "people/unlisted.h"

namespace khuyenhoc::people {

namespace {

using Kind = Field::Kind;

/// What is asked of a group: whose, on which day, which page of its members.
struct Asked {
    std::int64_t id = 0, province = 0, after = 0, limit = 100;
    Date on;
    std::string day;

    Asked(const json::object& parameters, std::string_view id_name, Date today)
        : id(integer_field(parameters, id_name)), province(province_of(id)), after(integer_field(parameters, "after")),
          limit(optional_integer_field(parameters, "limit").value_or(100)), on(day_asked(parameters, today)), day(to_text(on)) {}
};

/// The card with a page of its members; one too many says that there are more.
Answer with_page(json::object card, std::string_view name, json::array list, const Asked& asked) {
    const bool more = static_cast<std::int64_t>(list.size()) > asked.limit;
    if (more) list.pop_back();
    card[view(name)] = std::move(list);
    card["more"] = more;
    card["on"] = asked.day;
    return answer(std::move(card));
}

json::array households_of_clan(store::Connection& db, const places::Atlas& atlas, const Asked& asked, std::string_view language, const Unlisted& unlisted) {
    json::array households;
    const std::string_view d = asked.day;
    db.query("SELECT c.household_id, h.book_no, a.hamlet_id, c.from_date, (SELECT min(p.full_name) FROM household_member m JOIN person p ON "
             "p.province_id = m.province_id AND p.person_id = m.person_id WHERE m.province_id = c.province_id AND m.household_id = c.household_id AND "
             "m.relation = 1 AND m.from_date <= $1 AND (m.to_date IS NULL OR m.to_date > $2)) FROM clan_household c "
             "JOIN household h ON h.province_id = c.province_id AND h.household_id = c.household_id "
             "LEFT JOIN household_home a ON a.province_id = c.province_id AND a.household_id = c.household_id AND a.from_date <= $3 "
             "AND (a.to_date IS NULL OR a.to_date > $4) "
             "WHERE c.province_id = $5 AND c.clan_id = $6 AND c.household_id > $7 AND c.from_date <= $8 AND (c.to_date IS NULL OR c.to_date > $9) "
             "ORDER BY c.household_id LIMIT $10",
             {d, d, d, d, asked.province, asked.id, asked.after, d, d, asked.limit + 1}, [&](const store::Row& row) {
                 const auto where = where_is(atlas, row.integer(0), text_or_null(row, 1), row.optional_integer(2), asked.on, language);
                 households.push_back(json::object{{"household", where.household}, {"head", unlisted.heads(row.integer(0)) ? json::value() : text_or_null(row, 4)}, {"hamlet", where.hamlet},
                                                   {"from_date", view(row.text(3))}});
             });
    return households;
}

Result<Answer> clan_card(const places::Places& places, QueryContext& context, const json::object& parameters) {
    const Asked asked(parameters, "clan_id", context.today);
    const auto atlas = places.atlas();
    std::optional<json::object> card;
    context.db.query("SELECT name, home_hamlet_id, from_date, to_date FROM clan WHERE province_id = $1 AND clan_id = $2", {asked.province, asked.id},
                     [&](const store::Row& row) {
                         const auto where = where_is(*atlas, std::nullopt, nullptr, row.integer(1), asked.on, context.language);
                         card = json::object{{"id", asked.id}, {"name", view(row.text(0))}, {"home_hamlet", where.hamlet}, {"commune", where.commune},
                                             {"from_date", view(row.text(2))}, {"to_date", text_or_null(row, 3)}};
                     });
    if (!card) return refuse("people.no_such_clan", "clan_id");
    const std::string_view d = asked.day;
    (*card)["size"] = context.db.query_integer("SELECT count(*) FROM clan_household WHERE province_id = $1 AND clan_id = $2 AND from_date <= $3 AND "
                                               "(to_date IS NULL OR to_date > $4)", {asked.province, asked.id, d, d}).value_or(0);
    return with_page(std::move(*card), "households", households_of_clan(context.db, *atlas, asked, context.language, Unlisted(context.db, asked.province, context.caller)), asked);
}

json::array members_of_unit(store::Connection& db, const Asked& asked) {
    json::array members;
    const std::string_view d = asked.day;
    db.query("SELECT p.person_id, p.full_name, p.birth_year, m.role, m.from_date FROM unit_member m JOIN person p ON "
             "p.province_id = m.province_id AND p.person_id = m.person_id WHERE m.province_id = $1 AND m.unit_id = $2 AND m.person_id > $3 "
             "AND m.from_date <= $4 AND (m.to_date IS NULL OR m.to_date > $5) ORDER BY m.person_id LIMIT $6",
             {asked.province, asked.id, asked.after, d, d, asked.limit + 1}, [&](const store::Row& row) {
                 members.push_back(json::object{{"id", row.integer(0)}, {"name", view(row.text(1))}, {"birth_year", row.integer(2)},
                                                {"role", view(text_of(static_cast<Role>(row.integer(3))))}, {"from_date", view(row.text(4))}});
             });
    return members;
}

Result<Answer> unit_card(const places::Places& places, QueryContext& context, const json::object& parameters) {
    const Asked asked(parameters, "unit_id", context.today);
    const auto atlas = places.atlas();
    std::optional<json::object> card;
    context.db.query("SELECT name, kind, managed_by, commune_id, from_date, to_date FROM unit WHERE province_id = $1 AND unit_id = $2",
                     {asked.province, asked.id}, [&](const store::Row& row) {
                         card = json::object{{"id", asked.id}, {"name", view(row.text(0))}, {"kind", view(row.text(1))}, {"managed_by", view(row.text(2))},
                                             {"commune", place_line(*atlas, row.integer(3), asked.on, context.language)},
                                             {"from_date", view(row.text(4))}, {"to_date", text_or_null(row, 5)}};
                     });
    if (!card) return refuse("people.no_such_unit", "unit_id");
    const std::string_view d = asked.day;
    std::int64_t staff = 0;
    std::int64_t learners = 0;
    context.db.query("SELECT role, count(*) FROM unit_member WHERE province_id = $1 AND unit_id = $2 AND from_date <= $3 AND "
                     "(to_date IS NULL OR to_date > $4) GROUP BY role ORDER BY role",
                     {asked.province, asked.id, d, d}, [&](const store::Row& row) { (row.integer(0) == 1 ? staff : learners) = row.integer(1); });
    (*card)["staff"] = staff;
    (*card)["learners"] = learners;
    auto out = with_page(std::move(*card), "members", members_of_unit(context.db, asked), asked);
    auto& page = out.value.as_object();
    page["left_out"] = Unlisted(context.db, asked.province, context.caller).take_from(page.at("members").as_array());
    return out;
}

}  // namespace

std::vector<QueryLine> group_card_queries(const places::Places& places) {
    const auto* at = &places;
    const auto id = [](std::string_view name) { return Field{.name = name, .kind = Kind::integer, .least = 1}; };
    const Field on{.name = "on", .kind = Kind::date, .required = false, .note = "The day to show; today when left out."};
    const Field after{.name = "after", .kind = Kind::integer, .required = false, .least = 0, .note = "The last id of the page before."};
    const Field limit{.name = "limit", .kind = Kind::integer, .required = false, .least = 1, .most = 500, .note = "100 when left out."};
    return {
        {.path = "/api/clans/{clan_id}", .summary = "One clan on a day and its households, page by page.",
         .may = only(roles::readers, Access::personal, about_clan()),
         .parameters = {id("clan_id"), on, after, limit}, .run = [at](QueryContext& c, const json::object& p) { return clan_card(*at, c, p); }},
        {.path = "/api/units/{unit_id}", .summary = "One unit on a day and its members, page by page.",
         .may = only(readers_and_unit, Access::personal, about_unit()),
         .parameters = {id("unit_id"), on, after, limit}, .run = [at](QueryContext& c, const json::object& p) { return unit_card(*at, c, p); }},
    };
}

}  // namespace khuyenhoc::people
