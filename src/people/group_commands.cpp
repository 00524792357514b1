// Commands about clans and units: what they are, who belongs to them and since when.
#include "base/text.h"
#include "people/lines.h"
#include "people/membership.h"
#include "people/rules.h"

namespace khuyenhoc::people {

namespace {

using Kind = Field::Kind;

struct Group {
    std::string from_date;
    bool ended = false;
};

Result<Group> find_group(const CommandContext& context, std::string_view sql, std::int64_t id, std::string_view code, std::string_view where) {
    std::optional<Group> found;
    context.db.query(sql, {context.province, id}, [&](const store::Row& row) { found = Group{std::string(row.text(0)), !row.is_null(1)}; });
    if (!found) return refuse(code, where);
    if (found->ended) return refuse("people.group_ended", where);
    return *found;
}

Result<Group> find_clan(const CommandContext& context, std::int64_t id) {
    return find_group(context, "SELECT from_date, to_date FROM clan WHERE province_id = $1 AND clan_id = $2", id, "people.no_such_clan", "clan_id");
}

Result<Group> find_unit(const CommandContext& context, std::int64_t id) {
    return find_group(context, "SELECT from_date, to_date FROM unit WHERE province_id = $1 AND unit_id = $2", id, "people.no_such_unit", "unit_id");
}

Result<json::value> add_clan(const places::Places& places, const Keys& keys, CommandContext& context, const json::object& body) {
    const std::string name = text_field(body, "name");
    const std::int64_t hamlet_id = integer_field(body, "home_hamlet_id");
    if (auto place = place_exists(context, places, hamlet_id, places::Kind::hamlet, date_field(body, "from_date"), "home_hamlet_id"); !place)
        return std::unexpected(place.error());
    const auto taken = context.db.query_integer("SELECT clan_id FROM clan WHERE province_id = $1 AND home_hamlet_id = $2 AND name = $3 AND to_date IS NULL",
                                                {context.province, hamlet_id, std::string_view(name)});
    if (taken) return refuse("people.name_taken", "name");
    RegisterWriter writer(context.db, context.province, keys);
    writer.begin_command(context.seq);
    return json::object{{"clan_id", writer.add_clan(name, hamlet_id, text_field(body, "from_date"))}};
}

Result<json::value> join_clan(const Keys& keys, CommandContext& context, const json::object& body) {
    const std::int64_t clan_id = integer_field(body, "clan_id");
    const std::string from_date = text_field(body, "from_date");
    auto clan = find_clan(context, clan_id);
    if (!clan) return std::unexpected(clan.error());
    auto household = find_open_household(context, integer_field(body, "household_id"));
    if (!household) return std::unexpected(household.error());
    for (const auto& since : {clan->from_date, household->from_date})
        if (from_date < since) return refuse("people.date_before_start", "from_date", {{"since", since}});
    const auto there = context.db.query_integer(
        "SELECT count(*) FROM clan_household WHERE province_id = $1 AND clan_id = $2 AND household_id = $3 AND (to_date IS NULL OR to_date > $4)",
        {context.province, clan_id, household->id, std::string_view(from_date)});
    if (there.value_or(0) > 0) return refuse("people.already_member", "household_id");
    RegisterWriter writer(context.db, context.province, keys);
    writer.begin_command(context.seq);
    writer.add_clan_household(clan_id, household->id, from_date);
    return json::object{{"clan_id", clan_id}, {"household_id", household->id}};
}

Result<json::value> leave_clan(CommandContext& context, const json::object& body) {
    const std::int64_t clan_id = integer_field(body, "clan_id");
    const std::int64_t household_id = integer_field(body, "household_id");
    const std::string on = text_field(body, "on_date");
    const auto since = context.db.query_text(
        "SELECT from_date FROM clan_household WHERE province_id = $1 AND clan_id = $2 AND household_id = $3 AND to_date IS NULL",
        {context.province, clan_id, household_id});
    if (!since) return refuse("people.not_a_member", "household_id");
    if (on < *since) return refuse("people.date_before_start", "on_date", {{"since", *since}});
    context.db.run("UPDATE clan_household SET to_date = $1 WHERE province_id = $2 AND clan_id = $3 AND household_id = $4 AND to_date IS NULL",
                   {std::string_view(on), context.province, clan_id, household_id});
    return json::object{{"clan_id", clan_id}, {"household_id", household_id}};
}

Result<json::value> add_unit(const places::Places& places, const Keys& keys, CommandContext& context, const json::object& body) {
    const std::string name = text_field(body, "name");
    const std::int64_t commune_id = integer_field(body, "commune_id");
    if (auto place = place_exists(context, places, commune_id, places::Kind::commune, date_field(body, "from_date"), "commune_id"); !place)
        return std::unexpected(place.error());
    const auto taken = context.db.query_integer("SELECT unit_id FROM unit WHERE province_id = $1 AND commune_id = $2 AND name = $3 AND to_date IS NULL",
                                                {context.province, commune_id, std::string_view(name)});
    if (taken) return refuse("people.name_taken", "name");
    RegisterWriter writer(context.db, context.province, keys);
    writer.begin_command(context.seq);
    const std::string kind = text_field(body, "kind");
    const std::string managed_by = text_field(body, "managed_by");
    return json::object{{"unit_id", writer.add_unit(name, kind, managed_by, commune_id, text_field(body, "from_date"))}};
}

Result<json::value> join_unit(const Keys& keys, CommandContext& context, const json::object& body) {
    const std::int64_t unit_id = integer_field(body, "unit_id");
    const std::string from_date = text_field(body, "from_date");
    auto unit = find_unit(context, unit_id);
    if (!unit) return std::unexpected(unit.error());
    auto person = find_living_person(context, integer_field(body, "person_id"));
    if (!person) return std::unexpected(person.error());
    if (from_date < unit->from_date) return refuse("people.date_before_start", "from_date", {{"since", unit->from_date}});
    if (from_date.substr(0, person->birth.size()) < person->birth) return refuse("people.before_birth", "from_date");
    const auto there = context.db.query_integer(
        "SELECT count(*) FROM unit_member WHERE province_id = $1 AND unit_id = $2 AND person_id = $3 AND (to_date IS NULL OR to_date > $4)",
        {context.province, unit_id, person->id, std::string_view(from_date)});
    if (there.value_or(0) > 0) return refuse("people.already_member", "person_id");
    RegisterWriter writer(context.db, context.province, keys);
    writer.begin_command(context.seq);
    writer.add_unit_member(unit_id, person->id, text_field(body, "role") == "learner" ? Role::learner : Role::staff, from_date);
    return json::object{{"unit_id", unit_id}, {"person_id", person->id}};
}

Result<json::value> leave_unit(CommandContext& context, const json::object& body) {
    const std::int64_t unit_id = integer_field(body, "unit_id");
    const std::int64_t person_id = integer_field(body, "person_id");
    const std::string on = text_field(body, "on_date");
    const auto since = context.db.query_text("SELECT from_date FROM unit_member WHERE province_id = $1 AND unit_id = $2 AND person_id = $3 AND to_date IS NULL",
                                             {context.province, unit_id, person_id});
    if (!since) return refuse("people.not_a_member", "person_id");
    if (on < *since) return refuse("people.date_before_start", "on_date", {{"since", *since}});
    context.db.run("UPDATE unit_member SET to_date = $1 WHERE province_id = $2 AND unit_id = $3 AND person_id = $4 AND to_date IS NULL",
                   {std::string_view(on), context.province, unit_id, person_id});
    return json::object{{"unit_id", unit_id}, {"person_id", person_id}};
}

Field id_field(std::string_view name) { return {name, Kind::integer, true, 1}; }
Field day_field(std::string_view name, std::string_view note) { return {.name = name, .kind = Kind::date, .note = note}; }
Field name_field(std::string_view note) { return {.name = "name", .least = 1, .most = 200, .note = note}; }

}  // namespace

std::vector<CommandLine> group_commands(const places::Places& places, const Keys& keys) {
    const auto* at = &places;
    const Field from_date = day_field("from_date", "First day that counts.");
    const Field on_date = day_field("on_date", "First day that no longer counts.");
    return {
        {.name = "people.add_clan", .summary = "Adds a clan (a lineage or a branch of one) with its home hamlet.",
         .may = around(roles::keepers, Access::personal, "home_hamlet_id"),
         .fields = {name_field("As its people say it."), id_field("home_hamlet_id"), from_date},
         .run = [at, keys](CommandContext& c, const json::object& b) { return add_clan(*at, keys, c, b); }},
        {.name = "people.join_clan", .summary = "Makes a household part of a clan.",
         .may = only(roles::keepers, Access::personal, all_of({about_clan(), about_household()})),
         .fields = {id_field("clan_id"), id_field("household_id"), from_date},
         .run = [keys](CommandContext& c, const json::object& b) { return join_clan(keys, c, b); }},
        {.name = "people.leave_clan", .summary = "Ends a household's part in a clan.",
         .may = only(roles::keepers, Access::personal, about_clan()),
         .fields = {id_field("clan_id"), id_field("household_id"), on_date},
         .run = [](CommandContext& c, const json::object& b) { return leave_clan(c, b); }},
        {.name = "people.add_unit", .summary = "Adds a unit: an agency, a school, an enterprise, a unit of the armed forces.",
         .may = around(roles::keepers, Access::open, "commune_id"),
         .fields = {name_field("As on its seal."), {.name = "kind", .one_of = {"agency", "school", "enterprise", "armed_forces"}},
                    {.name = "managed_by", .one_of = {"commune", "province"}}, id_field("commune_id"), from_date},
         .run = [at, keys](CommandContext& c, const json::object& b) { return add_unit(*at, keys, c, b); }},
        {.name = "people.join_unit", .summary = "Makes a person staff or learner of a unit.",
         .may = only(keepers_and_unit, Access::personal, all_of({about_unit(), about_person()})),
         .fields = {id_field("unit_id"), id_field("person_id"), {.name = "role", .one_of = {"staff", "learner"}}, from_date},
         .run = [keys](CommandContext& c, const json::object& b) { return join_unit(keys, c, b); }},
        {.name = "people.leave_unit", .summary = "Ends a person's time in a unit.",
         .may = only(keepers_and_unit, Access::personal, about_unit()),
         .fields = {id_field("unit_id"), id_field("person_id"), on_date},
         .run = [](CommandContext& c, const json::object& b) { return leave_unit(c, b); }},
    };
}

}  // namespace khuyenhoc::people
