// The lines of the table of accounts. Private to this capability.
#pragma once

#include <vector>

#include "accounts/accounts.h"

namespace khuyenhoc::accounts {

std::vector<CommandLine> command_lines(Accounts& accounts);
std::vector<QueryLine> query_lines(Accounts& accounts);
std::vector<Check> checks();
std::vector<RefusalKind> refusals();

/// Every role's word, for the shape of a field.
const std::vector<std::string_view>& role_words();
Result<About> about_account(store::Connection& db, std::int64_t province, const json::object& fields);

}  // namespace khuyenhoc::accounts
