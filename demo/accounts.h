// The demo's accounts. Private to the demo.
#pragma once

#include "capability/capability.h"

namespace khuyenhoc::demo {

/// What demo.accounts does. Answer: {"accounts": [logins]}. Refuses demo.not_empty when there is no demo, accounts.login_taken.
Result<json::value> add_accounts(CommandContext& context);

}  // namespace khuyenhoc::demo
