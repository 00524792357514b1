// Accounts and grants as the store keeps them. Private to this capability.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "accounts/accounts.h"

namespace khuyenhoc::accounts {

/// "14" of 14000000000012.
std::int64_t province_of(std::int64_t id);

std::vector<Grant> grants_of(store::Connection& db, std::int64_t account, Date today);
std::optional<Grant> find_grant(store::Connection& db, std::int64_t grant, Date today);

/// What whoever gives or takes the grant must cover: its place, the commune of its unit, the hamlet of its household. Nothing: it is
/// not there.
std::optional<std::int64_t> place_of(store::Connection& db, const Grant& grant, Date today);

struct AccountRow {
    std::int64_t id = 0;
    std::string login, name;
    bool is_demo = false, is_closed = false;
};
std::optional<AccountRow> find_account(store::Connection& db, std::int64_t account);

}  // namespace khuyenhoc::accounts
