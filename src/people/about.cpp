#include "people/about.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "base/date.h"
#include "people/cards.h"
#include "people/merges.h"

namespace khuyenhoc::people {

namespace {

/// How many ids one statement asks for; fewer are filled up with the last, so that there are two texts to prepare, not a hundred.
constexpr std::size_t few = 8, many = 200;

std::string with_list(std::string_view sql, std::size_t count) {
    std::string list;
    for (std::size_t i = 0; i < count; ++i) list += fmt::format("{}${}", i == 0 ? "" : ", ", i + 2);
    std::string out(sql);
    out.replace(out.find("LIST"), 4, list);
    std::size_t next = count + 2;
    for (auto at = out.find("TODAY"); at != std::string::npos; at = out.find("TODAY")) out.replace(at, 5, fmt::format("${}", next++));
    return out;
}

/// id and place of all that are found; `sql` has $1 for the province, LIST for the ids and behind it TODAY, twice at most.
std::unordered_map<std::int64_t, std::int64_t> places_of(store::Connection& db, std::int64_t province, std::string_view sql,
                                                         std::span<const std::int64_t> ids) {
    std::unordered_map<std::int64_t, std::int64_t> found;
    const std::string today = to_text(today_in_vietnam());
    const std::size_t days = sql.contains("TODAY") ? 2 : 0;
    while (!ids.empty()) {
        const std::size_t size = ids.size() <= few ? few : many;
        const auto part = ids.first(std::min(size, ids.size()));
        std::vector<store::Parameter> parameters{province};
        for (const auto id : part) parameters.emplace_back(id);
        parameters.resize(size + 1, store::Parameter(part.back()));
        parameters.resize(size + 1 + days, store::Parameter(std::string_view(today)));
        const auto statement = db.prepare(with_list(sql, size));
        statement->start(parameters);
        while (const store::Row* row = statement->step()) found.try_emplace(row->integer(0), row->integer(1));
        ids = ids.subspan(part.size());
    }
    return found;
}

std::int64_t province_asked(std::int64_t province, std::span<const std::int64_t> ids) {
    return province != 0 || ids.empty() ? province : province_of(ids.front());
}

constexpr std::string_view homes =
    "SELECT household_id, hamlet_id FROM household_home WHERE province_id = $1 AND household_id IN (LIST) "
    "AND from_date <= TODAY AND (to_date IS NULL OR to_date > TODAY)";
/// Nearly everybody is in one household that has a home; the others are looked up one by one.
constexpr std::string_view homes_of_persons =
    "SELECT m.person_id, a.hamlet_id FROM household_member m JOIN household_home a ON a.province_id = m.province_id "
    "AND a.household_id = m.household_id WHERE m.province_id = $1 AND m.person_id IN (LIST) AND m.to_date IS NULL "
    "AND a.from_date <= TODAY AND (a.to_date IS NULL OR a.to_date > TODAY) ORDER BY m.from_date, m.household_id";
constexpr std::string_view homes_of_clans = "SELECT clan_id, home_hamlet_id FROM clan WHERE province_id = $1 AND clan_id IN (LIST)";
constexpr std::string_view communes_of_units = "SELECT unit_id, commune_id FROM unit WHERE province_id = $1 AND unit_id IN (LIST)";

using OneByOne = std::optional<std::int64_t> (*)(store::Connection&, std::int64_t, std::int64_t);

Result<void> add(About& about, store::Connection& db, std::int64_t province, std::span<const std::int64_t> ids, std::string_view sql,
                 OneByOne rest, std::vector<std::int64_t>& named) {
    province = province_asked(province, ids);
    const auto found = places_of(db, province, sql, ids);
    for (const auto id : ids) {
        const auto known = found.find(id);
        const auto place = known != found.end() ? std::optional(known->second) : rest == nullptr ? std::nullopt : rest(db, province, id);
        if (!place) return not_covered();
        add_place(about, *place == 0 ? province : *place);
        named.push_back(id);
    }
    return {};
}

std::vector<std::int64_t> ids_in(const json::object& fields, std::string_view name) {
    const json::value* value = fields.if_contains(view(name));
    if (value == nullptr || value->is_null()) return {};
    if (value->is_array()) return json::value_to<std::vector<std::int64_t>>(*value);
    return {value->to_number<std::int64_t>()};
}

using Add = Result<void> (*)(About&, store::Connection&, std::int64_t, std::span<const std::int64_t>);

FindAbout found_by(Add add_things, std::string_view field) {
    return [add_things, field](store::Connection& db, std::int64_t province, const json::object& fields) -> Result<About> {
        About about;
        const auto ids = ids_in(fields, field);
        if (auto added = add_things(about, db, province, ids); !added) return std::unexpected(added.error());
        return about;
    };
}

/// The two persons of a row that the field names.
FindAbout about_two(std::string_view field, std::string_view sql) {
    return [field, sql](store::Connection& db, std::int64_t province, const json::object& fields) -> Result<About> {
        const auto ids = ids_in(fields, field);
        std::vector<std::int64_t> persons;
        for (const auto id : ids)
            db.query(sql, {province_asked(province, ids), id},
                     [&](const store::Row& row) { persons.insert(persons.end(), {row.integer(0), row.integer(1)}); });
        if (persons.empty()) return not_covered();
        About about;
        if (auto added = add_persons(about, db, province, persons); !added) return std::unexpected(added.error());
        return about;
    };
}

}  // namespace

void add_place(About& about, std::int64_t place) {
    // Sheets name hundreds of things of one hamlet.
    if (std::ranges::find(about.places, place) == about.places.end()) about.places.push_back(place);
}

std::optional<std::int64_t> hamlet_of_household(store::Connection& db, std::int64_t province, std::int64_t household) {
    const std::string today = to_text(today_in_vietnam());
    return db.query_integer("SELECT hamlet_id FROM household_home WHERE province_id = $1 AND household_id = $2 "
                            "ORDER BY CASE WHEN from_date <= $3 THEN 0 ELSE 1 END, from_date DESC LIMIT 1",
                            {province, household, std::string_view(today)});
}

std::optional<std::int64_t> hamlet_of_person(store::Connection& db, std::int64_t province, std::int64_t person) {
    const auto household = db.query_integer("SELECT household_id FROM household_member WHERE province_id = $1 AND person_id = $2 "
                                            "ORDER BY CASE WHEN to_date IS NULL THEN 0 ELSE 1 END, to_date DESC NULLS LAST, from_date, household_id LIMIT 1",
                                            {province, person});
    if (household) return hamlet_of_household(db, province, *household);
    const auto there = db.query_integer("SELECT person_id FROM person WHERE province_id = $1 AND person_id = $2", {province, person});
    return there ? std::optional<std::int64_t>(0) : std::nullopt;
}

Result<void> add_households(About& about, store::Connection& db, std::int64_t province, std::span<const std::int64_t> ids) {
    return add(about, db, province, ids, homes, &hamlet_of_household, about.households);
}

Result<void> add_persons(About& about, store::Connection& db, std::int64_t province, std::span<const std::int64_t> ids) {
    return add(about, db, province, ids, homes_of_persons, &hamlet_of_person, about.persons);
}

Result<void> add_clans(About& about, store::Connection& db, std::int64_t province, std::span<const std::int64_t> ids) {
    std::vector<std::int64_t> unnamed;  // nobody's role is held at a clan
    return add(about, db, province, ids, homes_of_clans, nullptr, unnamed);
}

Result<void> add_units(About& about, store::Connection& db, std::int64_t province, std::span<const std::int64_t> ids) {
    return add(about, db, province, ids, communes_of_units, nullptr, about.units);
}

FindAbout about_household(std::string_view field) { return found_by(&add_households, field); }
FindAbout about_person(std::string_view field) { return found_by(&add_persons, field); }
FindAbout about_clan(std::string_view field) { return found_by(&add_clans, field); }
FindAbout about_unit(std::string_view field) { return found_by(&add_units, field); }

FindAbout about_place(std::string_view field) {
    return [field](store::Connection&, std::int64_t, const json::object& fields) -> Result<About> { return About{.places = ids_in(fields, field)}; };
}

FindAbout about_member(std::string_view household_field, std::string_view person_field) {
    return [=](store::Connection& db, std::int64_t province, const json::object& fields) -> Result<About> {
        About about;
        const auto households = ids_in(fields, household_field), persons = ids_in(fields, person_field);
        if (auto added = add_households(about, db, province, households); !added) return std::unexpected(added.error());
        std::vector<std::int64_t> others;
        for (const auto person : persons) {
            const auto member = db.query_integer("SELECT person_id FROM household_member WHERE province_id = $1 AND household_id = $2 AND person_id = $3 LIMIT 1",
                                                 {province_asked(province, persons), households.front(), person});
            (member ? about.persons : others).push_back(person);
        }
        if (auto added = add_persons(about, db, province, others); !added) return std::unexpected(added.error());
        return about;
    };
}

FindAbout about_every_membership(std::string_view person_field) {
    return [=](store::Connection& db, std::int64_t province, const json::object& fields) -> Result<About> {
        About about;
        const auto persons = ids_in(fields, person_field);
        if (auto added = add_persons(about, db, province, persons); !added) return std::unexpected(added.error());
        std::vector<std::int64_t> households;
        for (const auto person : persons)
            db.query("SELECT household_id FROM household_member WHERE province_id = $1 AND person_id = $2 AND to_date IS NULL ORDER BY household_id",
                     {province_asked(province, persons), person}, [&](const store::Row& row) { households.push_back(row.integer(0)); });
        if (auto added = add_households(about, db, province, households); !added) return std::unexpected(added.error());
        return about;
    };
}

FindAbout about_merge(std::string_view field) {
    return about_two(field, "SELECT keep_id, gone_id FROM person_merge WHERE province_id = $1 AND merge_id = $2");
}

FindAbout about_merge_ask(std::string_view field) {
    return about_two(field, "SELECT keep_id, gone_id FROM person_merge_ask WHERE province_id = $1 AND ask_id = $2");
}

FindAbout all_of(std::vector<FindAbout> parts) {
    return [parts = std::move(parts)](store::Connection& db, std::int64_t province, const json::object& fields) -> Result<About> {
        About all;
        for (const auto& part : parts) {
            auto found = part(db, province, fields);
            if (!found) return found;
            for (const auto place : found->places) add_place(all, place);
            all.households.insert(all.households.end(), found->households.begin(), found->households.end());
            all.persons.insert(all.persons.end(), found->persons.begin(), found->persons.end());
            all.units.insert(all.units.end(), found->units.begin(), found->units.end());
        }
        return all;
    };
}

}  // namespace khuyenhoc::people
