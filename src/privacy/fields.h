// Reading a body that has passed its fields, and fields that several lines share. For the files of this folder.
#pragma once

#include <optional>
#include <string>

#include "base/check.h"
#include "capability/capability.h"

namespace khuyenhoc::privacy {

inline const json::value* find_field(const json::object& body, std::string_view name) { return body.if_contains({name.data(), name.size()}); }
inline std::string text_in(const json::object& body, std::string_view name) {
    const auto* value = find_field(body, name);
    return value == nullptr ? std::string() : json::value_to<std::string>(*value);
}
inline std::int64_t integer_in(const json::object& body, std::string_view name) {
    const auto* value = find_field(body, name);
    return value == nullptr ? 0 : value->as_int64();
}
inline bool flag_in(const json::object& body, std::string_view name) {
    const auto* value = find_field(body, name);
    return value != nullptr && value->as_bool();
}
inline Date date_in(const json::object& body, std::string_view name) {
    const auto date = parse_date(text_in(body, name));
    check(date.has_value(), "a date field was checked");
    return *date;
}
/// NULL for a text that was left out.
inline store::Parameter text_or_null(const std::string& text) { return text.empty() ? store::Parameter() : store::Parameter(text); }
inline store::Parameter id_or_null(std::int64_t id) { return id == 0 ? store::Parameter() : store::Parameter(id); }
inline json::string_view view(std::string_view text) { return {text.data(), text.size()}; }
inline json::value text_at(const store::Row& row, int column) { return row.is_null(column) ? json::value() : json::value(view(row.text(column))); }
inline json::value integer_at(const store::Row& row, int column) { return row.is_null(column) ? json::value() : json::value(row.integer(column)); }
inline Answer answer_of(json::value value) {
    Answer answer;
    answer.value = std::move(value);
    return answer;
}

inline Field id_field(std::string_view name, std::string_view note = {}, bool required = true) {
    return {.name = name, .kind = Field::Kind::integer, .required = required, .least = 1, .most = (1LL << 53) - 1, .note = note};
}
inline Field words_field(std::string_view name, std::int64_t most, bool required = true, std::string_view note = {}) {
    return {.name = name, .required = required, .least = 1, .most = most, .note = note};
}
inline Field day_field(std::string_view name, bool required = true) { return {.name = name, .kind = Field::Kind::date, .required = required}; }
inline Field channel_field() { return {.name = "channel", .one_of = {"in_person", "phone", "post", "online"}}; }

}  // namespace khuyenhoc::privacy
