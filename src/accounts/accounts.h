// Who may sign in, as what and where; sessions, passwords, second factors, codes given in person. Holds requests to the `may` of a
// table's line. Knows places and who belongs to a household; nothing of titles. No secret reaches the journal: commands say who
// may what, and what people sign in with is kept beside it, hashed or sealed.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "accounts/events.h"
#include "accounts/hasher.h"
#include "accounts/pace.h"
#include "accounts/passkey.h"
#include "accounts/refused.h"
#include "accounts/throttle.h"
#include "base/crypto.h"
#include "capability/capability.h"
#include "places/places.h"
#include "store/store.h"

namespace khuyenhoc::accounts {

class ReadLog;

/// A role held somewhere: one of the three ids, as the role wants it.
struct Grant {
    std::int64_t id = 0;
    std::int64_t account = 0;
    Role role = Role::citizen;
    std::int64_t province = 0;
    std::int64_t place = 0, unit = 0, household = 0;
    bool only_reads = false;  ///< opened in an emergency
    std::int64_t seat() const { return place != 0 ? place : unit != 0 ? unit : household; }
};

/// Whoever a session belongs to, as read a moment ago.
struct Standing {
    std::int64_t session = 0;
    std::int64_t account = 0;
    std::string login, name;
    bool is_demo = false;
    bool has_totp = false;
    bool must_have_totp = false;  ///< and has none: nothing else is open until it is there
    std::vector<Grant> grants;    ///< valid today
    std::string csrf;             ///< what a page must send along with every change
};

/// Where an attempt to sign in comes from.
struct Origin {
    std::string address;
    std::string device_token;  ///< of the browser's long-lived cookie; empty: none
    std::string agent;         ///< its User-Agent
};

/// What goes to the browser, and nowhere else.
struct SignedIn {
    std::string token;
    std::string device_token;
    std::string csrf;
    std::int64_t session = 0;
    bool must_have_totp = false;
    std::int64_t most_seconds = 0;  ///< how long the session may last
};

/// Whoever has proved at another service who they are.
struct External {
    std::string issuer, subject;
};

struct NewCode {
    std::string code;  ///< "104 882 ..."
    std::int64_t expires_ms = 0;
};

/// An account and its first role, for the commands and the demo.
struct NewAccount {
    std::string login, name;
    Grant grant;
    bool is_demo = false;
};

/// Thread-safe. Sessions are remembered for a second; what this program changes counts at once.
class Accounts {
public:
    using Clock = std::function<std::int64_t()>;  ///< milliseconds since 1970

    /// None is owned; all must outlive it. Reads nothing yet (the schema may not be there).
    Accounts(store::Store& store, const places::Places& places, const Key& key, Clock clock = {});
    ~Accounts();

    // -- whoever asks

    /// Nothing when the token is of no session, or of one that has ended or expired.
    std::shared_ptr<const Standing> standing(std::string_view token);
    /// Holds a request to a line's rule, as said in capability/may.h. `who`: nullptr when nobody is signed in. `province` 0: of the
    /// caller's own. Refusals: may.sign_in, may.not_yours, may.not_covered, accounts.totp_first.
    Result<Caller> admit(const Standing* who, const May& may, std::string_view line, store::Connection& db, std::int64_t province,
                         json::object& fields) const;
    /// As much of it as follows from who asks alone: reads nothing, waits for nothing. Whom it lets through may still be refused.
    Result<void> may_try(const Standing* who, const May& may, std::string_view line) const;

    // -- signing in and out

    /// Refusals: accounts.too_often, accounts.not_known, accounts.code_needed (the password was right).
    Result<SignedIn> sign_in(std::string_view login, std::string_view password, std::string_view code, const Origin& origin);
    /// For the demo's accounts alone. Refuses accounts.not_known.
    Result<SignedIn> sign_in_demo(std::string_view login, const Origin& origin);
    void sign_out(const Standing& who);
    /// [{"session_id","device","begun","seen","current"}], the newest first.
    json::array sessions(const Standing& who);
    Result<void> end_session(const Standing& who, std::int64_t session);
    void end_other_sessions(const Standing& who);

    /// What happened to how the account is signed in to, as events_of() has it; told once its holder says so.
    json::array events(const Standing& who);
    void tell(const Standing& who, std::int64_t at_ms);

    // -- passwords and codes given in person

    /// Ends every session and begins a new one. Refusals: those of a password, accounts.password_wrong, accounts.too_often.
    Result<SignedIn> change_password(const Standing& who, std::string_view old_password, std::string_view new_password, const Origin& origin);
    /// A code for an account, in place of any before; account 0: for the first administrator.
    NewCode make_code(std::int64_t account, bool drops_totp);
    /// Judges everything and changes nothing. The account the code is for; 0: it makes the first administrator, of that `login`.
    Result<std::int64_t> look_at_code(std::string_view code, std::string_view login, std::string_view password, const Origin& origin);
    /// Takes the code, sets the password of `account`, ends its sessions. Nothing when a second factor must be given first.
    Result<std::optional<SignedIn>> use_code(std::string_view code, std::int64_t account, std::string_view password, const Origin& origin);

    // -- the second factor

    struct NewTotp {
        std::string secret, uri;
    };
    Result<NewTotp> begin_totp(const Standing& who);
    /// Ten codes for when the telephone is lost. Refusals: accounts.totp_wrong, accounts.totp_not_begun, accounts.too_often.
    Result<std::vector<std::string>> confirm_totp(const Standing& who, std::string_view code, const Origin& origin);
    Result<void> drop_totp(const Standing& who, std::string_view code, const Origin& origin);

    // -- passkeys (passkeys.cpp)

    struct NewPasskey {
        std::string challenge, holder;   ///< URL-safe base64; `holder` stands for the account and says nothing of it
        std::vector<std::string> known;  ///< credentials the account has already
    };
    /// Refusals: accounts.no_demo, accounts.password_wrong, accounts.too_often, accounts.passkeys_full.
    Result<NewPasskey> begin_passkey(const Standing& who, std::string_view password, const Origin& origin);
    /// Refusals: accounts.passkey_wrong, accounts.passkey_over.
    Result<void> keep_passkey(const Standing& who, const Site& site, std::string_view client_data, std::string_view authenticator_data);
    /// [{"passkey_id","device","made","used"}], the oldest first; times in milliseconds since 1970.
    json::array passkeys(const Standing& who);
    /// Refuses accounts.no_passkey.
    Result<void> drop_passkey(const Standing& who, std::int64_t passkey);
    /// What a device is to sign, URL-safe base64, for five minutes and once. Refuses accounts.too_often.
    Result<std::string> ask_passkey(const Origin& origin);
    struct UsedPasskey {
        std::string credential, client_data, authenticator_data, signature;
    };
    /// Refusals: accounts.passkey_over, accounts.passkey_unknown (whatever else is wrong).
    Result<SignedIn> sign_in_passkey(const Site& site, const UsedPasskey& used, const Origin& origin);

    // -- signing in at another service (external.cpp): only for accounts whose holders have tied themselves to an identity there

    /// Counts an attempt before the other service is asked; given back when it was right, or could not be tried. Refuses accounts.too_often.
    Result<void> may_try_external(const Origin& origin);
    void give_back_external(const Origin& origin, bool was_tried);
    /// `code`: of the account's own second factor, which is asked for unless `spares_code`. Refusals: accounts.not_tied,
    /// accounts.code_needed, accounts.totp_wrong, accounts.too_often.
    Result<SignedIn> sign_in_external(const External& external, std::string_view code, bool spares_code, const Origin& origin);
    /// Before an identity is tied. Refusals: accounts.no_demo, accounts.tied, accounts.password_wrong, accounts.too_often, accounts.busy.
    Result<void> may_tie(const Standing& who, std::string_view issuer, std::string_view password, const Origin& origin);
    /// Refusals: accounts.tied, accounts.tied_elsewhere.
    Result<void> tie(const Standing& who, const External& external);
    void untie(const Standing& who, std::string_view issuer);
    /// Milliseconds since 1970; nothing: it is not tied.
    std::optional<std::int64_t> tied_since(const Standing& who, std::string_view issuer) const;
    /// Seals what a browser keeps while it is at the other service.
    const Key& pending_key() const { return pending_key_; }

    // -- who has looked at whom

    /// From here on what is personal is noted as read before it is shown. Not owned; nullptr: no more (tests, and before serving).
    void note_readings_in(ReadLog* log) { read_log_ = log; }
    const Key& reason_key() const { return reason_key_; }
    /// "" of what another key sealed.
    std::string open_reason(std::string_view sealed) const { return open_sealed(reason_key_, sealed).value_or(""); }

    // -- housekeeping

    RefusedSignIns& refused() { return refused_; }
    SecurityLog& security() { return security_; }
    Pace& pace() { return pace_; }

    /// What changed about accounts counts from now on.
    void forget();
    /// Writes when sessions were last used, and forgets what is long over. Every minute, by whoever serves.
    void tidy();
    std::int64_t now_ms() const { return clock_(); }
    const places::Places& places() const { return places_; }

private:
    struct Found;  ///< an account as signing in wants it
    struct Remembered {
        std::shared_ptr<const Standing> standing;
        std::int64_t read_ms = 0;
    };

    std::shared_ptr<const Standing> read_standing(const std::string& token_hash, std::string_view token, std::int64_t now);
    void saw(std::int64_t session, std::int64_t now);
    Result<Caller> with_role(const Standing& who, const May& may, std::string_view line, store::Connection& db, std::int64_t province,
                             json::object& fields) const;
    Result<Caller> let_in(const Standing& who, const Grant& grant, const May& may, std::string_view line, const About& about, const json::object& fields) const;
    bool is_covered(const Grant& grant, const May& may, const About& about, store::Connection& db, std::string_view line) const;

    Found find(std::string_view login) const;
    std::string device_of(std::int64_t account, const Origin& origin) const;
    SignedIn begin_session(store::Connection& db, std::int64_t account, const Origin& origin);
    Result<void> check_second(std::int64_t account, std::string_view code, std::string_view known_device);
    bool take_totp(store::Connection& db, std::int64_t account, std::string_view code);
    bool take_recovery(store::Connection& db, std::int64_t account, std::string_view code);
    /// Inside its transaction: kept for the holder and counted for the operator. Nothing is kept of the demo's accounts, which have no holder.
    void happened(store::Connection& db, std::int64_t account, EventKind kind, std::int64_t session);
    void was_wrong(std::int64_t account, std::string_view known_device);
    void set_password(store::Connection& db, std::int64_t account, const std::string& hash);
    std::string make_challenge(store::Connection& db, std::int64_t account);
    bool take_challenge(store::Connection& db, std::string_view challenge, std::int64_t account);
    std::string subject_hash(const External& external) const;
    Result<void> prove_password(const Standing& who, std::string_view password, std::string_view field, const Origin& origin);
    Result<void> guess_second(const Standing& who, std::string_view code, const Origin& origin, bool only_totp);

    store::Store& store_;
    const places::Places& places_;
    Key token_key_, csrf_key_, device_key_, code_key_, totp_key_, login_key_, reason_key_, subject_key_, pending_key_;
    ReadLog* read_log_ = nullptr;
    Clock clock_;
    Throttle throttle_;
    Hasher hasher_;
    RefusedSignIns refused_;
    SecurityLog security_;
    WrongAttempts wrong_;
    Pace pace_;
    std::mutex mutex_;
    std::unordered_map<std::string, Remembered> remembered_;     ///< by token hash
    std::unordered_map<std::int64_t, std::int64_t> seen_;        ///< by session: not written yet
};

/// Writes an account inside a command's transaction. Refusals: accounts.bad_login, accounts.login_taken, accounts.wrong_seat.
/// Answer: {"account_id","grant_id"}.
Result<json::object> add_account(CommandContext& context, const places::Atlas& atlas, const NewAccount& account);

/// Whether there is any account that is no demo's.
bool has_accounts(store::Connection& db);
/// [{"login","role","name","place"}] of the demo's accounts; places are named as of today.
json::array demo_accounts(store::Connection& db, const places::Atlas& atlas, Date today);
/// Every account, as /api/accounts has it.
json::array all_accounts(store::Connection& db, const places::Atlas& atlas, Date today);
/// What a grant is about, named for people: {"grant_id","role","place","unit","household","province"}.
json::object describe(store::Connection& db, const places::Atlas& atlas, const Grant& grant, Date today);

/// Commands accounts.add, accounts.grant, accounts.end_grant, accounts.close, accounts.give_code; queries /api/accounts,
/// /api/accounts/{account_id}; migrations, checks, refusals. `accounts` must outlive it.
Table table(Accounts& accounts);

}  // namespace khuyenhoc::accounts
