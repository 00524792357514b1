// Calendar dates as plain values, and UTC timestamps as text. Knows no clock except `now_utc`.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace khuyenhoc {

/// A day of the proleptic Gregorian calendar. Valid values only come from `parse_date` and `make_date`.
/// Text form is `YYYY-MM-DD`, years 1800..2999, which sorts like the date does.
struct Date {
    int year = 1970;
    int month = 1;
    int day = 1;

    auto operator<=>(const Date&) const = default;
};

std::optional<Date> make_date(int year, int month, int day);

/// Exactly `YYYY-MM-DD`; nothing else. Range-checked.
std::optional<Date> parse_date(std::string_view text);

/// What people write in registers: `YYYY-MM-DD`, `D/M/YYYY`, `D-M-YYYY`, `D.M.YYYY`. Day before month, always.
std::optional<Date> parse_written_date(std::string_view text);

std::string to_text(Date date);

/// Days since 1970-01-01; and back. For date arithmetic.
std::int64_t to_days(Date date);
Date from_days(std::int64_t days);

/// Age as the literacy and universalisation registers count it: reporting year minus birth year.
constexpr int age_in_year(int birth_year, int year) { return year - birth_year; }

/// The only reader of the clock: UTC, fixed width, `YYYY-MM-DDTHH:MM:SS.sssZ`.
std::string now_utc();

/// Today in Viet Nam (UTC+7, no daylight saving).
Date today_in_vietnam();

}  // namespace khuyenhoc
