// Whether what a token says is meant for us, now (OpenID Connect Core 1.0, 3.1.3.7). Pure.
#pragma once

#include <string>

#include "base/json.h"
#include "base/result.h"

namespace khuyenhoc::oidc {

/// Whoever proved at a provider who they are.
struct Identity {
    std::string issuer, subject;
    bool with_second_factor = false;  ///< the provider says (amr) that there was more than a password
};

struct Expected {
    std::string issuer, client_id, nonce;
    std::int64_t now_seconds = 0;
};

/// Refuses oidc.not_believed with what was wrong: "issuer", "audience", "expired", "issued", "nonce", "subject".
Result<Identity> read_claims(const json::object& claims, const Expected& expected);

}  // namespace khuyenhoc::oidc
