#include "recognition/calendar.h"

#include <algorithm>

#include "base/check.h"
#include "base/json.h"
#include "base/text.h"
#include "recognition/embedded.h"
#include "recognition/fields.h"

namespace khuyenhoc::recognition {

namespace {

Words words_of(const json::object& from, std::string_view name) {
    const auto& both = field(from, name).as_object();
    return {text_in(both, "vi"), text_in(both, "en")};
}

Deadline read_deadline(const json::object& from) {
    Deadline deadline;
    deadline.code = text_in(from, "code");
    const auto day = text_in(from, "day");
    check(day.size() == 5 && day[2] == '-', "a deadline's day is MM-DD");
    deadline.month = static_cast<int>(*parse_integer(day.substr(0, 2)));
    deadline.day = static_cast<int>(*parse_integer(day.substr(3)));
    // 29 February would not be there every year.
    check(make_date(2025, deadline.month, deadline.day).has_value(), "a deadline is a day of every year");
    deadline.next_year = field(from, "next_year").as_bool();
    deadline.roles = *texts_in(from, "for");
    deadline.name = words_of(from, "name");
    deadline.note = words_of(from, "note");
    deadline.document = text_in(from, "document");
    deadline.confidence = text_in(from, "confidence").at(0);
    deadline.illustrative = field(from, "illustrative").as_bool();
    return deadline;
}

}  // namespace

std::vector<Deadline> read_calendar(std::string_view text) {
    const auto parsed = parse_json(text);
    check(parsed && text_in(parsed->as_object(), "format") == "khuyenhoc-calendar-1", "the shipped calendar can be read");
    std::vector<Deadline> deadlines;
    for (const auto& one : field(parsed->as_object(), "deadlines").as_array()) deadlines.push_back(read_deadline(one.as_object()));
    std::ranges::sort(deadlines, {}, [](const Deadline& one) { return one.due(2025); });
    return deadlines;
}

const std::vector<Deadline>& shipped_calendar() {
    static const auto calendar = read_calendar(recognition_file_bytes("facts/calendar.json"));
    return calendar;
}

}  // namespace khuyenhoc::recognition
