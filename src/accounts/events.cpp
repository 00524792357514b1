#include "accounts/events.h"

#include <utility>

#include "accounts/rows.h"
#include "base/date.h"

namespace khuyenhoc::accounts {

namespace {

constexpr std::int64_t day_ms = 24LL * 3'600'000;
constexpr std::int64_t most_listed = 50;

void insert(store::Connection& db, std::int64_t account, EventKind kind, std::int64_t times, std::int64_t session, std::int64_t now_ms) {
    const auto id = store::draw_ids(db, province_of(account), "account_event", 1);
    const auto device = db.query_text("SELECT device FROM account_session WHERE session_id = $1", {session}).value_or("");
    db.run("INSERT INTO account_event(event_id, account_id, at_ms, kind, times, session_id, device, is_told) VALUES ($1, $2, $3, $4, $5, $6, $7, 0)",
           {id, account, now_ms, to_text(kind), times, session, device});
}

}  // namespace

std::string_view to_text(EventKind kind) {
    constexpr std::string_view words[] = {"new_device", "wrong",      "password_changed", "password_by_code", "code_given",     "totp_on",
                                          "totp_off",   "totp_again", "recovery_used",    "external_tied",    "external_untied",
                                          "passkey_added", "passkey_dropped", "passkey_copied"};
    return words[static_cast<std::size_t>(kind)];
}

void keep_event(store::Connection& db, std::int64_t account, EventKind kind, std::int64_t session, std::int64_t now_ms) {
    insert(db, account, kind, 1, session, now_ms);
}

void keep_wrong(store::Connection& db, std::int64_t account, std::int64_t times, std::int64_t now_ms) {
    if (times == 0) return;
    if (db.run("UPDATE account_event SET times = times + $1, at_ms = $2 WHERE account_id = $3 AND kind = 'wrong' AND is_told = 0 AND at_ms > $4",
               {times, now_ms, account, now_ms - day_ms}) > 0)
        return;
    insert(db, account, EventKind::wrong, times, 0, now_ms);
}

json::array events_of(store::Connection& db, std::int64_t account, std::int64_t session) {
    json::array list;
    db.query("SELECT event_id, at_ms, kind, times, session_id, device, is_told FROM account_event WHERE account_id = $1 ORDER BY event_id DESC LIMIT $2",
             {account, most_listed}, [&](const store::Row& row) {
                 const bool here = row.integer(4) == session;
                 const bool is_news = row.text(2) != to_text(EventKind::wrong) || row.integer(3) >= wrong_worth_telling;
                 list.push_back(json::object{{"event_id", row.integer(0)}, {"at", row.integer(1)}, {"kind", row.text(2)}, {"times", row.integer(3)},
                                             {"device", row.text(5)}, {"here", here}, {"untold", row.integer(6) == 0 && !here && is_news}});
             });
    return list;
}

void tell_events(store::Connection& db, std::int64_t account, std::int64_t at_ms) {
    db.run("UPDATE account_event SET is_told = 1 WHERE account_id = $1 AND at_ms <= $2 AND is_told = 0 AND (kind <> 'wrong' OR times >= $3)",
           {account, at_ms, wrong_worth_telling});
}

void tell_code_given(store::Connection& db, std::int64_t account) {
    db.run("UPDATE account_event SET is_told = 1 WHERE account_id = $1 AND kind = $2 AND is_told = 0", {account, to_text(EventKind::code_given)});
}

void WrongAttempts::count(std::int64_t account) {
    const std::lock_guard lock(mutex_);
    ++times_[account];
}

std::int64_t WrongAttempts::take(std::int64_t account) {
    const std::lock_guard lock(mutex_);
    const auto found = times_.extract(account);
    return found ? found.mapped() : 0;
}

std::map<std::int64_t, std::int64_t> WrongAttempts::take_all() {
    const std::lock_guard lock(mutex_);
    return std::exchange(times_, {});
}

void SecurityLog::add(std::string_view event, std::int64_t account, std::string_view line, std::string_view code) {
    Key key{event, account, line, code};
    const std::lock_guard lock(mutex_);
    if (times_.size() >= most_kept && !times_.contains(key)) key = Key{event, 0, "", code};
    ++times_[std::move(key)];
}

std::vector<std::string> SecurityLog::lines() {
    std::map<Key, std::int64_t> times;
    {
        const std::lock_guard lock(mutex_);
        times.swap(times_);
    }
    std::vector<std::string> lines;
    for (const auto& [key, often] : times) {
        const auto& [event, account, line, code] = key;
        json::object said{{"at", now_utc()}, {"event", "accounts." + event}, {"account", account}, {"times", often}};
        if (!line.empty()) said["line"] = line;
        if (!code.empty()) said["refused"] = code;
        lines.push_back(json::serialize(said));
    }
    return lines;
}

}  // namespace khuyenhoc::accounts
