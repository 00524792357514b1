// Signing in at another service: whoever proved there who they are is let in to the account that its holder has tied to that
// identity. No account is made, and none is looked for by a name or an address.
#include "accounts/accounts.h"
#include "accounts/rows.h"

namespace khuyenhoc::accounts {

std::string Accounts::subject_hash(const External& external) const { return keyed_hash_hex(subject_key_, external.issuer + "\n" + external.subject); }

namespace {

/// By address alone: whose account it is for is not known before the other service has answered.
std::string key_of(const Origin& origin) { return "external " + origin.address; }

}  // namespace

Result<void> Accounts::may_try_external(const Origin& origin) {
    const std::string key = key_of(origin);
    if (const auto wait = throttle_.take({origin.address, key, ""}, clock_())) return too_often(*wait);
    return {};
}

void Accounts::give_back_external(const Origin& origin, bool was_tried) {
    const std::string key = key_of(origin);
    const Throttle::Attempt attempt{origin.address, key, ""};
    if (was_tried) throttle_.give_back(attempt, clock_());
    else throttle_.untried(attempt, clock_());
}

Result<SignedIn> Accounts::sign_in_external(const External& external, std::string_view code, bool spares_code, const Origin& origin) {
    const std::string hash = subject_hash(external);
    Standing who;
    store_.reader()->query("SELECT e.account_id, t.is_confirmed FROM account_external AS e JOIN account AS a ON a.account_id = e.account_id"
                           " LEFT JOIN account_totp AS t ON t.account_id = e.account_id"
                           " WHERE e.issuer = $1 AND e.subject_hash = $2 AND a.to_date IS NULL",
                           {external.issuer, hash}, [&](const store::Row& row) {
                               who.account = row.integer(0);
                               who.has_totp = row.optional_integer(1).value_or(0) == 1;
                           });
    if (who.account == 0) return refuse("accounts.not_tied");
    if (who.has_totp && !spares_code) {
        if (code.empty()) return refuse("accounts.code_needed", "code");
        if (auto right = guess_second(who, code, origin, false); !right) return std::unexpected(right.error());
    }
    auto writer = store_.writer();
    store::Transaction transaction(writer.connection);
    auto in = begin_session(writer.connection, who.account, origin);
    transaction.commit();
    return in;
}

Result<void> Accounts::may_tie(const Standing& who, std::string_view issuer, std::string_view password, const Origin& origin) {
    if (who.is_demo) return refuse("accounts.no_demo");
    if (tied_since(who, issuer)) return refuse("accounts.tied");
    return prove_password(who, password, "password", origin);
}

Result<void> Accounts::tie(const Standing& who, const External& external) {
    const std::string hash = subject_hash(external);
    auto writer = store_.writer();
    auto& db = writer.connection;
    store::Transaction transaction(db);
    const auto holder = db.query_integer("SELECT account_id FROM account_external WHERE issuer = $1 AND subject_hash = $2", {external.issuer, hash});
    if (holder && *holder != who.account) return refuse("accounts.tied_elsewhere");
    if (db.query_integer("SELECT 1 FROM account_external WHERE account_id = $1 AND issuer = $2", {who.account, external.issuer})) return refuse("accounts.tied");
    db.run("INSERT INTO account_external(issuer, subject_hash, account_id, tied_ms) VALUES ($1, $2, $3, $4)", {external.issuer, hash, who.account, clock_()});
    happened(db, who.account, EventKind::external_tied, who.session);
    transaction.commit();
    return {};
}

void Accounts::untie(const Standing& who, std::string_view issuer) {
    auto writer = store_.writer();
    store::Transaction transaction(writer.connection);
    if (writer.connection.run("DELETE FROM account_external WHERE account_id = $1 AND issuer = $2", {who.account, issuer}) > 0)
        happened(writer.connection, who.account, EventKind::external_untied, who.session);
    transaction.commit();
}

std::optional<std::int64_t> Accounts::tied_since(const Standing& who, std::string_view issuer) const {
    return store_.reader()->query_integer("SELECT tied_ms FROM account_external WHERE account_id = $1 AND issuer = $2", {who.account, issuer});
}

}  // namespace khuyenhoc::accounts
