// Sessions: a random token in the browser, its keyed hash here.
#include <algorithm>
#include <chrono>

#include "accounts/accounts.h"
#include "accounts/readings.h"
#include "accounts/rows.h"
#include "accounts/rules.h"

namespace khuyenhoc::accounts {

namespace {

constexpr std::int64_t remembered_ms = 1'000;           ///< how late another program's change may count
constexpr std::size_t most_remembered = 50'000;
constexpr std::int64_t kept_ms = 90LL * 24 * 3'600'000;  ///< ended sessions and used codes, for who asks later
constexpr std::size_t token_bytes = 32;

std::int64_t wall_clock() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

Roles roles_of(const std::vector<Grant>& grants) {
    Roles held;
    for (const auto& grant : grants) held = held | Roles{grant.role};
    return held;
}

bool has_any(Roles held, Roles of) {
    for (int i = 0; i < role_count; ++i)
        if (const auto role = static_cast<Role>(i); held.contains(role) && of.contains(role)) return true;
    return false;
}

/// A session as the store has it, with the account it belongs to.
struct SessionRow {
    Standing standing;
    std::int64_t begun_ms = 0, seen_ms = 0;
};

std::optional<SessionRow> find_session(store::Connection& db, const std::string& token_hash) {
    std::optional<SessionRow> found;
    db.query("SELECT s.session_id, s.account_id, s.begun_ms, s.seen_ms, a.login, a.name, a.is_demo, t.is_confirmed FROM account_session AS s"
             " JOIN account AS a ON a.account_id = s.account_id LEFT JOIN account_totp AS t ON t.account_id = s.account_id"
             " WHERE s.token_hash = $1 AND s.ended_ms IS NULL AND a.to_date IS NULL",
             {token_hash}, [&](const store::Row& row) {
                 found.emplace();
                 found->standing.session = row.integer(0);
                 found->standing.account = row.integer(1);
                 found->begun_ms = row.integer(2);
                 found->seen_ms = row.integer(3);
                 found->standing.login = row.text(4);
                 found->standing.name = row.text(5);
                 found->standing.is_demo = row.integer(6) == 1;
                 found->standing.has_totp = row.optional_integer(7).value_or(0) == 1;
             });
    return found;
}

}  // namespace

Accounts::Accounts(store::Store& store, const places::Places& places, const Key& key, Clock clock)
    : store_(store),
      places_(places),
      token_key_(derive_key(key, "session tokens")),
      csrf_key_(derive_key(key, "csrf")),
      device_key_(derive_key(key, "devices")),
      code_key_(derive_key(key, "one-time codes")),
      totp_key_(derive_key(key, "second factors")),
      login_key_(derive_key(key, "login attempts")),
      reason_key_(derive_key(key, "reasons of readings")),
      subject_key_(derive_key(key, "external subjects")),
      pending_key_(derive_key(key, "external sign-ins")),
      clock_(clock ? std::move(clock) : wall_clock),
      hasher_(derive_key(key, "passwords")) {}

Accounts::~Accounts() = default;

std::shared_ptr<const Standing> Accounts::standing(std::string_view token) {
    if (token.size() != 2 * token_bytes) return nullptr;
    const std::string token_hash = keyed_hash_hex(token_key_, token);
    const std::int64_t now = clock_();
    {
        const std::lock_guard lock(mutex_);
        const auto found = remembered_.find(token_hash);
        if (found != remembered_.end() && now - found->second.read_ms < remembered_ms) {
            seen_[found->second.standing->session] = now;
            return found->second.standing;
        }
    }
    return read_standing(token_hash, token, now);
}

std::shared_ptr<const Standing> Accounts::read_standing(const std::string& token_hash, std::string_view token, std::int64_t now) {
    const auto reader = store_.reader();
    auto row = find_session(*reader, token_hash);
    if (!row) return nullptr;
    Standing& standing = row->standing;
    standing.grants = grants_of(*reader, standing.account, today_in_vietnam());
    for (auto& glass : broken_glass_of(*reader, standing.account, now)) standing.grants.push_back(glass);
    standing.csrf = keyed_hash_hex(csrf_key_, token);
    const Roles held = roles_of(standing.grants);
    standing.must_have_totp = !standing.has_totp && !standing.is_demo && has_any(held, need_second_factor);
    const auto life = session_life(held);
    const std::lock_guard lock(mutex_);
    if (const auto seen = seen_.find(standing.session); seen != seen_.end()) row->seen_ms = std::max(row->seen_ms, seen->second);
    if (now - row->begun_ms > life.most_ms || now - row->seen_ms > life.idle_ms) return nullptr;
    if (remembered_.size() >= most_remembered) remembered_.clear();
    seen_[standing.session] = now;
    return remembered_.insert_or_assign(token_hash, Remembered{std::make_shared<const Standing>(std::move(standing)), now}).first->second.standing;
}

void Accounts::forget() {
    const std::lock_guard lock(mutex_);
    remembered_.clear();
}

void Accounts::tidy() {
    std::unordered_map<std::int64_t, std::int64_t> seen;
    {
        const std::lock_guard lock(mutex_);
        seen.swap(seen_);
    }
    const std::int64_t now = clock_(), long_ago = now - kept_ms;
    const auto wrong = wrong_.take_all();
    auto writer = store_.writer();
    store::Transaction transaction(writer.connection);
    for (const auto& [session, at] : seen)
        writer.connection.run("UPDATE account_session SET seen_ms = $1 WHERE session_id = $2 AND seen_ms < $3", {at, session, at});
    for (const auto& [account, times] : wrong) keep_wrong(writer.connection, account, times, now);
    writer.connection.run("DELETE FROM account_session WHERE seen_ms < $1", {long_ago});
    writer.connection.run("DELETE FROM passkey_challenge WHERE expires_ms < $1", {now});
    writer.connection.run("DELETE FROM account_code WHERE expires_ms < $1", {long_ago});
    writer.connection.run("DELETE FROM account_device WHERE seen_ms < $1", {long_ago - 3 * kept_ms});
    transaction.commit();
}

/// The hash of the browser's device token when that browser has signed in to the account before; else "".
std::string Accounts::device_of(std::int64_t account, const Origin& origin) const {
    if (origin.device_token.size() != 2 * token_bytes) return "";
    const std::string hash = keyed_hash_hex(device_key_, origin.device_token);
    const auto known = store_.reader()->query_integer("SELECT 1 FROM account_device WHERE account_id = $1 AND device_hash = $2", {account, hash});
    return known ? hash : "";
}

SignedIn Accounts::begin_session(store::Connection& db, std::int64_t account, const Origin& origin) {
    const std::int64_t now = clock_();
    SignedIn in;
    in.session = store::draw_ids(db, province_of(account), "account_session", 1);
    in.token = random_hex(token_bytes);
    // A token made by us is taken over for other accounts of the same browser; one it made up is not.
    const bool is_known = !device_of(account, origin).empty();
    in.device_token = is_known ? origin.device_token : random_hex(token_bytes);
    in.csrf = keyed_hash_hex(csrf_key_, in.token);
    const std::string token_hash = keyed_hash_hex(token_key_, in.token);
    const std::string device_hash = keyed_hash_hex(device_key_, in.device_token);
    const std::string device = std::string(browser_of(origin.agent)) + ", " + std::string(system_of(origin.agent));
    db.run("INSERT INTO account_session(session_id, account_id, token_hash, device, begun_ms, seen_ms) VALUES ($1, $2, $3, $4, $5, $6)",
           {in.session, account, token_hash, device, now, now});
    if (is_known) db.run("UPDATE account_device SET seen_ms = $1 WHERE account_id = $2 AND device_hash = $3", {now, account, device_hash});
    else {
        const bool is_first = !db.query_integer("SELECT 1 FROM account_device WHERE account_id = $1 LIMIT 1", {account});
        db.run("INSERT INTO account_device(account_id, device_hash, seen_ms) VALUES ($1, $2, $3)", {account, device_hash, now});
        if (!is_first) happened(db, account, EventKind::new_device, in.session);
    }
    keep_wrong(db, account, wrong_.take(account), now);
    security_.add("signed_in", account);
    const auto row = find_session(db, token_hash);
    const Roles held = roles_of(grants_of(db, account, today_in_vietnam()));
    in.must_have_totp = row && !row->standing.has_totp && !row->standing.is_demo && has_any(held, need_second_factor);
    in.most_seconds = session_life(held).most_ms / 1000;
    return in;
}

void Accounts::happened(store::Connection& db, std::int64_t account, EventKind kind, std::int64_t session) {
    security_.add(to_text(kind), account);
    if (!db.query_integer("SELECT 1 FROM account WHERE account_id = $1 AND is_demo = 1", {account})) keep_event(db, account, kind, session, clock_());
}

void Accounts::was_wrong(std::int64_t account, std::string_view known_device) {
    if (account == 0) return;
    security_.add(to_text(EventKind::wrong), account);
    if (known_device.empty()) wrong_.count(account);
}

json::array Accounts::events(const Standing& who) { return events_of(*store_.reader(), who.account, who.session); }

void Accounts::tell(const Standing& who, std::int64_t at_ms) {
    auto writer = store_.writer();
    tell_events(writer.connection, who.account, at_ms);
}

void Accounts::sign_out(const Standing& who) { (void)end_session(who, who.session); }

json::array Accounts::sessions(const Standing& who) {
    json::array list;
    const std::int64_t now = clock_();
    const auto life = session_life(roles_of(who.grants));
    store_.reader()->query("SELECT session_id, device, begun_ms, seen_ms FROM account_session WHERE account_id = $1 AND ended_ms IS NULL"
                           " AND begun_ms > $2 AND seen_ms > $3 ORDER BY seen_ms DESC, session_id DESC",
                           {who.account, now - life.most_ms, now - life.idle_ms}, [&](const store::Row& row) {
                               list.push_back(json::object{{"session_id", row.integer(0)}, {"device", row.text(1)}, {"begun", row.integer(2)},
                                                           {"seen", row.integer(3)}, {"current", row.integer(0) == who.session}});
                           });
    return list;
}

Result<void> Accounts::end_session(const Standing& who, std::int64_t session) {
    const std::int64_t now = clock_();
    std::int64_t ended = 0;
    {
        auto writer = store_.writer();
        ended = writer.connection.run("UPDATE account_session SET ended_ms = $1 WHERE session_id = $2 AND account_id = $3 AND ended_ms IS NULL",
                                      {now, session, who.account});
    }
    forget();
    if (ended == 0) return refuse("accounts.no_session", "session_id");
    return {};
}

void Accounts::end_other_sessions(const Standing& who) {
    const std::int64_t now = clock_();
    {
        auto writer = store_.writer();
        writer.connection.run("UPDATE account_session SET ended_ms = $1 WHERE account_id = $2 AND session_id <> $3 AND ended_ms IS NULL",
                              {now, who.account, who.session});
    }
    forget();
}

}  // namespace khuyenhoc::accounts
