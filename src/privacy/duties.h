// What the law asks and when: the kinds of requests with their days, the hours of a breach, the ages of a child, the purposes of
// consent, storage times. Read from facts/; the deadlines are pure functions of plain values.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/json.h"
#include "privacy/working_days.h"

namespace khuyenhoc::privacy {

struct Both {
    std::string vi, en;
    json::object to_json() const { return {{"vi", vi}, {"en", en}}; }
};

/// The clock of one kind of request. A letter of confidence stands with each number.
struct RequestKind {
    std::string kind;
    int days = 0, third_party_days = 0, extension_days = 0;
    std::string confidence, third_party_confidence, extension_confidence;
    std::string document;
    Both name, note;
};

struct Law {
    Date from;
    std::string document;
    int acknowledge_working_days = 0;
    std::string acknowledge_confidence;
    std::vector<RequestKind> requests;
    int breach_hours = 0;
    std::string breach_confidence, breach_document;
    int child_under = 0;          ///< years
    int own_consent_from = 0;     ///< years
};

struct Purpose {
    std::string code;
    bool publishes = false;
    Both name;
};

struct RetentionRule {
    std::string code;
    int months = 0;
    std::string confidence, document;
    Both name, why;
};

/// The law in force on a day; nothing before the first that is loaded.
const Law* law_on(Date day);
const RequestKind* find_kind(const Law& law, std::string_view kind);
std::vector<std::string_view> request_kinds();
const std::vector<Purpose>& purposes();
const Purpose* find_purpose(std::string_view code);
std::vector<std::string_view> purpose_codes();
const std::vector<RetentionRule>& retention_rules();
/// Facts as they are shipped, for pages that show them.
const json::object& duties_document();

/// The days of one request.
struct Deadlines {
    Date acknowledge_by;
    Date answer_by;        ///< with the extension, when there is one
    bool expected = false; ///< some day of the count is in a year whose days off are not decided
    bool operator==(const Deadlines&) const = default;
};

/// The day of receipt does not count; a last day that is a day off moves to the next working day (Civil Code 91/2015, articles
/// 147 and 148). An extension runs on from the end of the first time, before that move.
Deadlines deadlines(const WorkingDays& calendar, const Law& law, const RequestKind& kind, Date received_on, bool third_party, bool extended);

/// Days left until a deadline: 0 today, negative when it has passed.
inline std::int64_t days_left(Date until, Date today) { return to_days(until) - to_days(today); }

/// 'YYYY-MM-DDTHH:MM' in Viet Nam; and that many hours later.
struct Moment {
    Date day;
    int minute = 0;  ///< of the day
    auto operator<=>(const Moment&) const = default;
};
std::optional<Moment> parse_moment(std::string_view text);
std::string to_text(Moment moment);
Moment add_hours(Moment moment, int hours);
std::int64_t minutes_between(Moment from, Moment to);
/// The UTC time of a command, as it is in Viet Nam.
Moment moment_of(std::string_view utc);

/// The first day that is kept when all before `months` ago goes.
Date months_before(Date today, int months);

}  // namespace khuyenhoc::privacy
