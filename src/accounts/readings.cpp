// Who has looked at whom: for an auditor, and for the person concerned.
#include "accounts/readings.h"

#include <algorithm>

#include "accounts/lines.h"
#include "accounts/read_log.h"
#include "accounts/rows.h"
#include "people/about.h"

namespace khuyenhoc::accounts {

namespace {

using FK = Field::Kind;

constexpr Roles who_asks{Role::auditor, Role::citizen};

std::int64_t integer(const json::object& fields, std::string_view name, std::int64_t otherwise = 0) {
    const auto* value = fields.if_contains(name);
    return value != nullptr && value->is_int64() ? value->as_int64() : otherwise;
}

struct Reading {
    std::int64_t id = 0, account = 0, subject_id = 0;
    std::string at, role, line, subject, reason;
};

Reading reading_in(const store::Row& row) {
    return {row.integer(0), row.integer(2), row.integer(6), std::string(row.text(1)), std::string(row.text(3)), std::string(row.text(4)), std::string(row.text(5)),
            row.optional_text(7).value_or("")};
}

/// Those of one subject, the newest first.
void add_of_subject(std::vector<Reading>& out, store::Connection& db, std::int64_t province, std::string_view subject, std::int64_t id, std::int64_t before,
                    std::int64_t most) {
    db.query("SELECT reading_id, at, account_id, role, line, subject, subject_id, reason_sealed FROM reading "
             "WHERE province_id = $1 AND subject = $2 AND subject_id = $3 AND reading_id < $4 ORDER BY reading_id DESC LIMIT $5",
             {province, subject, id, before, most}, [&](const store::Row& row) { out.push_back(reading_in(row)); });
}

void add_by_account(std::vector<Reading>& out, store::Connection& db, std::int64_t province, std::int64_t account, std::int64_t before, std::int64_t most) {
    db.query("SELECT reading_id, at, account_id, role, line, subject, subject_id, reason_sealed FROM reading "
             "WHERE province_id = $1 AND account_id = $2 AND reading_id < $3 ORDER BY reading_id DESC LIMIT $4",
             {province, account, before, most}, [&](const store::Row& row) { out.push_back(reading_in(row)); });
}

Result<About> about_readings(store::Connection& db, std::int64_t province, const json::object& fields) {
    if (fields.contains("account_id")) return about_account(db, province, fields);
    if (fields.contains("person_id")) return people::about_person()(db, province, fields);
    if (fields.contains("household_id")) return people::about_household()(db, province, fields);
    if (fields.contains("place_id")) return people::about_place("place_id")(db, province, fields);
    return not_covered();
}

/// A person was seen on their own card, on their household's, and in the lists of their hamlet and commune.
std::vector<Reading> of_those(Accounts& accounts, QueryContext& context, const json::object& fields, std::int64_t before, std::int64_t most) {
    std::vector<Reading> out;
    const auto province = province_of(context.caller.place);
    if (const auto account = integer(fields, "account_id"); account != 0) add_by_account(out, context.db, province, account, before, most);
    const auto about = about_readings(context.db, province, fields);
    if (!about || fields.contains("account_id")) return out;
    const auto add = [&](std::string_view subject, std::int64_t id) { add_of_subject(out, context.db, province, subject, id, before, most); };
    if (const auto person = integer(fields, "person_id"); person != 0) {
        add("person", person);
        context.db.query("SELECT DISTINCT household_id FROM household_member WHERE province_id = $1 AND person_id = $2 ORDER BY household_id",
                         {province, person}, [&](const store::Row& row) { add("household", row.integer(0)); });
    }
    if (const auto household = integer(fields, "household_id"); household != 0) add("household", household);
    const auto atlas = accounts.places().atlas();
    for (const auto place : about->places) {
        add("place", place);
        const auto commune = atlas->find(place) == nullptr ? std::nullopt : atlas->commune_of(place, context.today);
        if (commune && *commune != place && !fields.contains("place_id")) add("place", *commune);
    }
    std::ranges::sort(out, std::greater(), &Reading::id);
    const auto same = std::ranges::unique(out, {}, &Reading::id);
    out.erase(same.begin(), same.end());
    if (out.size() > static_cast<std::size_t>(most)) out.resize(static_cast<std::size_t>(most));
    return out;
}

json::object said(Accounts& accounts, QueryContext& context, const Reading& reading) {
    const auto account = find_account(context.db, reading.account);
    json::object out{{"reading_id", reading.id}, {"at", reading.at}, {"role", reading.role}, {"line", reading.line}, {"subject", reading.subject},
                     {"subject_id", reading.subject_id}, {"account_id", reading.account}, {"name", account ? json::value(account->name) : json::value()}};
    out["reason"] = reading.reason.empty() ? json::value() : json::value(accounts.open_reason(reading.reason));
    return out;
}

Result<Answer> readings(Accounts& accounts, QueryContext& context, const json::object& fields) {
    const std::int64_t most = integer(fields, "limit", 50);
    const auto found = of_those(accounts, context, fields, integer(fields, "before", INT64_MAX), most);
    json::array rows;
    for (const auto& reading : found) rows.push_back(said(accounts, context, reading));
    const bool is_full = found.size() == static_cast<std::size_t>(most);
    return Answer{.value = json::object{{"readings", std::move(rows)}, {"next", is_full ? json::value(found.back().id) : json::value()}},
                  .file = {}, .content_type = {}, .file_name = {}};
}

/// Emergencies of a place and beneath it, the newest first.
Result<Answer> emergencies(Accounts& accounts, QueryContext& context, const json::object& fields) {
    const auto atlas = accounts.places().atlas();
    const auto at = integer(fields, "place_id", province_of(context.caller.place));
    const auto now = accounts.now_ms();
    json::array rows;
    context.db.query("SELECT glass_id, account_id, role, place_id, reason, begun_at, until_ms FROM break_glass WHERE for_province = $1 ORDER BY glass_id DESC LIMIT 200",
                     {province_of(at)}, [&](const store::Row& row) {
                         const auto place = row.integer(3);
                         if (place != at && !atlas->is_under(place, at, context.today)) return;
                         const auto account = find_account(context.db, row.integer(1));
                         rows.push_back(json::object{{"glass_id", row.integer(0)}, {"account_id", row.integer(1)},
                                                     {"name", account ? json::value(account->name) : json::value()}, {"role", row.text(2)}, {"place_id", place},
                                                     {"place", atlas->full_name(place, context.today, context.language)}, {"reason", row.text(4)},
                                                     {"begun_at", row.text(5)}, {"until_ms", row.integer(6)}, {"open", row.integer(6) > now}});
                     });
    return Answer{.value = json::object{{"emergencies", std::move(rows)}}, .file = {}, .content_type = {}, .file_name = {}};
}

}  // namespace

std::vector<QueryLine> reading_queries(Accounts& accounts) {
    const auto id = [](std::string_view name, std::string_view note) {
        return Field{.name = name, .kind = FK::integer, .required = false, .least = 1, .note = note};
    };
    return {{.path = "/api/readings",
             .summary = "Who has looked at a person, a household or a place, or what an account has looked at. One of the ids is given.",
             .may = only(who_asks, Access::personal, about_readings),
             .parameters = {id("person_id", ""), id("household_id", ""), id("place_id", ""), id("account_id", ""), id("before", "The `next` of the page before."),
                            {.name = "limit", .kind = FK::integer, .required = false, .least = 1, .most = 200}},
             .run = [&accounts](QueryContext& c, const json::object& f) { return readings(accounts, c, f); }},
            {.path = "/api/emergencies",
             .summary = "Records opened in an emergency by people of another place.",
             .may = around({Role::administrator, Role::secretary, Role::auditor, Role::commune_officer}, Access::open, "place_id"),
             .parameters = {id("place_id", "The caller's own place when left out.")},
             .run = [&accounts](QueryContext& c, const json::object& f) { return emergencies(accounts, c, f); }}};
}

}  // namespace khuyenhoc::accounts
