// The routes of passkeys.
#pragma once

#include <vector>

#include "app/program.h"
#include "http/routes.h"

namespace khuyenhoc::app {

/// Whether browsers use passkeys at the address this request was sent to.
bool knows_passkeys(const http::Request& request);

std::vector<http::RawRoute> passkey_routes(Program& program);

}  // namespace khuyenhoc::app
