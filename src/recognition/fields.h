// Reading a body that has passed its fields. Knows nothing else.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/check.h"
#include "base/date.h"
#include "base/json.h"

namespace khuyenhoc::recognition {

inline const json::value* find_field(const json::object& body, std::string_view name) {
    return body.if_contains(json::string_view(name.data(), name.size()));
}
inline const json::value& field(const json::object& body, std::string_view name) {
    const auto* value = find_field(body, name);
    check(value != nullptr, "a required field was checked");
    return *value;
}
inline std::int64_t integer_in(const json::object& body, std::string_view name) { return field(body, name).as_int64(); }
inline int year_in(const json::object& body) { return static_cast<int>(integer_in(body, "year")); }
inline std::string text_in(const json::object& body, std::string_view name) {
    return json::value_to<std::string>(field(body, name));
}
inline std::string text_in_or(const json::object& body, std::string_view name, std::string_view otherwise) {
    const auto* value = find_field(body, name);
    return value == nullptr ? std::string(otherwise) : json::value_to<std::string>(*value);
}
inline Date date_in(const json::object& body, std::string_view name) {
    const auto date = parse_date(text_in(body, name));
    check(date.has_value(), "a date field was checked");
    return *date;
}
inline std::optional<std::vector<std::int64_t>> integers_in(const json::object& body, std::string_view name) {
    const auto* value = find_field(body, name);
    if (value == nullptr) return std::nullopt;
    return json::value_to<std::vector<std::int64_t>>(*value);
}
inline std::optional<std::vector<std::string>> texts_in(const json::object& body, std::string_view name) {
    const auto* value = find_field(body, name);
    if (value == nullptr) return std::nullopt;
    return json::value_to<std::vector<std::string>>(*value);
}

}  // namespace khuyenhoc::recognition
