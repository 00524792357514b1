#include "people/membership.h"

#include "base/check.h"
#include "people/rules.h"

namespace khuyenhoc::people {

namespace {

const json::value* field_of(const json::object& body, std::string_view name) {
    const auto* value = body.if_contains({name.data(), name.size()});
    return value == nullptr || value->is_null() ? nullptr : value;
}

}  // namespace

std::string text_field(const json::object& body, std::string_view name) {
    const auto* value = field_of(body, name);
    return value == nullptr ? std::string() : json::value_to<std::string>(*value);
}

std::optional<std::int64_t> optional_integer_field(const json::object& body, std::string_view name) {
    const auto* value = field_of(body, name);
    return value == nullptr ? std::nullopt : std::optional(value->to_number<std::int64_t>());
}

std::int64_t integer_field(const json::object& body, std::string_view name) {
    return optional_integer_field(body, name).value_or(0);
}

Date date_field(const json::object& body, std::string_view name) {
    const auto date = parse_date(text_field(body, name));
    check(date.has_value(), "a date field was checked before");
    return *date;
}

Result<OpenHousehold> find_open_household(const CommandContext& context, std::int64_t household_id) {
    std::optional<OpenHousehold> found;
    bool ended = false;
    context.db.query("SELECT to_date, from_date FROM household WHERE province_id = $1 AND household_id = $2",
                     {context.province, household_id}, [&](const store::Row& row) {
                         ended = !row.is_null(0);
                         found = OpenHousehold{household_id, 0, "", std::string(row.text(1))};
                     });
    if (!found) return refuse("people.no_such_household", "household_id");
    if (ended) return refuse("people.household_ended", "household_id");
    context.db.query("SELECT hamlet_id, from_date FROM household_home WHERE province_id = $1 AND household_id = $2 AND to_date IS NULL",
                     {context.province, household_id}, [&](const store::Row& row) {
                         found->hamlet_id = row.integer(0);
                         found->home_from = row.text(1);
                     });
    return *found;
}

std::int64_t household_of_book(const CommandContext& context, std::int64_t hamlet_id, std::string_view book_no) {
    return context.db
        .query_integer("SELECT h.household_id FROM household_home a JOIN household h ON h.province_id = a.province_id AND "
                       "h.household_id = a.household_id WHERE a.province_id = $1 AND a.hamlet_id = $2 AND a.to_date IS NULL AND "
                       "h.to_date IS NULL AND h.book_no = $3 LIMIT 1",
                       {context.province, hamlet_id, book_no})
        .value_or(0);
}

Result<LivingPerson> find_living_person(const CommandContext& context, std::int64_t person_id) {
    std::optional<LivingPerson> found;
    bool died = false;
    context.db.query("SELECT full_name, birth, sex, died_on FROM person WHERE province_id = $1 AND person_id = $2",
                     {context.province, person_id}, [&](const store::Row& row) {
                         found = LivingPerson{person_id, std::string(row.text(0)), std::string(row.text(1)),
                                              static_cast<Sex>(row.integer(2))};
                         died = !row.is_null(3);
                     });
    if (!found) return refuse("people.no_such_person", "person_id");
    if (died) return refuse("people.person_died", "person_id");
    if (merged_into(context.db, context.province, person_id)) return refuse("people.person_merged", "person_id");
    return *found;
}

std::optional<std::int64_t> merged_into(store::Connection& db, std::int64_t province, std::int64_t person_id) {
    return db.query_integer("SELECT g.keep_id FROM person_merge g LEFT JOIN person_merge_undone u ON u.province_id = g.province_id AND "
                            "u.merge_id = g.merge_id WHERE g.province_id = $1 AND g.gone_id = $2 AND u.merge_id IS NULL",
                            {province, person_id});
}

std::vector<Membership> memberships_of_person(const CommandContext& context, std::int64_t person_id) {
    std::vector<Membership> out;
    context.db.query("SELECT household_id, from_date, relation FROM household_member "
                     "WHERE province_id = $1 AND person_id = $2 AND to_date IS NULL ORDER BY from_date, household_id",
                     {context.province, person_id}, [&](const store::Row& row) {
                         out.push_back({row.integer(0), person_id, std::string(row.text(1)), static_cast<Relation>(row.integer(2))});
                     });
    return out;
}

std::vector<Membership> members_of_household(const CommandContext& context, std::int64_t household_id) {
    std::vector<Membership> out;
    context.db.query("SELECT person_id, from_date, relation FROM household_member "
                     "WHERE province_id = $1 AND household_id = $2 AND to_date IS NULL ORDER BY person_id",
                     {context.province, household_id}, [&](const store::Row& row) {
                         out.push_back({household_id, row.integer(0), std::string(row.text(1)), static_cast<Relation>(row.integer(2))});
                     });
    return out;
}

Result<void> end_membership(const CommandContext& context, const Membership& membership, std::string_view on) {
    if (on < membership.from_date) return refuse("people.date_before_start", "on_date", {{"since", membership.from_date}});
    context.db.run("UPDATE household_member SET to_date = $1 WHERE province_id = $2 AND household_id = $3 AND person_id = $4 "
                   "AND from_date = $5",
                   {on, context.province, membership.household_id, membership.person_id, std::string_view(membership.from_date)});
    return {};
}

Result<void> may_join(const CommandContext& context, const OpenHousehold& household, const LivingPerson& person,
                      Relation relation, std::string_view from_date) {
    if (from_date < household.from_date) return refuse("people.date_before_start", "from_date", {{"since", household.from_date}});
    // A birth of which only the year is known is not after any day of that year.
    if (from_date.substr(0, person.birth.size()) < person.birth) return refuse("people.before_birth", "from_date");
    for (const auto& member : members_of_household(context, household.id)) {
        if (member.person_id == person.id) return refuse("people.already_member", "person_id");
        if (relation == Relation::head && member.relation == Relation::head) return refuse("people.head_exists", "relation");
    }
    // Someone who left earlier may return, but not into days already counted.
    const auto left = context.db.query_text("SELECT max(to_date) FROM household_member WHERE province_id = $1 AND household_id = $2 AND person_id = $3",
                                            {context.province, household.id, person.id});
    if (left && from_date < *left) return refuse("people.already_member", "from_date");
    return {};
}

Result<void> place_exists(const CommandContext& context, const places::Places& places, std::int64_t place_id, places::Kind kind,
                          Date on, std::string_view where) {
    const auto atlas = places.atlas();
    const places::Place* place = atlas->find(place_id);
    if (place == nullptr || place->kind != kind || place->province != context.province || !atlas->exists(place_id, on))
        return refuse(kind == places::Kind::hamlet ? "people.no_such_hamlet" : "people.no_such_commune", where);
    return {};
}

}  // namespace khuyenhoc::people
