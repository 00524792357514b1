// Sessions and readings whose storage time is over. For the capability that keeps the storage schedule.
#pragma once

#include "base/date.h"
#include "capability/capability.h"

namespace khuyenhoc::accounts {

/// Sessions last seen before a day, ended or forgotten.
std::int64_t count_sessions_before(store::Connection& db, Date day);
std::int64_t remove_sessions_before(store::Connection& db, Date day);

/// What happened to how accounts are signed in to, before a day.
std::int64_t count_events_before(store::Connection& db, Date day);
std::int64_t remove_events_before(store::Connection& db, Date day);

/// Who looked at whom, before a day.
std::int64_t count_readings_before(store::Connection& db, std::int64_t province, Date day);
std::int64_t remove_readings_before(store::Connection& db, std::int64_t province, Date day);

}  // namespace khuyenhoc::accounts
