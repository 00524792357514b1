// Checking a body against its fields: one walk, paths in every refusal, unknown fields refused.
#include <algorithm>

#include "base/text.h"
#include "capability/capability.h"

namespace khuyenhoc {

namespace {

using Kind = Field::Kind;

std::string_view expected(Kind kind) {
    switch (kind) {
        case Kind::integer: return "integer";
        case Kind::text: return "text";
        case Kind::boolean: return "true/false";
        case Kind::date: return "date";
        case Kind::integers: return "integer[]";
        case Kind::texts: return "text[]";
        case Kind::object: return "object";
        case Kind::objects: return "object[]";
        case Kind::any: return "any";
    }
    return "";
}

std::unexpected<Refusal> wrong_type(const Field& field, const std::string& where) {
    return refuse("shape.wrong_type", where, {{"expected", std::string(expected(field.kind))}});
}

std::unexpected<Refusal> out_of_range(const Field& field, const std::string& where) {
    const auto bound = [](std::int64_t n, const char* none) {
        return n == INT64_MIN || n == INT64_MAX ? std::string(none) : std::to_string(n);
    };
    return refuse("shape.out_of_range", where, {{"least", bound(field.least, "0")}, {"most", bound(field.most, "∞")}});
}

Result<std::int64_t> integer_of(const Field& field, const json::value& value, const std::string& where) {
    std::int64_t number = 0;
    if (value.is_int64()) number = value.as_int64();
    else if (value.is_uint64() && value.as_uint64() <= INT64_MAX) number = static_cast<std::int64_t>(value.as_uint64());
    else return wrong_type(field, where);
    if (number < field.least || number > field.most) return out_of_range(field, where);
    return number;
}

/// Texts without a stated limit may have at most this many characters.
constexpr std::int64_t usual_length = 2000;

Result<std::string> text_of(const Field& field, const json::value& value, const std::string& where) {
    if (!value.is_string()) return wrong_type(field, where);
    const auto clean = canonical({value.as_string().data(), value.as_string().size()});
    if (!clean) return refuse("shape.bad_text", where);
    const auto length = static_cast<std::int64_t>(length_of(*clean));
    const std::int64_t most = field.most == INT64_MAX ? usual_length : field.most;
    if (length < field.least || length > most) return out_of_range(field, where);
    if (!field.one_of.empty() && std::ranges::find(field.one_of, *clean) == field.one_of.end()) {
        std::string allowed;
        for (const auto word : field.one_of) allowed += (allowed.empty() ? "" : ", ") + std::string(word);
        return refuse("shape.not_one_of", where, {{"allowed", allowed}});
    }
    return *clean;
}

Result<json::object> object_of(const json::object& body, const std::vector<Field>& fields, const std::string& prefix);

Result<json::value> list_of(const Field& field, const json::value& value, const std::string& where) {
    if (!value.is_array()) return wrong_type(field, where);
    const auto& list = value.as_array();
    const auto size = static_cast<std::int64_t>(list.size());
    if (size < field.least || size > field.most) return out_of_range(field, where);
    json::array out;
    out.reserve(list.size());
    Field item = field;
    item.least = INT64_MIN;
    item.most = INT64_MAX;
    for (std::size_t i = 0; i < list.size(); ++i) {
        const std::string at = where + "[" + std::to_string(i) + "]";
        if (field.kind == Kind::integers) {
            auto number = integer_of(item, list[i], at);
            if (!number) return std::unexpected(number.error());
            out.emplace_back(*number);
        } else if (field.kind == Kind::texts) {
            auto text = text_of(item, list[i], at);
            if (!text) return std::unexpected(text.error());
            out.emplace_back(*text);
        } else {
            if (!list[i].is_object()) return refuse("shape.wrong_type", at, {{"expected", "object"}});
            auto object = object_of(list[i].as_object(), field.inside, at + ".");
            if (!object) return std::unexpected(object.error());
            out.emplace_back(std::move(*object));
        }
    }
    return json::value(std::move(out));
}

Result<json::value> value_of(const Field& field, const json::value& value, const std::string& where) {
    switch (field.kind) {
        case Kind::integer: {
            auto number = integer_of(field, value, where);
            if (!number) return std::unexpected(number.error());
            return json::value(*number);
        }
        case Kind::text: {
            auto text = text_of(field, value, where);
            if (!text) return std::unexpected(text.error());
            return json::value(json::string(*text));
        }
        case Kind::boolean:
            if (!value.is_bool()) return wrong_type(field, where);
            return value;
        case Kind::date:
            if (!value.is_string()) return wrong_type(field, where);
            if (!parse_date({value.as_string().data(), value.as_string().size()})) return refuse("shape.bad_date", where);
            return value;
        case Kind::integers:
        case Kind::texts:
        case Kind::objects: return list_of(field, value, where);
        case Kind::object: {
            if (!value.is_object()) return wrong_type(field, where);
            auto object = object_of(value.as_object(), field.inside, where + ".");
            if (!object) return std::unexpected(object.error());
            return json::value(std::move(*object));
        }
        case Kind::any: return value;
    }
    return value;
}

/// Unknown names go into refusals: keep them short and clean.
std::string shown(std::string_view name) {
    if (!is_clean_utf8(name) || length_of(name) > 60) return shape_of(name);
    return std::string(name);
}

Result<json::object> object_of(const json::object& body, const std::vector<Field>& fields, const std::string& prefix) {
    for (const auto& pair : body) {
        const std::string_view key(pair.key().data(), pair.key().size());
        if (std::ranges::none_of(fields, [&](const Field& f) { return f.name == key; }))
            return refuse("shape.unknown_field", prefix + shown(key));
    }
    json::object out;
    for (const auto& field : fields) {
        const auto* value = body.if_contains({field.name.data(), field.name.size()});
        const std::string where = prefix + std::string(field.name);
        if (value == nullptr || value->is_null()) {
            if (field.required) return refuse("shape.missing_field", where);
            continue;
        }
        auto checked = value_of(field, *value, where);
        if (!checked) return std::unexpected(checked.error());
        out.emplace(json::string_view(field.name.data(), field.name.size()), std::move(*checked));
    }
    return out;
}

}  // namespace

Result<json::object> check_shape(const json::object& body, const std::vector<Field>& fields) {
    return object_of(body, fields, "");
}

}  // namespace khuyenhoc
