// What happens to how an account is signed in to: kept for its holder, who is told of it at the next visit, and counted for whoever
// runs the program. Knows ids and kinds; no login, name, address or secret.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "base/json.h"
#include "store/store.h"

namespace khuyenhoc::accounts {

/// Of these the holder is told, but for those that the session they look from has done itself.
enum class EventKind {
    new_device,        ///< signed in from a browser that had not been signed in to the account
    wrong,             ///< a wrong password or second factor, from a browser not known to the account
    password_changed,
    password_by_code,  ///< set with a code given in person
    code_given,
    totp_on,
    totp_off,          ///< by the holder, or by a code given in person
    totp_again,        ///< digits that had been used already: somebody has seen them
    recovery_used,
    external_tied,
    external_untied,
    passkey_added,
    passkey_dropped,
    passkey_copied,    ///< its device counted back: somebody may have a copy
};
std::string_view to_text(EventKind kind);

/// Fewer wrong attempts than this are the holder's own fingers.
inline constexpr std::int64_t wrong_worth_telling = 3;

/// Inside the transaction of what it is about. `session` 0: done by nobody who is signed in.
void keep_event(store::Connection& db, std::int64_t account, EventKind kind, std::int64_t session, std::int64_t now_ms);
/// One row a day, however many there are.
void keep_wrong(store::Connection& db, std::int64_t account, std::int64_t times, std::int64_t now_ms);
/// The newest first, at most 50: [{"event_id","at","kind","times","device","here","untold"}]; `here`: that session did it.
json::array events_of(store::Connection& db, std::int64_t account, std::int64_t session);
/// Of what was shown: what has happened since `at_ms` is still to be told, and few wrong attempts go on being counted.
void tell_events(store::Connection& db, std::int64_t account, std::int64_t at_ms);
/// A code that its holder has used is no news to them.
void tell_code_given(store::Connection& db, std::int64_t account);

/// Wrong attempts on accounts that exist, until they are written: whoever guesses waits for no disk, and no longer for an account that
/// exists. Thread-safe.
class WrongAttempts {
public:
    void count(std::int64_t account);
    /// Of one account, or of all; they are the caller's from then on.
    std::int64_t take(std::int64_t account);
    std::map<std::int64_t, std::int64_t> take_all();

private:
    std::mutex mutex_;
    std::map<std::int64_t, std::int64_t> times_;
};

/// The operator's lines about accounts: each kind is counted by account until it is printed, so that nobody fills a disk. Thread-safe.
class SecurityLog {
public:
    static constexpr std::size_t most_kept = 1'000;  ///< different ones between two printings; more are counted without an account

    /// `about`: the line of a table that was refused and the refusal's code; empty for what happens to an account.
    void add(std::string_view event, std::int64_t account, std::string_view line = {}, std::string_view code = {});
    /// {"at","event":"accounts.…","account","times"} and, of refusals, "line" and "refused"; what came since the last call.
    std::vector<std::string> lines();

private:
    using Key = std::tuple<std::string, std::int64_t, std::string, std::string>;
    std::mutex mutex_;
    std::map<Key, std::int64_t> times_;
};

}  // namespace khuyenhoc::accounts
