// Holding a request to a line's rule.
#include <algorithm>
#include <array>

#include "accounts/accounts.h"
#include "accounts/read_log.h"
#include "accounts/rows.h"
#include "accounts/rules.h"
#include "accounts/scope.h"

namespace khuyenhoc::accounts {

namespace {

/// What is open to whoever still has to set up the second factor.
constexpr std::array<std::string_view, 6> open_without_totp = {"/api/me",           "/api/sign-out", "/api/password",
                                                               "/api/totp/begin", "/api/totp/confirm", "/api/totp/off"};

/// Commands change; a question does not, even when it is a POST; an upload is kept.
Act act_of(std::string_view line) {
    return line.starts_with('/') && (!line.starts_with("/api/upload/") || line.ends_with("/look") || line == "/api/upload/boundaries") ? Act::read : Act::change;
}

/// Whether a role could ever use the line: what it is about is not asked yet.
bool fits(const Grant& grant, const May& may, std::string_view line) {
    const bool only_reads = (grant.role == Role::auditor || grant.only_reads) && act_of(line) == Act::change;
    return may.roles.contains(grant.role) && !only_reads;
}

Caller caller_of(const Standing* who, const Grant* grant) {
    Caller caller;
    caller.actor = "nobody";
    if (who == nullptr) return caller;
    caller.account = who->account;
    caller.session = who->session;
    caller.actor = "a" + std::to_string(who->account);
    if (grant != nullptr) {
        caller.role = grant->role;
        caller.place = grant->seat();
    }
    return caller;
}

bool is_empty(const About& about) {
    return about.places.empty() && about.households.empty() && about.persons.empty() && about.units.empty();
}

bool is_of_household(store::Connection& db, std::int64_t province, std::int64_t person, std::int64_t household, const std::string& day) {
    return db
        .query_integer("SELECT 1 FROM household_member WHERE province_id = $1 AND person_id = $2 AND household_id = $3 AND from_date <= $4"
                       " AND (to_date IS NULL OR to_date > $5) LIMIT 1",
                       {province, person, household, day, day})
        .has_value();
}

/// Of a citizen: everything named is of the own household, and something is.
bool is_own(store::Connection& db, const Grant& grant, const About& about) {
    if (!about.units.empty() || (about.households.empty() && about.persons.empty())) return false;
    const std::string day = to_text(today_in_vietnam());
    return std::ranges::all_of(about.households, [&](auto household) { return household == grant.household; }) &&
           std::ranges::all_of(about.persons, [&](auto person) { return is_of_household(db, grant.province, person, grant.household, day); });
}

/// Whom a unit takes in lives where the unit is: else its officer could learn anybody's name by taking in ids.
bool is_near_unit(const places::Atlas& atlas, const Grant& grant, const About& about, store::Connection& db) {
    const Date today = today_in_vietnam();
    const auto home = place_of(db, grant, today);
    return home && std::ranges::all_of(about.places, [&](auto place) { return covers(atlas, *home, place, today, Act::read); });
}

}  // namespace

Result<void> Accounts::may_try(const Standing* who, const May& may, std::string_view line) const {
    if (may.who == May::Who::anyone) return {};
    if (who == nullptr) return refuse("may.sign_in");
    if (who->must_have_totp && std::ranges::find(open_without_totp, line) == open_without_totp.end()) return refuse("accounts.totp_first");
    if (may.who == May::Who::signed_in) return {};
    const bool has_role = std::ranges::any_of(who->grants, [&](const Grant& grant) { return fits(grant, may, line); });
    if (may.who == May::Who::nobody || !has_role) return refuse("may.not_yours");
    return {};
}

Result<Caller> Accounts::admit(const Standing* who, const May& may, std::string_view line, store::Connection& db, std::int64_t province,
                               json::object& fields) const {
    if (auto tried = may_try(who, may, line); !tried) return std::unexpected(tried.error());
    if (may.who != May::Who::roles) return caller_of(who, nullptr);
    return with_role(*who, may, line, db, province, fields);
}

Result<Caller> Accounts::with_role(const Standing& who, const May& may, std::string_view line, store::Connection& db, std::int64_t province,
                                   json::object& fields) const {
    std::vector<const Grant*> fitting;
    for (const auto& grant : who.grants)
        if (fits(grant, may, line) && (province == 0 || grant.province == province)) fitting.push_back(&grant);
    if (fitting.empty()) return refuse("may.not_yours");
    const auto atlas = places_.atlas();
    const auto has_province = [&](const Grant* grant) { return grant->place == grant->province; };
    if (!may.own_place.empty() && !fields.contains(may.own_place) && std::ranges::none_of(fitting, has_province)) {
        const auto seated = std::ranges::find_if(fitting, [](const Grant* grant) { return grant->place != 0 && !grant->only_reads; });
        if (seated != fitting.end()) fields[may.own_place] = (*seated)->place;
    }
    Result<About> about = About{};
    if (may.about) about = may.about(db, province == 0 ? fitting.front()->province : province, fields);
    if (!about) return std::unexpected(about.error());
    for (const Grant* grant : fitting)
        if (is_covered(*grant, may, *about, db, line)) return let_in(who, *grant, may, line, *about, fields);
    return not_covered();
}

/// What is personal is noted before it is shown; a command is in the journal anyway.
Result<Caller> Accounts::let_in(const Standing& who, const Grant& grant, const May& may, std::string_view line, const About& about,
                                const json::object& fields) const {
    Caller caller = caller_of(&who, &grant);
    if (read_log_ == nullptr || may.access == Access::open || act_of(line) == Act::change) return caller;
    const auto* reason = fields.if_contains("reason");
    const bool is_said = may.access == Access::sensitive && reason != nullptr && reason->is_string();
    if (auto noted = read_log_->note(caller, grant.province, line, about, is_said ? std::string_view(reason->as_string()) : ""); !noted)
        return std::unexpected(noted.error());
    return caller;
}

bool Accounts::is_covered(const Grant& grant, const May& may, const About& about, store::Connection& db, std::string_view line) const {
    if (!may.about && !may.whole_province) return true;
    switch (seat_of(grant.role)) {
        case Seat::unit:
            return !about.units.empty() && std::ranges::all_of(about.units, [&](auto unit) { return unit == grant.unit; }) && is_near_unit(*places_.atlas(), grant, about, db);
        case Seat::household:
            return is_own(db, grant, about);
        case Seat::place:
            break;
    }
    // Nothing named, or nothing that lies anywhere: the province as a whole.
    if (is_empty(about) || about.places.empty()) return grant.place == grant.province;
    const auto atlas = places_.atlas();
    const Date today = today_in_vietnam();
    return std::ranges::all_of(about.places, [&](auto place) { return covers(*atlas, grant.place, place, today, act_of(line)); });
}

}  // namespace khuyenhoc::accounts
