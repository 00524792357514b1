#include "privacy/working_days.h"

#include "base/check.h"
#include "privacy/embedded.h"

namespace khuyenhoc::privacy {

namespace {

std::int64_t day_of(const json::value& text) {
    const auto day = parse_date(std::string_view(text.as_string()));
    check(day.has_value(), "a day of the working-day calendar is a date");
    return to_days(*day);
}

/// 1 Monday .. 7 Sunday; 1970-01-01 was a Thursday.
int weekday(std::int64_t days) { return static_cast<int>(((days + 3) % 7 + 7) % 7) + 1; }

}  // namespace

WorkingDays::WorkingDays(std::string_view text) {
    auto parsed = parse_json(text);
    check(parsed && parsed->is_object() && parsed->at("format") == "khuyenhoc-working-days-1", "the working-day calendar can be read");
    document_ = std::move(parsed->as_object());
    for (const auto& day : document_.at("weekend").as_array()) weekend_.insert(static_cast<int>(day.as_int64()));
    for (const auto& year : document_.at("years").as_array()) {
        if (year.at("state") == "decided") decided_.insert(static_cast<int>(year.at("year").as_int64()));
        for (const auto& part : year.at("off").as_array())
            for (auto day = day_of(part.at("from")); day <= day_of(part.at("to")); ++day) off_.insert(day);
        for (const auto& day : year.at("worked").as_array()) worked_.insert(day_of(day));
    }
}

bool WorkingDays::is_working(Date day) const {
    const auto days = to_days(day);
    if (worked_.contains(days)) return true;
    return !off_.contains(days) && !weekend_.contains(weekday(days));
}

Date WorkingDays::add_working_days(Date day, int n) const {
    auto days = to_days(day);
    while (n > 0)
        if (is_working(from_days(++days))) --n;
    return from_days(days);
}

Date WorkingDays::this_or_next_working(Date day) const { return is_working(day) ? day : add_working_days(day, 1); }

const WorkingDays& working_days() {
    static const WorkingDays shipped(privacy_file_bytes("facts/working-days.json"));
    return shipped;
}

}  // namespace khuyenhoc::privacy
