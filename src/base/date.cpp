#include "base/date.h"

#include <fmt/format.h>

#include <array>
#include <chrono>

namespace khuyenhoc {

namespace {

namespace ch = std::chrono;

std::optional<int> digits(std::string_view text) {
    if (text.empty() || text.size() > 4) return std::nullopt;
    int value = 0;
    for (char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
    }
    return value;
}

ch::sys_days sys_days_of(Date date) {
    return ch::sys_days(ch::year_month_day(ch::year(date.year), ch::month(static_cast<unsigned>(date.month)),
                                           ch::day(static_cast<unsigned>(date.day))));
}

}  // namespace

std::optional<Date> make_date(int year, int month, int day) {
    if (year < 1800 || year > 2999 || month < 1 || month > 12 || day < 1) return std::nullopt;
    const ch::year_month_day ymd(ch::year(year), ch::month(static_cast<unsigned>(month)),
                                 ch::day(static_cast<unsigned>(day)));
    if (!ymd.ok()) return std::nullopt;
    return Date{year, month, day};
}

std::optional<Date> parse_date(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const auto year = digits(text.substr(0, 4));
    const auto month = digits(text.substr(5, 2));
    const auto day = digits(text.substr(8, 2));
    if (!year || !month || !day) return std::nullopt;
    return make_date(*year, *month, *day);
}

std::optional<Date> parse_written_date(std::string_view text) {
    if (auto iso = parse_date(text)) return iso;
    std::array<std::string_view, 3> parts;
    std::size_t count = 0;
    std::size_t start = 0;
    for (std::size_t i = 0; i <= text.size(); ++i) {
        if (i < text.size() && text[i] != '/' && text[i] != '-' && text[i] != '.') continue;
        if (count == 3) return std::nullopt;
        parts[count++] = text.substr(start, i - start);
        start = i + 1;
    }
    if (count != 3 || parts[0].size() > 2 || parts[1].size() > 2 || parts[2].size() != 4) return std::nullopt;
    const auto day = digits(parts[0]);
    const auto month = digits(parts[1]);
    const auto year = digits(parts[2]);
    if (!day || !month || !year) return std::nullopt;
    return make_date(*year, *month, *day);
}

std::string to_text(Date date) { return fmt::format("{:04}-{:02}-{:02}", date.year, date.month, date.day); }

std::int64_t to_days(Date date) { return sys_days_of(date).time_since_epoch().count(); }

Date from_days(std::int64_t days) {
    const ch::year_month_day ymd{ch::sys_days(ch::days(days))};
    return Date{int(ymd.year()), int(unsigned(ymd.month())), int(unsigned(ymd.day()))};
}

std::string now_utc() {
    const auto now = ch::floor<ch::milliseconds>(ch::system_clock::now());
    const auto day = ch::floor<ch::days>(now);
    const ch::year_month_day ymd{day};
    const ch::hh_mm_ss<ch::milliseconds> time{now - day};
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", int(ymd.year()), unsigned(ymd.month()),
                       unsigned(ymd.day()), time.hours().count(), time.minutes().count(), time.seconds().count(),
                       time.subseconds().count());
}

Date today_in_vietnam() {
    const auto local = ch::floor<ch::days>(ch::system_clock::now() + ch::hours(7));
    return from_days(local.time_since_epoch().count());
}

}  // namespace khuyenhoc
