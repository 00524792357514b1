// Signing in: attempts are counted before anything costs, and whoever does not exist costs as much as whoever does.
#include "accounts/accounts.h"
#include "accounts/password.h"
#include "accounts/rows.h"
#include "accounts/rules.h"
#include "accounts/totp.h"

namespace khuyenhoc::accounts {

struct Accounts::Found {
    std::int64_t account = 0;
    std::string hash;      ///< empty: no such account, or one without a password
    bool has_totp = false;
};

namespace {

std::unexpected<Refusal> too_often(std::int64_t wait_ms) {
    return refuse("accounts.too_often", "", {{"seconds", std::to_string((wait_ms + 999) / 1000)}});
}

}  // namespace

Accounts::Found Accounts::find(std::string_view login) const {
    Found found;
    store_.reader()->query("SELECT a.account_id, p.hash, t.is_confirmed FROM account AS a LEFT JOIN account_password AS p ON p.account_id = a.account_id"
                           " LEFT JOIN account_totp AS t ON t.account_id = a.account_id WHERE a.login = $1 AND a.to_date IS NULL",
                           {login}, [&](const store::Row& row) {
                               found = {row.integer(0), row.optional_text(1).value_or(""), row.optional_integer(2).value_or(0) == 1};
                           });
    return found;
}

Result<SignedIn> Accounts::sign_in(std::string_view typed_login, std::string_view password, std::string_view code, const Origin& origin) {
    const std::string login = canonical_login(typed_login).value_or("?");
    const Found found = find(login);
    const std::string key = keyed_hash_hex(login_key_, login);
    const std::string device = device_of(found.account, origin);
    const Throttle::Attempt attempt{origin.address, key, device};
    if (const auto wait = throttle_.take(attempt, clock_())) return too_often(*wait);
    const auto fits = hasher_.fits(found.hash, typed_password(password));
    if (!fits) {
        throttle_.untried(attempt, clock_());
        return std::unexpected(fits.error());
    }
    if (!*fits) return refuse("accounts.not_known");
    if (found.has_totp)
        if (auto second = check_second(found.account, code); !second) return std::unexpected(second.error());
    throttle_.give_back(attempt, clock_());
    auto writer = store_.writer();
    store::Transaction transaction(writer.connection);
    auto in = begin_session(writer.connection, found.account, origin);
    transaction.commit();
    return in;
}

Result<SignedIn> Accounts::sign_in_demo(std::string_view login, const Origin& origin) {
    auto writer = store_.writer();
    const auto account = writer.connection.query_integer("SELECT account_id FROM account WHERE login = $1 AND is_demo = 1 AND to_date IS NULL", {login});
    if (!account) return refuse("accounts.not_known");
    store::Transaction transaction(writer.connection);
    auto in = begin_session(writer.connection, *account, origin);
    transaction.commit();
    return in;
}

void Accounts::set_password(store::Connection& db, std::int64_t account, const std::string& hash) {
    const std::int64_t now = clock_();
    db.run("INSERT INTO account_password(account_id, hash, changed_ms) VALUES ($1, $2, $3)"
           " ON CONFLICT (account_id) DO UPDATE SET hash = excluded.hash, changed_ms = excluded.changed_ms",
           {account, hash, now});
    db.run("UPDATE account_session SET ended_ms = $1 WHERE account_id = $2 AND ended_ms IS NULL", {now, account});
}

Result<SignedIn> Accounts::change_password(const Standing& who, std::string_view old_password, std::string_view new_password, const Origin& origin) {
    const auto checked = checked_password(new_password, who.login);
    if (!checked) return std::unexpected(checked.error());
    const std::string key = keyed_hash_hex(login_key_, who.login);
    const Throttle::Attempt attempt{origin.address, key, "signed in"};
    if (const auto wait = throttle_.take(attempt, clock_())) return too_often(*wait);
    const auto fits = hasher_.fits(find(who.login).hash, typed_password(old_password));
    if (!fits) return std::unexpected(fits.error());
    if (!*fits) return refuse("accounts.password_wrong", "old");
    throttle_.give_back(attempt, clock_());
    const auto hash = hasher_.hash(*checked);
    if (!hash) return std::unexpected(hash.error());
    Result<SignedIn> in = refuse("internal");
    {
        auto writer = store_.writer();
        store::Transaction transaction(writer.connection);
        set_password(writer.connection, who.account, *hash);
        in = begin_session(writer.connection, who.account, origin);
        transaction.commit();
    }
    forget();
    return in;
}

// -- codes given in person

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
    transaction.commit();
    return made;
}

Result<std::int64_t> Accounts::look_at_code(std::string_view code, std::string_view typed_login, std::string_view password, const Origin& origin) {
    // Guesses are counted by address alone: a code is no account's before it is known.
    const Throttle::Attempt attempt{origin.address, "code " + origin.address, ""};
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
    const auto hash = hasher_.hash(typed_password(password));
    if (!hash) return std::unexpected(hash.error());
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
        set_password(db, account, *hash);
        if (drops_totp) {
            db.run("DELETE FROM account_totp WHERE account_id = $1", {account});
            db.run("DELETE FROM account_recovery WHERE account_id = $1", {account});
        }
        if (!db.query_integer("SELECT 1 FROM account_totp WHERE account_id = $1 AND is_confirmed = 1", {account})) in = begin_session(db, account, origin);
        transaction.commit();
    }
    forget();
    return in;
}

// -- the second factor

Result<void> Accounts::check_second(std::int64_t account, std::string_view code) {
    if (plain_code(code).empty()) return refuse("accounts.code_needed", "code");
    auto writer = store_.writer();
    store::Transaction transaction(writer.connection);
    const bool right = take_totp(writer.connection, account, code) || take_recovery(writer.connection, account, code);
    transaction.commit();
    if (!right) return refuse("accounts.not_known");
    return {};
}

bool Accounts::take_totp(store::Connection& db, std::int64_t account, std::string_view code) {
    std::string sealed;
    std::int64_t last_step = 0;
    db.query("SELECT secret_sealed, last_step FROM account_totp WHERE account_id = $1", {account}, [&](const store::Row& row) {
        sealed = row.text(0);
        last_step = row.integer(1);
    });
    const auto secret = open_sealed(totp_key_, sealed);
    if (!secret) return false;
    const auto step = totp_step(*secret, code, clock_() / 1000, last_step);
    if (!step) return false;
    // Two programs may be asked at once: the row decides.
    return db.run("UPDATE account_totp SET last_step = $1 WHERE account_id = $2 AND last_step < $3", {*step, account, *step}) == 1;
}

bool Accounts::take_recovery(store::Connection& db, std::int64_t account, std::string_view code) {
    const std::string hash = keyed_hash_hex(code_key_, plain_code(code));
    return db.run("UPDATE account_recovery SET used_ms = $1 WHERE account_id = $2 AND code_hash = $3 AND used_ms IS NULL", {clock_(), account, hash}) == 1;
}

Result<Accounts::NewTotp> Accounts::begin_totp(const Standing& who) {
    std::string secret;
    for (int i = 0; i < 20; ++i) secret += static_cast<char>(random_below(256));
    const std::string sealed = seal(totp_key_, secret);
    auto writer = store_.writer();
    store::Transaction transaction(writer.connection);
    if (writer.connection.query_integer("SELECT 1 FROM account_totp WHERE account_id = $1 AND is_confirmed = 1", {who.account}))
        return refuse("accounts.totp_on");
    writer.connection.run("INSERT INTO account_totp(account_id, secret_sealed, is_confirmed, last_step) VALUES ($1, $2, 0, 0)"
                          " ON CONFLICT (account_id) DO UPDATE SET secret_sealed = excluded.secret_sealed",
                          {who.account, sealed});
    transaction.commit();
    return NewTotp{base32(secret), totp_uri(secret, who.login)};
}

Result<void> Accounts::guess_second(const Standing& who, std::string_view code, const Origin& origin, bool only_totp) {
    const std::string key = "second " + std::to_string(who.account);
    const Throttle::Attempt attempt{origin.address, key, ""};
    if (const auto wait = throttle_.take(attempt, clock_())) return too_often(*wait);
    auto writer = store_.writer();
    store::Transaction transaction(writer.connection);
    const bool right = take_totp(writer.connection, who.account, code) || (!only_totp && take_recovery(writer.connection, who.account, code));
    transaction.commit();
    if (!right) return refuse("accounts.totp_wrong", "code");
    throttle_.give_back(attempt, clock_());
    return {};
}

Result<std::vector<std::string>> Accounts::confirm_totp(const Standing& who, std::string_view code, const Origin& origin) {
    const auto state = store_.reader()->query_integer("SELECT is_confirmed FROM account_totp WHERE account_id = $1", {who.account});
    if (!state) return refuse("accounts.totp_not_begun");
    if (*state == 1) return refuse("accounts.totp_on");
    if (auto right = guess_second(who, code, origin, true); !right) return std::unexpected(right.error());
    std::vector<std::string> codes;
    {
        auto writer = store_.writer();
        auto& db = writer.connection;
        store::Transaction transaction(db);
        db.run("UPDATE account_totp SET is_confirmed = 1 WHERE account_id = $1", {who.account});
        db.run("DELETE FROM account_recovery WHERE account_id = $1", {who.account});
        for (int i = 0; i < 10; ++i) {
            codes.push_back(draw_recovery_code());
            const std::string hash = keyed_hash_hex(code_key_, plain_code(codes.back()));
            db.run("INSERT INTO account_recovery(account_id, code_hash) VALUES ($1, $2)", {who.account, hash});
        }
        transaction.commit();
    }
    forget();
    return codes;
}

Result<void> Accounts::drop_totp(const Standing& who, std::string_view code, const Origin& origin) {
    if (!who.has_totp) return refuse("accounts.totp_not_begun");
    if (auto right = guess_second(who, code, origin, false); !right) return right;
    {
        auto writer = store_.writer();
        store::Transaction transaction(writer.connection);
        writer.connection.run("DELETE FROM account_totp WHERE account_id = $1", {who.account});
        writer.connection.run("DELETE FROM account_recovery WHERE account_id = $1", {who.account});
        transaction.commit();
    }
    forget();
    return {};
}

}  // namespace khuyenhoc::accounts
