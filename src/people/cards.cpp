// The cards of one person and of one household.
#include "people/cards.h"

#include "base/check.h"
#include "people/lines.h"
#include "people/membership.h"
#include "people/rules.h"
#include "people/sealed_ethnicity.h"
#include "people/unlisted.h"

namespace khuyenhoc::people {

namespace {

using Kind = Field::Kind;

json::value ethnicity_line(std::int64_t code) {
    if (code == 0) return nullptr;
    return json::object{{"code", code}, {"name", view(ethnic_group_name(static_cast<int>(code)))}};
}

/// The entries that were merged into this one.
json::array merged_here(store::Connection& db, std::int64_t province, std::int64_t person_id) {
    json::array list;
    db.query("SELECT g.merge_id, g.gone_id, g.on_date FROM person_merge g LEFT JOIN person_merge_undone u ON u.province_id = g.province_id AND "
             "u.merge_id = g.merge_id WHERE g.province_id = $1 AND g.keep_id = $2 AND u.merge_id IS NULL ORDER BY g.merge_id",
             {province, person_id}, [&](const store::Row& row) {
                 list.push_back(json::object{{"merge_id", row.integer(0)}, {"person_id", row.integer(1)}, {"on_date", view(row.text(2))}});
             });
    return list;
}

/// The merge by which this entry stopped counting; null for everybody else.
json::value merge_away(store::Connection& db, std::int64_t province, std::int64_t person_id) {
    json::value merge;
    db.query("SELECT g.merge_id, g.keep_id, g.on_date, p.full_name FROM person_merge g JOIN person p ON p.province_id = g.province_id AND "
             "p.person_id = g.keep_id LEFT JOIN person_merge_undone u ON u.province_id = g.province_id AND u.merge_id = g.merge_id "
             "WHERE g.province_id = $1 AND g.gone_id = $2 AND u.merge_id IS NULL",
             {province, person_id}, [&](const store::Row& row) {
                 merge = json::object{{"merge_id", row.integer(0)}, {"person_id", row.integer(1)}, {"on_date", view(row.text(2))}, {"name", view(row.text(3))}};
             });
    return merge;
}

json::array members_on(store::Connection& db, const Keys& keys, std::int64_t province, std::int64_t household_id, Date on) {
    json::array members;
    const std::string day = to_text(on);
    const std::string_view d = day;
    db.query("SELECT p.person_id, p.full_name, p.birth, p.birth_year, p.sex, p.ethnicity, m.relation, m.from_date, m.to_date, "
             "(SELECT count(*) FROM household_member o WHERE o.province_id = m.province_id AND o.person_id = m.person_id "
             "AND o.from_date <= $1 AND (o.to_date IS NULL OR o.to_date > $2)) "
             "FROM household_member m JOIN person p ON p.province_id = m.province_id AND p.person_id = m.person_id "
             "WHERE m.province_id = $3 AND m.household_id = $4 AND m.from_date <= $5 AND (m.to_date IS NULL OR m.to_date > $6) "
             "ORDER BY m.relation, p.birth, p.person_id",
             {d, d, province, household_id, d, d}, [&](const store::Row& row) {
                 members.push_back(json::object{{"id", row.integer(0)}, {"name", view(row.text(1))}, {"birth", view(row.text(2))},
                                                {"birth_year", row.integer(3)}, {"sex", view(text_of(static_cast<Sex>(row.integer(4))))},
                                                 {"has_ethnicity", open_ethnicity(keys.ethnicity, row.integer(0), row.integer(5)) != 0},
                                                {"relation", view(text_of(static_cast<Relation>(row.integer(6))))},
                                                {"from_date", view(row.text(7))}, {"to_date", text_or_null(row, 8)}, {"households", row.integer(9)}});
             });
    return members;
}

json::array clans_on(store::Connection& db, std::int64_t province, std::int64_t household_id, Date on) {
    json::array clans;
    const std::string day = to_text(on);
    const std::string_view d = day;
    db.query("SELECT c.clan_id, c.name, h.from_date FROM clan_household h JOIN clan c ON c.province_id = h.province_id AND c.clan_id = h.clan_id "
             "WHERE h.province_id = $1 AND h.household_id = $2 AND h.from_date <= $3 AND (h.to_date IS NULL OR h.to_date > $4) ORDER BY c.clan_id",
             {province, household_id, d, d}, [&](const store::Row& row) {
                 clans.push_back(json::object{{"id", row.integer(0)}, {"name", view(row.text(1))}, {"from_date", view(row.text(2))}});
             });
    return clans;
}

Result<Answer> household_card(const places::Places& places, const Keys& keys, QueryContext& context, const json::object& parameters) {
    const std::int64_t id = integer_field(parameters, "household_id");
    const std::int64_t province = province_of(id);
    const Date on = day_asked(parameters, context.today);
    const auto atlas = places.atlas();
    std::optional<json::object> card;
    context.db.query("SELECT book_no, from_date, to_date FROM household WHERE province_id = $1 AND household_id = $2", {province, id},
                     [&](const store::Row& row) {
                         card = json::object{{"id", id}, {"book_no", text_or_null(row, 0)}, {"from_date", view(row.text(1))}, {"to_date", text_or_null(row, 2)}};
                     });
    if (!card) return refuse("people.no_such_household", "household_id");
    json::array homes;
    json::value hamlet, commune;
    context.db.query("SELECT hamlet_id, from_date, to_date FROM household_home WHERE province_id = $1 AND household_id = $2 ORDER BY from_date",
                     {province, id}, [&](const store::Row& row) {
                         const auto where = where_is(*atlas, std::nullopt, nullptr, row.integer(0), on, context.language);
                         homes.push_back(json::object{{"hamlet", where.hamlet}, {"from_date", view(row.text(1))}, {"to_date", text_or_null(row, 2)}});
                         if (row.text(1) > to_text(on) || (!row.is_null(2) && row.text(2) <= to_text(on))) return;
                         hamlet = where.hamlet;
                         commune = where.commune;
                     });
    (*card)["on"] = to_text(on);
    (*card)["hamlet"] = std::move(hamlet);
    (*card)["commune"] = std::move(commune);
    (*card)["homes"] = std::move(homes);
    auto members = members_on(context.db, keys, province, id, on);
    const Unlisted unlisted(context.db, province, context.caller);
    (*card)["left_out"] = unlisted.take_from(members);
    (*card)["members"] = std::move(members);
    (*card)["clans"] = clans_on(context.db, province, id, on);
    return answer(std::move(*card));
}

json::array memberships_of(store::Connection& db, const places::Atlas& atlas, std::int64_t province, std::int64_t person_id, Date on,
                           std::string_view language) {
    json::array list;
    db.query("SELECT m.household_id, h.book_no, m.relation, m.from_date, m.to_date, "
             "(SELECT a.hamlet_id FROM household_home a WHERE a.province_id = m.province_id AND a.household_id = m.household_id "
             "ORDER BY a.from_date DESC LIMIT 1) "
             "FROM household_member m JOIN household h ON h.province_id = m.province_id AND h.household_id = m.household_id "
             "WHERE m.province_id = $1 AND m.person_id = $2 ORDER BY m.from_date, m.household_id",
             {province, person_id}, [&](const store::Row& row) {
                 const auto where = where_is(atlas, row.integer(0), text_or_null(row, 1), row.optional_integer(5), on, language);
                 list.push_back(json::object{{"household", where.household}, {"hamlet", where.hamlet}, {"commune", where.commune},
                                             {"relation", view(text_of(static_cast<Relation>(row.integer(2))))},
                                             {"from_date", view(row.text(3))}, {"to_date", text_or_null(row, 4)}});
             });
    return list;
}

json::array units_of(store::Connection& db, std::int64_t province, std::int64_t person_id) {
    json::array list;
    db.query("SELECT u.unit_id, u.name, u.kind, m.role, m.from_date, m.to_date FROM unit_member m JOIN unit u ON u.province_id = m.province_id "
             "AND u.unit_id = m.unit_id WHERE m.province_id = $1 AND m.person_id = $2 ORDER BY m.from_date, u.unit_id",
             {province, person_id}, [&](const store::Row& row) {
                 list.push_back(json::object{{"unit", json::object{{"id", row.integer(0)}, {"name", view(row.text(1))}, {"kind", view(row.text(2))}}},
                                             {"role", view(text_of(static_cast<Role>(row.integer(3))))},
                                             {"from_date", view(row.text(4))}, {"to_date", text_or_null(row, 5)}});
             });
    return list;
}

Result<Answer> person_card(const places::Places& places, const Keys& keys, QueryContext& context, const json::object& parameters) {
    const std::int64_t id = integer_field(parameters, "person_id");
    const std::int64_t province = province_of(id);
    const auto atlas = places.atlas();
    std::optional<json::object> card;
    context.db.query("SELECT full_name, birth, birth_year, sex, ethnicity, citizen_sealed, died_on, seq FROM person WHERE province_id = $1 AND person_id = $2",
                     {province, id}, [&](const store::Row& row) {
                         card = json::object{{"id", id}, {"name", view(row.text(0))}, {"birth", view(row.text(1))}, {"birth_year", row.integer(2)},
                                             {"sex", view(text_of(static_cast<Sex>(row.integer(3))))}, {"has_ethnicity", open_ethnicity(keys.ethnicity, id, row.integer(4)) != 0},
                                             {"has_citizen_no", !row.is_null(5)}, {"died_on", text_or_null(row, 6)},
                                             {"journal", journal::reference(province, row.integer(7))}};
                     });
    if (!card) return refuse("people.no_such_person", "person_id");
    (*card)["memberships"] = memberships_of(context.db, *atlas, province, id, context.today, context.language);
    (*card)["units"] = units_of(context.db, province, id);
    (*card)["merged_into"] = merge_away(context.db, province, id);
    (*card)["merged"] = merged_here(context.db, province, id);
    return answer(std::move(*card));
}

/// What cards do not show: for a reason, which is noted with who asked.
Result<Answer> sensitive(const Keys& keys, QueryContext& context, const json::object& parameters) {
    const std::int64_t id = integer_field(parameters, "person_id");
    std::optional<json::object> found;
    context.db.query("SELECT ethnicity, citizen_sealed FROM person WHERE province_id = $1 AND person_id = $2", {province_of(id), id},
                     [&](const store::Row& row) {
                         json::value number;
                         if (!row.is_null(1)) {
                             const auto opened = open_sealed(keys.seal, row.text(1));
                             number = opened ? json::value(*opened) : json::value("•••");
                         }
                         found = json::object{{"id", id}, {"ethnicity", ethnicity_line(open_ethnicity(keys.ethnicity, id, row.integer(0)))}, {"citizen_no", std::move(number)}};
                     });
    if (!found) return refuse("people.no_such_person", "person_id");
    return answer(std::move(*found));
}

}  // namespace

json::value text_or_null(const store::Row& row, int column) {
    return row.is_null(column) ? json::value() : json::value(view(row.text(column)));
}

/// Ids say which province issued them; a register holds what its own province issued.
std::int64_t province_of(std::int64_t id) { return id / 1'000'000'000'000; }

Date day_asked(const json::object& parameters, Date today) {
    return text_field(parameters, "on").empty() ? today : date_field(parameters, "on");
}

Answer answer(json::value value) { return {.value = std::move(value), .file = {}, .content_type = {}, .file_name = {}}; }

Where where_is(const places::Atlas& atlas, std::optional<std::int64_t> household_id, json::value book_no,
               std::optional<std::int64_t> hamlet_id, Date on, std::string_view language) {
    Where where;
    if (household_id) where.household = json::object{{"id", *household_id}, {"book_no", std::move(book_no)}};
    where.hamlet = place_line(atlas, hamlet_id, on, language);
    if (hamlet_id && atlas.find(*hamlet_id) != nullptr) where.commune = place_line(atlas, atlas.commune_of(*hamlet_id, on), on, language);
    return where;
}

json::value place_line(const places::Atlas& atlas, std::optional<std::int64_t> place, Date on, std::string_view language) {
    if (!place || atlas.find(*place) == nullptr) return nullptr;
    return json::object{{"id", *place}, {"name", atlas.full_name(*place, on, language)}};
}

json::object person_line(store::Connection& db, const places::Atlas& atlas, std::int64_t province, std::int64_t person_id, Date on,
                         std::string_view language) {
    json::object line{{"id", person_id}};
    db.query("SELECT full_name, birth_year, sex, died_on FROM person WHERE province_id = $1 AND person_id = $2", {province, person_id},
             [&](const store::Row& row) {
                 line["name"] = view(row.text(0));
                 line["birth_year"] = row.integer(1);
                 line["sex"] = view(text_of(static_cast<Sex>(row.integer(2))));
                 if (!row.is_null(3)) line["died_on"] = view(row.text(3));
             });
    Where where;
    db.query("SELECT m.household_id, h.book_no, a.hamlet_id FROM household_member m "
             "JOIN household h ON h.province_id = m.province_id AND h.household_id = m.household_id "
             "LEFT JOIN household_home a ON a.province_id = m.province_id AND a.household_id = m.household_id AND a.to_date IS NULL "
             "WHERE m.province_id = $1 AND m.person_id = $2 AND m.to_date IS NULL ORDER BY m.from_date, m.household_id LIMIT 1",
             {province, person_id},
             [&](const store::Row& row) { where = where_is(atlas, row.integer(0), text_or_null(row, 1), row.optional_integer(2), on, language); });
    if (where.household.is_null())
        if (const auto kept = merged_into(db, province, person_id)) line["merged_into"] = *kept;
    line["household"] = std::move(where.household);
    line["hamlet"] = std::move(where.hamlet);
    line["commune"] = std::move(where.commune);
    return line;
}

std::vector<QueryLine> card_queries(const places::Places& places, const Keys& keys) {
    const auto* at = &places;
    const auto id = [](std::string_view name) { return Field{.name = name, .kind = Kind::integer, .least = 1}; };
    const Field on{.name = "on", .kind = Kind::date, .required = false, .note = "The day to show; today when left out."};
    return {
        {.path = "/api/persons/{person_id}", .summary = "One person: identity (of ethnic group and citizen number only whether they are known), households and units through time.",
         .may = only(readers_and_citizen, Access::personal, about_person()),
         .parameters = {id("person_id")}, .run = [at, keys](QueryContext& c, const json::object& p) { return person_card(*at, keys, c, p); }},
        {.path = "/api/persons/{person_id}/sensitive", .summary = "A person's ethnic group and citizen number, for a reason that is noted.",
         .may = only(keepers_and_auditor, Access::sensitive, about_person()),
         .parameters = {id("person_id")}, .run = [keys](QueryContext& c, const json::object& p) { return sensitive(keys, c, p); },
         .body = {{.name = "reason", .least = 5, .most = 200, .note = "Why it must be seen; without names."}}},
        {.path = "/api/households/{household_id}", .summary = "One household on a day: where it lives, its members, its clans.",
         .may = only(readers_and_citizen, Access::personal, about_household()),
         .parameters = {id("household_id"), on}, .run = [at, keys](QueryContext& c, const json::object& p) { return household_card(*at, keys, c, p); }},
    };
}

}  // namespace khuyenhoc::people
