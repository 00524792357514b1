#include "http/parameters.h"

#include <algorithm>

#include "base/text.h"

namespace khuyenhoc::http {

namespace {

using Kind = Field::Kind;

bool is_list(Kind kind) { return kind == Kind::integers || kind == Kind::texts; }

json::value integer_or_text(std::string_view text) {
    const auto number = parse_integer(text);
    return number ? json::value(*number) : json::value(text);
}

void append_items(std::string_view text, Kind kind, json::array& list) {
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(','), text.size());
        const std::string_view item = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        list.push_back(kind == Kind::integers ? integer_or_text(item) : json::value(item));
    }
}

json::value typed(std::string_view text, Kind kind) {
    switch (kind) {
        case Kind::integer:
            return integer_or_text(text);
        case Kind::boolean:
            if (text == "true" || text == "1") return true;
            if (text == "false" || text == "0") return false;
            return json::value(text);
        case Kind::object:
        case Kind::objects:
        case Kind::any: {
            auto parsed = parse_json(text);
            return parsed ? std::move(*parsed) : json::value(text);
        }
        default:
            return json::value(text);
    }
}

}  // namespace

Result<json::object> typed_parameters(const NamedTexts& texts, const std::vector<Field>& fields) {
    json::object out;
    for (const auto& [name, text] : texts) {
        const auto field = std::ranges::find(fields, std::string_view(name), &Field::name);
        if (field == fields.end()) {
            out[name] = text;  // the shape check refuses it by name
            continue;
        }
        if (text.empty() && field->kind != Kind::text) continue;
        if (is_list(field->kind)) {
            auto& list = out[name];
            if (!list.is_array()) list = json::array();
            append_items(text, field->kind, list.as_array());
            continue;
        }
        if (out.contains(name)) return refuse("http.repeated_parameter", name, {{"name", name}});
        out[name] = typed(text, field->kind);
    }
    return out;
}

}  // namespace khuyenhoc::http
