// Signing in: attempts are counted before anything costs, and whoever does not exist costs as much as whoever does.
#include "accounts/accounts.h"
#include "accounts/password.h"
#include "accounts/rows.h"
#include "accounts/rules.h"

namespace khuyenhoc::accounts {

struct Accounts::Found {
    std::int64_t account = 0;
    std::string hash;      ///< empty: no such account, or one without a password
    bool has_totp = false;
};

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
    if (!hasher_.fits(found.hash, typed_password(password))) {
        was_wrong(found.account, device);
        return refuse("accounts.not_known");
    }
    if (found.has_totp)
        if (auto second = check_second(found.account, code, device); !second) return std::unexpected(second.error());
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

/// That whoever is signed in also knows the password: a session may have been left open.
Result<void> Accounts::prove_password(const Standing& who, std::string_view password, std::string_view field, const Origin& origin) {
    const std::string key = keyed_hash_hex(login_key_, who.login);
    const Throttle::Attempt attempt{origin.address, key, "signed in"};
    if (const auto wait = throttle_.take(attempt, clock_())) return too_often(*wait);
    if (!hasher_.fits(find(who.login).hash, typed_password(password))) {
        security_.add(to_text(EventKind::wrong), who.account);
        return refuse("accounts.password_wrong", field);
    }
    throttle_.give_back(attempt, clock_());
    return {};
}

Result<SignedIn> Accounts::change_password(const Standing& who, std::string_view old_password, std::string_view new_password, const Origin& origin) {
    const auto checked = checked_password(new_password, who.login);
    if (!checked) return std::unexpected(checked.error());
    if (auto proved = prove_password(who, old_password, "old", origin); !proved) return std::unexpected(proved.error());
    const std::string hash = hasher_.hash(*checked);
    Result<SignedIn> in = refuse("internal");
    {
        auto writer = store_.writer();
        store::Transaction transaction(writer.connection);
        set_password(writer.connection, who.account, hash);
        in = begin_session(writer.connection, who.account, origin);
        happened(writer.connection, who.account, EventKind::password_changed, in->session);
        transaction.commit();
    }
    forget();
    return in;
}

}  // namespace khuyenhoc::accounts
