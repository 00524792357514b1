// Opening another place's records in an emergency: for some hours, with a reason, seen by those who watch.
#include "accounts/lines.h"
#include "accounts/readings.h"
#include "accounts/rows.h"

namespace khuyenhoc::accounts {

namespace {

using FK = Field::Kind;

constexpr std::int64_t hour_ms = 3'600'000;

/// Whoever watches over it.
constexpr Roles watchers{Role::administrator, Role::secretary, Role::auditor};

std::int64_t integer(const json::object& fields, std::string_view name) { return fields.at(name).as_int64(); }

Result<json::value> open_glass(Accounts& accounts, CommandContext& context, const json::object& body) {
    const auto place = integer(body, "place_id");
    const auto* found = accounts.places().atlas()->find(place);
    if (found == nullptr || found->province != context.province) return refuse("accounts.no_such_place", "place_id");
    const auto id = store::draw_ids(context.db, context.province, "break_glass", 1);
    const auto until = accounts.now_ms() + integer(body, "hours") * hour_ms;
    const std::string reason = json::value_to<std::string>(body.at("reason"));
    context.db.run("INSERT INTO break_glass(glass_id, account_id, role, for_province, place_id, reason, begun_at, until_ms)"
                   " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                   {id, context.caller.account, text_of(context.caller.role), context.province, place, reason, context.at, until});
    context.after_commit.emplace_back([&accounts] { accounts.forget(); });
    return json::value(json::object{{"glass_id", id}, {"until_ms", until}});
}

/// By whoever opened it, or whoever watches.
Result<json::value> close_glass(Accounts& accounts, CommandContext& context, const json::object& body) {
    const auto id = integer(body, "glass_id");
    const auto owner = context.db.query_integer("SELECT account_id FROM break_glass WHERE glass_id = $1", {id});
    if (!owner || (*owner != context.caller.account && !watchers.contains(context.caller.role))) return not_covered();
    const auto now = accounts.now_ms();
    context.db.run("UPDATE break_glass SET until_ms = $1 WHERE glass_id = $2 AND until_ms > $3", {now, id, now});
    context.after_commit.emplace_back([&accounts] { accounts.forget(); });
    return json::value(json::object{});
}

}  // namespace

std::vector<Grant> broken_glass_of(store::Connection& db, std::int64_t account, std::int64_t now_ms) {
    std::vector<Grant> open;
    db.query("SELECT glass_id, role, for_province, place_id FROM break_glass WHERE account_id = $1 AND until_ms > $2 ORDER BY glass_id", {account, now_ms},
             [&](const store::Row& row) {
                 Grant grant{.id = row.integer(0), .account = account, .province = row.integer(2), .place = row.integer(3)};
                 grant.role = parse_role(row.text(1)).value_or(Role::citizen);
                 grant.only_reads = true;
                 open.push_back(grant);
             });
    return open;
}

std::vector<CommandLine> break_glass_commands(Accounts& accounts) {
    return {{.name = "accounts.break_glass",
             .summary = "Opens another place's records for reading, in an emergency and for some hours. Those who watch are told.",
             .may = anywhere(roles::keepers, Access::personal),
             .fields = {{.name = "place_id", .kind = FK::integer, .least = 1},
                        {.name = "hours", .kind = FK::integer, .least = 1, .most = 24},
                        {.name = "reason", .least = 10, .most = 500}},
             .run = [&accounts](CommandContext& c, const json::object& b) { return open_glass(accounts, c, b); }},
            {.name = "accounts.end_break_glass",
             .summary = "Ends it early.",
             .may = anywhere(roles::keepers | watchers, Access::personal),
             .fields = {{.name = "glass_id", .kind = FK::integer, .least = 1}},
             .run = [&accounts](CommandContext& c, const json::object& b) { return close_glass(accounts, c, b); }}};
}

}  // namespace khuyenhoc::accounts
