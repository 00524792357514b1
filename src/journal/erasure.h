// A lawful erasure takes texts out of the journal: the body goes, its hash stays, and who took it away is written down.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "base/json.h"
#include "capability/capability.h"

namespace khuyenhoc::journal {

/// Calls `each` with the number, body and answer of every command of that name that still has its body, oldest first.
void each_body(store::Connection& db, std::int64_t province, std::string_view name,
               const std::function<void(std::int64_t seq, const json::object& body, const json::value& answer)>& each);

/// Blanks the body of command `seq` inside the command that `context` is of. Nothing happens when it is blank already.
void blank_body(CommandContext& context, std::int64_t seq);

}  // namespace khuyenhoc::journal
