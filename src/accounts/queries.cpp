// Lists of accounts, for who keeps them.
#include <algorithm>

#include "accounts/lines.h"
#include "accounts/rows.h"
#include "accounts/rules.h"
#include "base/text.h"

namespace khuyenhoc::accounts {

namespace {

using FK = Field::Kind;

constexpr std::size_t page_size = 50;

json::object account_json(store::Connection& db, const places::Atlas& atlas, const AccountRow& row, Date today) {
    json::array grants;
    for (const auto& grant : grants_of(db, row.id, today)) grants.push_back(describe(db, atlas, grant, today));
    return {{"account_id", row.id}, {"login", row.login}, {"name", row.name}, {"closed", row.is_closed}, {"demo", row.is_demo}, {"grants", std::move(grants)}};
}

/// Every account with a role at the place or beneath it, in the order of ids; those who keep a province see its closed ones too.
std::vector<AccountRow> accounts_at(store::Connection& db, const places::Atlas& atlas, std::int64_t place, Date today) {
    std::vector<AccountRow> all;
    db.query("SELECT account_id, login, name, is_demo, to_date FROM account ORDER BY account_id", {}, [&](const store::Row& row) {
        all.push_back({row.integer(0), std::string(row.text(1)), std::string(row.text(2)), row.integer(3) == 1, !row.is_null(4)});
    });
    if (place == province_of(place)) return all;
    std::erase_if(all, [&](const AccountRow& row) {
        return std::ranges::none_of(grants_of(db, row.id, today), [&](const Grant& grant) {
            const auto at = place_of(db, grant, today);
            return at && (*at == place || (atlas.find(*at) != nullptr && atlas.is_under(*at, place, today)));
        });
    });
    return all;
}

Result<Answer> list(Accounts& accounts, QueryContext& context, const json::object& parameters) {
    const auto atlas = accounts.places().atlas();
    const auto* place = parameters.if_contains("place_id");
    const auto* q = parameters.if_contains("q");
    const auto* after = parameters.if_contains("after");
    const auto at = place == nullptr ? province_of(context.caller.place) : place->as_int64();
    const std::string wanted = q == nullptr ? "" : fold(json::value_to<std::string>(*q));
    auto rows = accounts_at(context.db, *atlas, at, context.today);
    std::erase_if(rows, [&](const AccountRow& row) {
        return (after != nullptr && row.id <= after->as_int64()) ||
               (!wanted.empty() && row.login.find(wanted) == std::string::npos && fold(row.name).find(wanted) == std::string::npos);
    });
    json::value next = nullptr;
    if (rows.size() > page_size) {
        rows.resize(page_size);
        next = rows.back().id;
    }
    json::array out;
    for (const auto& row : rows) out.push_back(account_json(context.db, *atlas, row, context.today));
    return Answer{.value = json::object{{"accounts", std::move(out)}, {"next", next}}, .file = {}, .content_type = {}, .file_name = {}};
}

/// What the caller may give: the page offers nothing else.
json::array given_by(Role role) {
    json::array out;
    for (int i = 0; i < role_count; ++i)
        if (may_give(role, static_cast<Role>(i))) out.push_back(json::value(text_of(static_cast<Role>(i))));
    return out;
}

Result<Answer> one(Accounts& accounts, QueryContext& context, const json::object& parameters) {
    const auto row = find_account(context.db, parameters.at("account_id").as_int64());
    if (!row) return not_covered();
    auto out = account_json(context.db, *accounts.places().atlas(), *row, context.today);
    out["may_give"] = given_by(context.caller.role);
    out["has_password"] = context.db.query_integer("SELECT 1 FROM account_password WHERE account_id = $1", {row->id}).has_value();
    out["has_totp"] = context.db.query_integer("SELECT 1 FROM account_totp WHERE account_id = $1 AND is_confirmed = 1", {row->id}).has_value();
    const auto seen = context.db.query_integer("SELECT max(seen_ms) FROM account_session WHERE account_id = $1", {row->id});
    out["seen"] = seen ? json::value(*seen) : json::value();
    return Answer{.value = std::move(out), .file = {}, .content_type = {}, .file_name = {}};
}

}  // namespace

json::array all_accounts(store::Connection& db, const places::Atlas& atlas, Date today) {
    json::array list;
    const auto provinces = atlas.provinces();
    for (const auto& row : accounts_at(db, atlas, provinces.empty() ? 1 : provinces.front(), today)) list.push_back(account_json(db, atlas, row, today));
    return list;
}

std::vector<QueryLine> query_lines(Accounts& accounts) {
    return {{.path = "/api/accounts",
             .summary = "Accounts with a role at a place or beneath it. A POST, so that names stand in no address and no log.",
             .may = around(account_keepers, Access::personal, "place_id"),
             .parameters = {},
             .run = [&accounts](QueryContext& context, const json::object& parameters) { return list(accounts, context, parameters); },
             .body = {{.name = "place_id", .kind = FK::integer, .required = false, .least = 1, .note = "The caller's own place when left out."},
                      {.name = "q", .required = false, .most = 100, .note = "Part of the login or the name."},
                      {.name = "after", .kind = FK::integer, .required = false, .least = 1, .note = "The `next` of the page before."}}},
            {.path = "/api/accounts/{account_id}",
             .summary = "One account, its roles, and when it was last used.",
             .may = only(account_keepers, Access::personal, about_account),
             .parameters = {{.name = "account_id", .kind = FK::integer, .least = 1}},
             .run = [&accounts](QueryContext& context, const json::object& parameters) { return one(accounts, context, parameters); }}};
}

}  // namespace khuyenhoc::accounts
