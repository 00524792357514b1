#include "accounts/retention.h"

namespace khuyenhoc::accounts {

namespace {

constexpr std::int64_t ms_per_day = 86'400'000;
constexpr std::int64_t ahead_ms = 7 * 3'600'000;  // a day begins in Viet Nam seven hours before it does in UTC

/// The same as the UTC text of that moment begins.
std::string text_of_start(Date day) { return to_text(from_days(to_days(day) - 1)) + "T17"; }

std::int64_t start_of(Date day) { return to_days(day) * ms_per_day - ahead_ms; }

}  // namespace

std::int64_t count_sessions_before(store::Connection& db, Date day) {
    return db.query_integer("SELECT count(*) FROM account_session WHERE seen_ms < $1", {start_of(day)}).value_or(0);
}

std::int64_t remove_sessions_before(store::Connection& db, Date day) {
    return db.run("DELETE FROM account_session WHERE seen_ms < $1", {start_of(day)});
}

std::int64_t count_events_before(store::Connection& db, Date day) {
    return db.query_integer("SELECT count(*) FROM account_event WHERE at_ms < $1", {start_of(day)}).value_or(0);
}

std::int64_t remove_events_before(store::Connection& db, Date day) { return db.run("DELETE FROM account_event WHERE at_ms < $1", {start_of(day)}); }

std::int64_t count_readings_before(store::Connection& db, std::int64_t province, Date day) {
    return db.query_integer("SELECT count(*) FROM reading WHERE province_id = $1 AND at < $2", {province, text_of_start(day)}).value_or(0);
}

std::int64_t remove_readings_before(store::Connection& db, std::int64_t province, Date day) {
    return db.run("DELETE FROM reading WHERE province_id = $1 AND at < $2", {province, text_of_start(day)});
}

}  // namespace khuyenhoc::accounts
