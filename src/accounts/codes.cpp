// Codes that are given in person: to begin with, and when a password is lost.
#include "accounts/accounts.h"
#include "accounts/password.h"
#include "accounts/rows.h"
#include "accounts/rules.h"

namespace khuyenhoc::accounts {

namespace {

constexpr std::int64_t code_life_ms = 48LL * 3'600'000;  ///< an officer gives it in the village; it is used at home

}  // namespace

NewCode Accounts::make_code(std::int64_t account, bool drops_totp) {
    const std::int64_t now = clock_();
    NewCode made{draw_code(), now + code_life_ms};
    const std::string hash = keyed_hash_hex(code_key_, plain_code(made.code));
    const store::Parameter whose = account == 0 ? store::Parameter() : store::Parameter(account);
    auto writer = store_.writer();
    store::Transaction transaction(writer.connection);
    if (account == 0) writer.connection.run("UPDATE account_code SET used_ms = $1 WHERE account_id IS NULL AND used_ms IS NULL", {now});
    else writer.connection.run("UPDATE account_code SET used_ms = $1 WHERE account_id = $2 AND used_ms IS NULL", {now, account});
    writer.connection.run("INSERT INTO account_code(code_hash, account_id, drops_totp, expires_ms) VALUES ($1, $2, $3, $4)",
                          {hash, whose, std::int64_t(drops_totp), made.expires_ms});
    if (account != 0) happened(writer.connection, account, EventKind::code_given, 0);
    transaction.commit();
    return made;
}

Result<std::int64_t> Accounts::look_at_code(std::string_view code, std::string_view typed_login, std::string_view password, const Origin& origin) {
    // Guesses are counted by address alone: a code is no account's before it is known.
    const std::string key = "code " + origin.address;
    const Throttle::Attempt attempt{origin.address, key, ""};
    if (const auto wait = throttle_.take(attempt, clock_())) return too_often(*wait);
    const std::string hash = keyed_hash_hex(code_key_, plain_code(code));
    const auto reader = store_.reader();
    std::optional<std::int64_t> account;
    reader->query("SELECT account_id FROM account_code WHERE code_hash = $1 AND used_ms IS NULL AND expires_ms > $2", {hash, clock_()},
                  [&](const store::Row& row) { account = row.optional_integer(0).value_or(0); });
    if (!account) return refuse("accounts.not_known");
    auto login = canonical_login(typed_login);
    if (*account == 0) {
        if (has_accounts(*reader)) return refuse("accounts.not_known");
        if (!login) return refuse("accounts.bad_login", "login");
    } else {
        const auto row = find_account(*reader, *account);
        if (!row || row->is_closed || (!typed_login.empty() && login != row->login)) return refuse("accounts.not_known");
        login = row->login;
    }
    throttle_.give_back(attempt, clock_());
    if (auto checked = checked_password(password, *login); !checked) return std::unexpected(checked.error());
    return *account;
}

Result<std::optional<SignedIn>> Accounts::use_code(std::string_view code, std::int64_t account, std::string_view password, const Origin& origin) {
    const std::string hash = hasher_.hash(typed_password(password));
    const std::string code_hash = keyed_hash_hex(code_key_, plain_code(code));
    const std::int64_t now = clock_();
    std::optional<SignedIn> in;
    {
        auto writer = store_.writer();
        auto& db = writer.connection;
        store::Transaction transaction(db);
        const bool drops_totp =
            db.query_integer("SELECT drops_totp FROM account_code WHERE code_hash = $1 AND (account_id IS NULL OR account_id = $2)", {code_hash, account}) == 1;
        // Of two who use it at once, one does.
        if (db.run("UPDATE account_code SET used_ms = $1 WHERE code_hash = $2 AND used_ms IS NULL AND expires_ms > $3"
                   " AND (account_id IS NULL OR account_id = $4)",
                   {now, code_hash, now, account}) != 1)
            return refuse("accounts.not_known");
        set_password(db, account, hash);
        // Whoever gives an account back to its holder gives it back whole: no other way in that somebody else has made.
        db.run("DELETE FROM account_external WHERE account_id = $1", {account});
        db.run("DELETE FROM account_passkey WHERE account_id = $1", {account});
        const bool dropped_totp = drops_totp && db.run("DELETE FROM account_totp WHERE account_id = $1", {account}) > 0;
        if (drops_totp) db.run("DELETE FROM account_recovery WHERE account_id = $1", {account});
        tell_code_given(db, account);
        if (!db.query_integer("SELECT 1 FROM account_totp WHERE account_id = $1 AND is_confirmed = 1", {account})) in = begin_session(db, account, origin);
        happened(db, account, EventKind::password_by_code, in ? in->session : 0);
        if (dropped_totp) happened(db, account, EventKind::totp_off, in ? in->session : 0);
        transaction.commit();
    }
    forget();
    return in;
}

}  // namespace khuyenhoc::accounts
