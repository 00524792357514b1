// The second factor: an authenticator's digits, or a recovery code.
#include "accounts/accounts.h"
#include "accounts/password.h"
#include "accounts/totp.h"

namespace khuyenhoc::accounts {

Result<void> Accounts::check_second(std::int64_t account, std::string_view code, std::string_view known_device) {
    if (plain_code(code).empty()) return refuse("accounts.code_needed", "code");
    auto writer = store_.writer();
    store::Transaction transaction(writer.connection);
    const bool right = take_totp(writer.connection, account, code) || take_recovery(writer.connection, account, code);
    transaction.commit();
    if (right) return {};
    was_wrong(account, known_device);
    return refuse("accounts.not_known");
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
    const std::int64_t now = clock_() / 1000;
    const auto step = totp_step(*secret, code, now, last_step);
    // Two programs may be asked at once: the row decides.
    const bool is_new = step && db.run("UPDATE account_totp SET last_step = $1 WHERE account_id = $2 AND last_step < $3", {*step, account, *step}) == 1;
    if (!is_new && totp_step(*secret, code, now, 0)) happened(db, account, EventKind::totp_again, 0);
    return is_new;
}

bool Accounts::take_recovery(store::Connection& db, std::int64_t account, std::string_view code) {
    const std::string hash = keyed_hash_hex(code_key_, plain_code(code));
    if (db.run("UPDATE account_recovery SET used_ms = $1 WHERE account_id = $2 AND code_hash = $3 AND used_ms IS NULL", {clock_(), account, hash}) != 1) return false;
    happened(db, account, EventKind::recovery_used, 0);
    return true;
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
    if (!right) {
        security_.add(to_text(EventKind::wrong), who.account);
        return refuse("accounts.totp_wrong", "code");
    }
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
        happened(db, who.account, EventKind::totp_on, who.session);
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
        happened(writer.connection, who.account, EventKind::totp_off, who.session);
        transaction.commit();
    }
    forget();
    return {};
}

}  // namespace khuyenhoc::accounts
