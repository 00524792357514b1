// Adding passkeys to an account, and signing in with one: the device has known its holder, so it stands for both factors.
#include "accounts/accounts.h"
#include "accounts/rows.h"
#include "accounts/rules.h"

namespace khuyenhoc::accounts {

namespace {

constexpr std::int64_t challenge_life_ms = 5 * 60'000;
constexpr std::int64_t most_passkeys = 10;
constexpr std::size_t challenge_bytes = 32;

struct Kept {
    Passkey passkey;
    std::int64_t id = 0, account = 0;
};

std::optional<Kept> find_passkey(store::Connection& db, const std::string& credential) {
    std::optional<Kept> found;
    db.query("SELECT k.passkey_id, k.account_id, k.algorithm, k.public_key, k.sign_count FROM account_passkey AS k JOIN account AS a ON a.account_id = k.account_id"
             " WHERE k.credential = $1 AND a.to_date IS NULL",
             {base64url(credential)}, [&](const store::Row& row) {
                 found = Kept{{credential, static_cast<int>(row.integer(2)), from_base64url(row.text(3)).value_or(""), row.integer(4)}, row.integer(0), row.integer(1)};
             });
    return found;
}

std::string key_of(const Origin& origin) { return "passkey " + origin.address; }

}  // namespace

std::string Accounts::make_challenge(store::Connection& db, std::int64_t account) {
    const auto challenge = base64url(random_bytes(challenge_bytes));
    db.run("INSERT INTO passkey_challenge(challenge_hash, account_id, expires_ms) VALUES ($1, $2, $3)",
           {keyed_hash_hex(code_key_, challenge), account, clock_() + challenge_life_ms});
    return challenge;
}

bool Accounts::take_challenge(store::Connection& db, std::string_view challenge, std::int64_t account) {
    return db.run("DELETE FROM passkey_challenge WHERE challenge_hash = $1 AND account_id = $2 AND expires_ms > $3",
                  {keyed_hash_hex(code_key_, challenge), account, clock_()}) == 1;
}

Result<Accounts::NewPasskey> Accounts::begin_passkey(const Standing& who, std::string_view password, const Origin& origin) {
    if (who.is_demo) return refuse("accounts.no_demo");
    if (auto proved = prove_password(who, password, "password", origin); !proved) return std::unexpected(proved.error());
    NewPasskey asked{.challenge = {}, .holder = base64url(keyed_hash_hex(subject_key_, "passkeys of " + std::to_string(who.account))), .known = {}};
    auto writer = store_.writer();
    store::Transaction transaction(writer.connection);
    writer.connection.query("SELECT credential FROM account_passkey WHERE account_id = $1 ORDER BY passkey_id", {who.account},
                            [&](const store::Row& row) { asked.known.emplace_back(row.text(0)); });
    if (std::ssize(asked.known) >= most_passkeys) return refuse("accounts.passkeys_full", "", {{"most", std::to_string(most_passkeys)}});
    asked.challenge = make_challenge(writer.connection, who.account);
    transaction.commit();
    return asked;
}

Result<void> Accounts::keep_passkey(const Standing& who, const Site& site, std::string_view client_data, std::string_view authenticator_data) {
    const auto challenge = challenge_in(client_data, "webauthn.create", site);
    const auto made = new_passkey(authenticator_data, client_data, site);
    if (!challenge || !made) return refuse("accounts.passkey_wrong");
    auto writer = store_.writer();
    auto& db = writer.connection;
    store::Transaction transaction(db);
    if (!take_challenge(db, *challenge, who.account)) return refuse("accounts.passkey_over");
    if (db.query_integer("SELECT 1 FROM account_passkey WHERE credential = $1", {base64url(made->credential)})) return refuse("accounts.passkey_wrong");
    const auto id = store::draw_ids(db, province_of(who.account), "account_passkey", 1);
    const auto device = db.query_text("SELECT device FROM account_session WHERE session_id = $1", {who.session}).value_or("");
    db.run("INSERT INTO account_passkey(passkey_id, account_id, credential, algorithm, public_key, sign_count, device, made_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
           {id, who.account, base64url(made->credential), std::int64_t{made->algorithm}, base64url(made->public_key), made->sign_count, device, clock_()});
    happened(db, who.account, EventKind::passkey_added, who.session);
    transaction.commit();
    return {};
}

json::array Accounts::passkeys(const Standing& who) {
    json::array list;
    store_.reader()->query("SELECT passkey_id, device, made_ms, used_ms FROM account_passkey WHERE account_id = $1 ORDER BY passkey_id", {who.account},
                           [&](const store::Row& row) {
                               list.push_back(json::object{{"passkey_id", row.integer(0)}, {"device", row.text(1)}, {"made", row.integer(2)},
                                                           {"used", row.is_null(3) ? json::value() : json::value(row.integer(3))}});
                           });
    return list;
}

Result<void> Accounts::drop_passkey(const Standing& who, std::int64_t passkey) {
    auto writer = store_.writer();
    store::Transaction transaction(writer.connection);
    if (writer.connection.run("DELETE FROM account_passkey WHERE passkey_id = $1 AND account_id = $2", {passkey, who.account}) == 0)
        return refuse("accounts.no_passkey", "passkey_id");
    happened(writer.connection, who.account, EventKind::passkey_dropped, who.session);
    transaction.commit();
    return {};
}

Result<std::string> Accounts::ask_passkey(const Origin& origin) {
    // By address alone: whose passkey it will be is not known before it answers.
    const std::string key = key_of(origin);
    if (const auto wait = throttle_.take({origin.address, key, ""}, clock_())) return too_often(*wait);
    auto writer = store_.writer();
    store::Transaction transaction(writer.connection);
    auto challenge = make_challenge(writer.connection, 0);
    transaction.commit();
    return challenge;
}

Result<SignedIn> Accounts::sign_in_passkey(const Site& site, const UsedPasskey& used, const Origin& origin) {
    const auto challenge = challenge_in(used.client_data, "webauthn.get", site);
    if (!challenge) return refuse("accounts.passkey_unknown");
    {
        // Used up whether or not the rest is right.
        auto writer = store_.writer();
        store::Transaction transaction(writer.connection);
        const bool was_asked = take_challenge(writer.connection, *challenge, 0);
        transaction.commit();
        if (!was_asked) return refuse("accounts.passkey_over");
    }
    const auto kept = find_passkey(*store_.reader(), used.credential);
    const auto count = kept ? signed_count(kept->passkey, used.authenticator_data, used.client_data, used.signature, site) : std::nullopt;
    if (!count) {
        if (kept) security_.add(to_text(EventKind::wrong), kept->account);
        return refuse("accounts.passkey_unknown");
    }
    auto writer = store_.writer();
    auto& db = writer.connection;
    store::Transaction transaction(db);
    // The row decides: it may have been used, or removed, meanwhile.
    const bool is_next = !is_copied(kept->passkey.sign_count, *count) &&
                         db.run("UPDATE account_passkey SET sign_count = $1, used_ms = $2 WHERE passkey_id = $3 AND sign_count = $4",
                                {*count, clock_(), kept->id, kept->passkey.sign_count}) == 1;
    if (!is_next) {
        happened(db, kept->account, EventKind::passkey_copied, 0);
        transaction.commit();
        return refuse("accounts.passkey_unknown");
    }
    auto in = begin_session(db, kept->account, origin);
    transaction.commit();
    const std::string key = key_of(origin);
    throttle_.give_back({origin.address, key, ""}, clock_());
    return in;
}

}  // namespace khuyenhoc::accounts
