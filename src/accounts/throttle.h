// How many attempts to sign in are let through, before any of them costs anything. Time is passed in; pure but for its own memory.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace khuyenhoc::accounts {

/// Attempts that are given back with time: `most` at once, then one each `each_ms`.
struct Allowance {
    int most = 0;
    std::int64_t each_ms = 0;
};

/// An account's guesses are counted apart for browsers that have signed in to it before, so that whoever guesses elsewhere locks out
/// only others who guess. An address (of IPv6 a network, since a client has all of it) may be a whole office: what succeeds there is
/// given back. Kept in memory: a restart forgets it, and each program of several counts for itself.
class Throttle {
public:
    static constexpr Allowance of_address{30, 10'000};
    static constexpr Allowance of_account{10, 120'000};       ///< for all browsers that were never signed in to it
    static constexpr Allowance of_known_device{10, 30'000};   ///< for each that was
    static constexpr std::size_t most_kept = 100'000;

    struct Attempt {
        std::string_view address;
        std::string_view account;  ///< whatever stands for the login, known or not
        std::string_view device;   ///< of a browser known to the account; else empty
    };

    /// Takes one attempt from each allowance; or nothing, and the milliseconds to wait.
    std::optional<std::int64_t> take(const Attempt& attempt, std::int64_t now_ms);
    /// It was right: what it took is given back, and the account's (or device's) allowance is whole again.
    void give_back(const Attempt& attempt, std::int64_t now_ms);
    /// It was not tried at all (the other sign-in service was away): as if it had not been asked.
    void untried(const Attempt& attempt, std::int64_t now_ms);

    std::size_t kept() const;

private:
    /// When the allowance will be whole again; now or earlier: it is.
    using Whole = std::map<std::string, std::int64_t, std::less<>>;
    static std::int64_t wait_of(const Whole& whole, const std::string& key, const Allowance& allowance, std::int64_t now_ms);
    static void use(Whole& whole, const std::string& key, const Allowance& allowance, std::int64_t now_ms);
    static void undo(Whole& whole, const std::string& key, const Allowance& allowance, std::int64_t now_ms);
    static void forget_old(Whole& whole, std::int64_t now_ms);

    mutable std::mutex mutex_;
    Whole addresses_, accounts_;
};

/// accounts.too_often, with the seconds to wait.
std::unexpected<Refusal> too_often(std::int64_t wait_ms);

}  // namespace khuyenhoc::accounts
