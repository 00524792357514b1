// Signing in at another service (OpenID Connect, authorization code with PKCE). Knows no account: gives whoever proved there who they
// are, and keeps nothing of them.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "capability/capability.h"
#include "oidc/claims.h"
#include "oidc/fetch.h"
#include "oidc/metadata.h"
#include "oidc/settings.h"
#include "oidc/token.h"

namespace khuyenhoc::oidc {

/// What must still be the same when the browser comes back. Secret: sealed by whoever keeps it.
struct Pending {
    std::string state, nonce, verifier;
    std::string back_to;  ///< the address of ours that the provider sends to
};

/// Where the browser is to go, and what is to be kept meanwhile.
struct Begun {
    std::string address;
    Pending pending;
};

/// What the browser brings back in its address.
struct Returned {
    std::string code, state;
    std::string issuer;  ///< RFC 9207
    bool refused = false;  ///< the provider says that nothing came of it
};

/// Thread-safe. Both calls may ask the provider and then take seconds: on a thread that may wait, with no connection of the store in hand.
class Provider {
public:
    using Clock = std::function<std::int64_t()>;
    /// Of the threads for what is slow all others are left for passwords.
    static constexpr int most_at_once = 1;

    explicit Provider(Settings settings, Fetch fetch = {}, Clock clock = {});
    const Settings& settings() const { return settings_; }

    /// `anew`: the provider asks for the password even of somebody it still knows. Refusals: oidc.away, oidc.busy.
    Result<Begun> begin(std::string_view back_to, bool anew);
    /// Refusals: oidc.not_begun, oidc.denied, oidc.away, oidc.busy, oidc.code_refused, oidc.not_believed.
    Result<Identity> finish(const Pending& pending, const Returned& returned);

private:
    class Errand;
    struct Known {
        std::optional<Metadata> metadata;
        std::int64_t metadata_ms = 0;
        std::shared_ptr<const Keys> keys;
        std::int64_t keys_ms = 0;
        std::int64_t failed_ms = INT64_MIN / 2;
    };

    std::optional<Metadata> known_metadata();
    Result<Metadata> metadata(Errand& errand);
    Result<std::string> token_for(const Pending& pending, const std::string& code, const Metadata& metadata, Errand& errand);
    Result<json::object> opened(const std::string& token, const Metadata& metadata, Errand& errand);
    Result<std::shared_ptr<const Keys>> keys(const Metadata& metadata, Errand& errand, bool newer);
    std::unexpected<Refusal> away(std::string_view what);

    Settings settings_;
    Fetch fetch_;
    Clock clock_;
    std::mutex mutex_;
    Known known_;
    int at_once_ = 0;
};

/// The refusals.
Table table();

}  // namespace khuyenhoc::oidc
