// Asking who has looked at whom, and opening another place's records in an emergency. Private to this capability.
#pragma once

#include <vector>

#include "accounts/accounts.h"

namespace khuyenhoc::accounts {

/// What an account has opened in an emergency and not yet closed: grants that read, and change nothing.
std::vector<Grant> broken_glass_of(store::Connection& db, std::int64_t account, std::int64_t now_ms);

std::vector<CommandLine> break_glass_commands(Accounts& accounts);
std::vector<QueryLine> reading_queries(Accounts& accounts);

}  // namespace khuyenhoc::accounts
