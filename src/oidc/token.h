// A signed token and the keys that may have signed it (RFC 7515, 7517, 7518). cjose stays inside token.cpp.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace khuyenhoc::oidc {

/// A provider's public keys: only those that sign, of kinds and sizes that will do.
class Keys {
public:
    /// Nothing when it is no set of keys at all. A key that will not do is left out.
    static std::optional<Keys> read(std::string_view text);

    struct One {
        std::string id, algorithm;  ///< empty: not said
        std::string kind;           ///< "RSA" or "EC"
        std::string text;           ///< its public numbers alone, as JSON
    };
    const std::vector<One>& all() const { return all_; }

private:
    std::vector<One> all_;
};

/// What the token says, once a key has proved it. Refuses oidc.not_believed with what was wrong: "algorithm", "key" (none of these
/// is meant: there may be a newer set), "signature", "token".
Result<json::object> open_token(std::string_view token, const Keys& keys);

/// Base64 for addresses, without padding.
std::string base64_url(std::string_view bytes);

}  // namespace khuyenhoc::oidc
