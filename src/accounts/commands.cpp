// The commands: who may what is journalled like everything else.
#include <algorithm>

#include "accounts/lines.h"
#include "accounts/rows.h"
#include "accounts/rules.h"
#include "accounts/scope.h"
#include "base/check.h"

namespace khuyenhoc::accounts {

namespace {

using FK = Field::Kind;

std::string_view text(const json::value& value) { return {value.as_string().data(), value.as_string().size()}; }

std::int64_t integer(const json::object& body, std::string_view name) {
    const auto* value = body.if_contains(name);
    return value != nullptr && value->is_int64() ? value->as_int64() : 0;
}

std::vector<Field> seat_fields() {
    return {{.name = "role", .one_of = role_words()},
            {.name = "place_id", .kind = FK::integer, .required = false, .least = 1, .note = "Of a role held at a place."},
            {.name = "unit_id", .kind = FK::integer, .required = false, .least = 1, .note = "Of a unit officer."},
            {.name = "household_id", .kind = FK::integer, .required = false, .least = 1, .note = "Of a citizen."}};
}

Field account_field() { return {.name = "account_id", .kind = FK::integer, .least = 1}; }

Grant grant_from(std::int64_t province, const json::object& body) {
    Grant grant;
    grant.role = parse_role(text(body.at("role"))).value_or(Role::citizen);  // a shape of its own names the roles
    grant.province = province;
    grant.place = integer(body, "place_id");
    grant.unit = integer(body, "unit_id");
    grant.household = integer(body, "household_id");
    return grant;
}

/// Exactly one id, of the kind the role is held at, of a place where it may be held.
Result<void> check_seat(const places::Atlas& atlas, const Grant& grant) {
    const auto seat = seat_of(grant.role);
    const bool is_alone = (grant.place != 0) + (grant.unit != 0) + (grant.household != 0) == 1;
    const bool fits = seat == Seat::place ? grant.place != 0 : seat == Seat::unit ? grant.unit != 0 : grant.household != 0;
    if (!is_alone || !fits) return refuse("accounts.wrong_seat", "role");
    const auto* place = grant.place == 0 ? nullptr : atlas.find(grant.place);
    if (grant.place != 0 && (place == nullptr || place->province != grant.province || !may_be_held_at(grant.role, place->kind)))
        return refuse("accounts.wrong_seat", "place_id");
    return {};
}

/// Whether whoever sends the command may give and take that role there. The program itself may.
bool may_keep(const CommandContext& context, const places::Atlas& atlas, const Grant& given) {
    if (context.caller.account == 0) return true;
    const auto place = place_of(context.db, given, context.today);
    const auto held = grants_of(context.db, context.caller.account, context.today);
    return place && std::ranges::any_of(held, [&](const Grant& own) {
        return own.place != 0 && own.province == given.province && may_give(own.role, given.role) &&
               covers(atlas, own.place, *place, context.today, Act::change);
    });
}

/// The same of everything an account holds: whoever gives its code could sign in as it.
Result<void> check_keeps_all(const CommandContext& context, const places::Atlas& atlas, std::int64_t account) {
    if (context.caller.account == account) return refuse("accounts.not_self");
    for (const auto& grant : grants_of(context.db, account, context.today))
        if (!may_keep(context, atlas, grant)) return refuse("accounts.not_yours_to_give");
    return {};
}

Result<AccountRow> open_account(store::Connection& db, std::int64_t account) {
    auto row = find_account(db, account);
    if (!row) return not_covered();
    if (row->is_closed) return refuse("accounts.closed", "account_id");
    return *row;
}

/// Somebody must be left who can let others in.
bool is_last_administrator(const CommandContext& context, std::int64_t account) {
    const std::string day = to_text(context.today);
    const auto others = context.db.query_integer(
        "SELECT count(DISTINCT g.account_id) FROM account_grant AS g JOIN account AS a ON a.account_id = g.account_id WHERE g.role = 'administrator'"
        " AND g.for_province = $1 AND g.account_id <> $2 AND g.from_date <= $3 AND (g.to_date IS NULL OR g.to_date > $4) AND a.to_date IS NULL",
        {context.province, account, day, day});
    return others == 0;
}

std::int64_t insert_grant(CommandContext& context, const Grant& grant) {
    const auto id = store::draw_ids(context.db, context.province, "account_grant", 1);
    const auto or_null = [](std::int64_t seat) { return seat == 0 ? store::Parameter() : store::Parameter(seat); };
    const std::string day = to_text(context.today);
    context.db.run("INSERT INTO account_grant(grant_id, account_id, role, for_province, place_id, unit_id, household_id, from_date, granted_by)"
                   " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                   {id, grant.account, text_of(grant.role), grant.province, or_null(grant.place), or_null(grant.unit), or_null(grant.household), day, context.actor});
    return id;
}

Result<json::value> add(Accounts& accounts, CommandContext& context, const json::object& body) {
    NewAccount account{std::string(text(body.at("login"))), std::string(text(body.at("name"))), grant_from(context.province, body)};
    const auto atlas = accounts.places().atlas();
    if (auto fits = check_seat(*atlas, account.grant); !fits) return std::unexpected(fits.error());
    if (!may_keep(context, *atlas, account.grant)) return refuse("accounts.not_yours_to_give", "role");
    auto answer = add_account(context, *atlas, account);
    if (!answer) return std::unexpected(answer.error());
    return json::value(std::move(*answer));
}

Result<json::value> grant(Accounts& accounts, CommandContext& context, const json::object& body) {
    const auto atlas = accounts.places().atlas();
    Grant given = grant_from(context.province, body);
    given.account = integer(body, "account_id");
    if (context.caller.account == given.account) return refuse("accounts.not_self");
    if (auto row = open_account(context.db, given.account); !row) return std::unexpected(row.error());
    if (auto fits = check_seat(*atlas, given); !fits) return std::unexpected(fits.error());
    if (!may_keep(context, *atlas, given)) return refuse("accounts.not_yours_to_give", "role");
    for (const auto& held : grants_of(context.db, given.account, context.today))
        if (held.role == given.role && held.seat() == given.seat()) return refuse("accounts.has_it", "role");
    context.after_commit.emplace_back([&accounts] { accounts.forget(); });
    return json::value(json::object{{"grant_id", insert_grant(context, given)}});
}

Result<json::value> end_grant(Accounts& accounts, CommandContext& context, const json::object& body) {
    const auto held = find_grant(context.db, integer(body, "grant_id"), context.today);
    if (!held) return not_covered();
    if (context.caller.account == held->account) return refuse("accounts.not_self");
    if (!may_keep(context, *accounts.places().atlas(), *held)) return refuse("accounts.not_yours_to_give");
    if (held->role == Role::administrator && is_last_administrator(context, held->account)) return refuse("accounts.last_administrator");
    const std::string day = to_text(context.today);
    context.db.run("UPDATE account_grant SET to_date = $1 WHERE grant_id = $2", {day, held->id});
    context.after_commit.emplace_back([&accounts] { accounts.forget(); });
    return json::value(json::object{});
}

Result<json::value> close(Accounts& accounts, CommandContext& context, const json::object& body) {
    const auto account = integer(body, "account_id");
    const auto row = open_account(context.db, account);
    if (!row) return std::unexpected(row.error());
    if (auto keeps = check_keeps_all(context, *accounts.places().atlas(), account); !keeps) return std::unexpected(keeps.error());
    const auto held = grants_of(context.db, account, context.today);
    if (std::ranges::find(held, Role::administrator, &Grant::role) != held.end() && is_last_administrator(context, account))
        return refuse("accounts.last_administrator");
    const std::string day = to_text(context.today);
    context.db.run("UPDATE account SET to_date = $1 WHERE account_id = $2", {day, account});
    context.db.run("UPDATE account_grant SET to_date = $1 WHERE account_id = $2 AND to_date IS NULL", {day, account});
    context.db.run("DELETE FROM account_external WHERE account_id = $1", {account});
    context.db.run("DELETE FROM account_passkey WHERE account_id = $1", {account});
    context.after_commit.emplace_back([&accounts] { accounts.forget(); });
    return json::value(json::object{});
}

/// Notes that a code was given. The code itself is made after the command is durable, and is in no journal.
Result<json::value> give_code(Accounts& accounts, CommandContext& context, const json::object& body) {
    const auto account = integer(body, "account_id");
    const auto row = open_account(context.db, account);
    if (!row) return std::unexpected(row.error());
    if (row->is_demo) return refuse("accounts.no_demo");
    if (auto keeps = check_keeps_all(context, *accounts.places().atlas(), account); !keeps) return std::unexpected(keeps.error());
    return json::value(json::object{});
}

// -- what a command is about

Result<About> about_grant(store::Connection& db, const Grant& grant) {
    const auto place = place_of(db, grant, today_in_vietnam());
    if (!place) return not_covered();
    About about{.places = {*place}};
    if (grant.unit != 0) about.units = {grant.unit};
    if (grant.household != 0) about.households = {grant.household};
    return about;
}

Result<About> about_seat(store::Connection& db, std::int64_t province, const json::object& fields) {
    const Grant grant = grant_from(province, fields);
    if (grant.seat() == 0) return About{};
    return about_grant(db, grant);
}

Result<About> about_held(store::Connection& db, std::int64_t, const json::object& fields) {
    const auto held = find_grant(db, integer(fields, "grant_id"), today_in_vietnam());
    if (!held) return not_covered();
    return about_grant(db, *held);
}

}  // namespace

/// Everything the account holds; nothing held: the province.
Result<About> about_account(store::Connection& db, std::int64_t, const json::object& fields) {
    const auto account = integer(fields, "account_id");
    if (!find_account(db, account)) return not_covered();
    About about;
    for (const auto& grant : grants_of(db, account, today_in_vietnam())) {
        const auto one = about_grant(db, grant);
        if (!one) return one;
        about.places.insert(about.places.end(), one->places.begin(), one->places.end());
    }
    return about;
}

const std::vector<std::string_view>& role_words() {
    static const auto words = [] {
        std::vector<std::string_view> all;
        for (int i = 0; i < role_count; ++i) all.push_back(text_of(static_cast<Role>(i)));
        return all;
    }();
    return words;
}

Result<json::object> add_account(CommandContext& context, const places::Atlas& atlas, const NewAccount& account) {
    const auto login = canonical_login(account.login);
    if (!login) return refuse("accounts.bad_login", "login");
    if (auto fits = check_seat(atlas, account.grant); !fits) return std::unexpected(fits.error());
    if (context.db.query_integer("SELECT 1 FROM account WHERE login = $1", {*login})) return refuse("accounts.login_taken", "login");
    Grant first = account.grant;
    first.account = store::draw_ids(context.db, context.province, "account", 1);
    const std::string day = to_text(context.today);
    context.db.run("INSERT INTO account(account_id, login, name, is_demo, opened_by, from_date) VALUES ($1, $2, $3, $4, $5, $6)",
                   {first.account, *login, account.name, std::int64_t(account.is_demo), context.actor, day});
    const auto grant_id = insert_grant(context, first);
    return json::object{{"account_id", first.account}, {"grant_id", grant_id}};
}

namespace {

/// What it holds already belongs to it: nobody learns of accounts elsewhere by giving them a role here.
Result<About> about_given(store::Connection& db, std::int64_t province, const json::object& fields) {
    auto about = about_seat(db, province, fields);
    if (!about) return about;
    const auto held = about_account(db, province, fields);
    if (!held) return held;
    about->places.insert(about->places.end(), held->places.begin(), held->places.end());
    return about;
}

}  // namespace

std::vector<CommandLine> command_lines(Accounts& accounts) {
    const auto runs = [&accounts](auto* act) {
        return [&accounts, act](CommandContext& context, const json::object& body) { return act(accounts, context, body); };
    };
    auto new_account = seat_fields();
    new_account.insert(new_account.begin(), {{.name = "login", .least = 3, .most = 40}, {.name = "name", .least = 1, .most = 100}});
    auto new_grant = seat_fields();
    new_grant.insert(new_grant.begin(), account_field());
    return {{.name = "accounts.add",
             .summary = "Opens an account with its first role. It is used with a one-time code.",
             .may = only(account_keepers, Access::personal, about_seat),
             .fields = new_account,
             .run = runs(add)},
            {.name = "accounts.grant",
             .summary = "Gives an account another role.",
             .may = only(account_keepers, Access::personal, about_given),
             .fields = new_grant,
             .run = runs(grant)},
            {.name = "accounts.end_grant",
             .summary = "Takes a role away, from today.",
             .may = only(account_keepers, Access::personal, about_held),
             .fields = {{.name = "grant_id", .kind = FK::integer, .least = 1}},
             .run = runs(end_grant)},
            {.name = "accounts.close",
             .summary = "Closes an account for good, with its sessions.",
             .may = only(account_keepers, Access::personal, about_account),
             .fields = {account_field()},
             .run = runs(close)},
            {.name = "accounts.give_code",
             .summary = "Notes that its holder was given a one-time code in person.",
             .may = only(account_keepers, Access::personal, about_account),
             .fields = {account_field(),
                        {.name = "drops_totp", .kind = FK::boolean, .required = false, .note = "The second factor is lost too."}},
             .run = runs(give_code)}};
}

}  // namespace khuyenhoc::accounts
