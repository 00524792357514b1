#include "privacy/duties.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.h"
#include "base/text.h"
#include "privacy/embedded.h"

namespace khuyenhoc::privacy {

namespace {

std::string text(const json::value& from, const char* name) { return json::value_to<std::string>(from.at(name)); }
int number(const json::value& from, const char* name) { return static_cast<int>(from.at(name).as_int64()); }
Both both(const json::value& from) { return {text(from, "vi"), text(from, "en")}; }

json::object read_file(const char* path, std::string_view format) {
    auto parsed = parse_json(privacy_file_bytes(path));
    check(parsed && parsed->is_object() && parsed->at("format").as_string() == json::string_view(format.data(), format.size()), "a shipped file can be read");
    return std::move(parsed->as_object());
}

RequestKind read_kind(const json::value& from) {
    return {text(from, "kind"), number(from, "days"), number(from, "third_party_days"), number(from, "extension_days"),
            text(from, "confidence"), text(from, "third_party_confidence"), text(from, "extension_confidence"),
            text(from, "document"), both(from), both(from.at("note"))};
}

Law read_law(const json::value& from) {
    Law law;
    law.from = *parse_date(text(from, "from"));
    law.document = text(from, "document");
    law.acknowledge_working_days = number(from.at("acknowledge"), "working_days");
    law.acknowledge_confidence = text(from.at("acknowledge"), "confidence");
    for (const auto& kind : from.at("requests").as_array()) law.requests.push_back(read_kind(kind));
    law.breach_hours = number(from.at("breach"), "hours");
    law.breach_confidence = text(from.at("breach"), "confidence");
    law.breach_document = text(from.at("breach"), "document");
    law.child_under = number(from.at("child"), "under");
    law.own_consent_from = number(from.at("child"), "own_consent_from");
    return law;
}

const std::vector<Law>& laws() {
    static const auto all = [] {
        std::vector<Law> read;
        for (const auto& one : duties_document().at("law").as_array()) read.push_back(read_law(one));
        std::ranges::sort(read, {}, &Law::from);
        return read;
    }();
    return all;
}

}  // namespace

const json::object& duties_document() {
    static const auto document = read_file("facts/duties.json", "khuyenhoc-duties-1");
    return document;
}

const Law* law_on(Date day) {
    const Law* found = nullptr;
    for (const auto& law : laws())
        if (law.from <= day) found = &law;
    return found;
}

const RequestKind* find_kind(const Law& law, std::string_view kind) {
    const auto found = std::ranges::find(law.requests, kind, &RequestKind::kind);
    return found == law.requests.end() ? nullptr : &*found;
}

std::vector<std::string_view> request_kinds() {
    std::vector<std::string_view> kinds;
    for (const auto& kind : laws().back().requests) kinds.emplace_back(kind.kind);
    return kinds;
}

const std::vector<Purpose>& purposes() {
    static const auto all = [] {
        std::vector<Purpose> read;
        const auto document = read_file("facts/purposes.json", "khuyenhoc-purposes-1");  // must outlive the loop
        for (const auto& one : document.at("purposes").as_array())
            read.push_back({text(one, "code"), one.at("publishes").as_bool(), both(one)});
        return read;
    }();
    return all;
}

const Purpose* find_purpose(std::string_view code) {
    const auto found = std::ranges::find(purposes(), code, &Purpose::code);
    return found == purposes().end() ? nullptr : &*found;
}

std::vector<std::string_view> purpose_codes() {
    std::vector<std::string_view> codes;
    for (const auto& purpose : purposes()) codes.emplace_back(purpose.code);
    return codes;
}

const std::vector<RetentionRule>& retention_rules() {
    static const auto all = [] {
        std::vector<RetentionRule> read;
        const auto document = read_file("facts/retention.json", "khuyenhoc-retention-1");  // must outlive the loop
        for (const auto& one : document.at("rules").as_array())
            read.push_back({text(one, "code"), number(one, "months"), text(one, "confidence"), text(one, "document"), both(one), both(one.at("why"))});
        return read;
    }();
    return all;
}

Deadlines deadlines(const WorkingDays& calendar, const Law& law, const RequestKind& kind, Date received_on, bool third_party, bool extended) {
    Deadlines out;
    out.acknowledge_by = calendar.add_working_days(received_on, law.acknowledge_working_days);
    const int days = (third_party ? kind.third_party_days : kind.days) + (extended ? kind.extension_days : 0);
    out.answer_by = calendar.this_or_next_working(WorkingDays::add_days(received_on, days));
    out.expected = !calendar.is_decided(out.acknowledge_by) || !calendar.is_decided(out.answer_by);
    return out;
}

std::optional<Moment> parse_moment(std::string_view written) {
    if (written.size() != 16 || written[10] != 'T' || written[13] != ':') return std::nullopt;
    const auto day = parse_date(written.substr(0, 10));
    const auto is_digit = [&](std::size_t i) { return written[i] >= '0' && written[i] <= '9'; };
    if (!day || !is_digit(11) || !is_digit(12) || !is_digit(14) || !is_digit(15)) return std::nullopt;
    const auto hour = *parse_integer(written.substr(11, 2)), minute = *parse_integer(written.substr(14, 2));
    if (hour > 23 || minute > 59) return std::nullopt;
    return Moment{*day, static_cast<int>(hour * 60 + minute)};
}

std::string to_text(Moment moment) {
    return fmt::format("{}T{:02}:{:02}", khuyenhoc::to_text(moment.day), moment.minute / 60, moment.minute % 60);
}

Moment add_hours(Moment moment, int hours) {
    const auto minutes = moment.minute + hours * 60;
    return {from_days(to_days(moment.day) + minutes / 1440), minutes % 1440};
}

std::int64_t minutes_between(Moment from, Moment to) { return (to_days(to.day) - to_days(from.day)) * 1440 + to.minute - from.minute; }

Moment moment_of(std::string_view utc) {
    const auto moment = parse_moment(utc.substr(0, 16));
    check(moment.has_value(), "a command's time starts with a moment");
    return add_hours(*moment, 7);
}

Date months_before(Date today, int months) {
    const int all = today.year * 12 + today.month - 1 - months;
    for (int day = today.day;; --day)
        if (const auto date = make_date(all / 12, all % 12 + 1, day)) return *date;
}

}  // namespace khuyenhoc::privacy
