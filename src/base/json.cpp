#include "base/json.h"

#include <boost/json/basic_parser_impl.hpp>

#include <algorithm>
#include <cmath>
#include <set>

namespace khuyenhoc {

namespace {

/// Boost.JSON keeps the last of two equal keys; a command said twice in one body is an attack or an accident, so we
/// build values ourselves through the basic parser's events.
class StrictHandler {
public:
    static constexpr std::size_t max_object_size = 100'000;
    static constexpr std::size_t max_array_size = 2'000'000;
    static constexpr std::size_t max_key_size = 256;
    static constexpr std::size_t max_string_size = 8u << 20;

    std::string problem;
    std::string where;

    bool on_document_begin(json::error_code&) { return true; }
    bool on_document_end(json::error_code&) { return true; }
    bool on_array_begin(json::error_code&) { return open(); }
    bool on_array_end(std::size_t, json::error_code&) { return close(); }
    bool on_object_begin(json::error_code&) { return open(); }
    bool on_object_end(std::size_t, json::error_code&) { return close(); }
    bool on_string_part(json::string_view part, std::size_t, json::error_code&) { return scan(part); }
    bool on_string(json::string_view part, std::size_t, json::error_code&) {
        text_.clear();
        return scan(part);
    }
    bool on_key_part(json::string_view part, std::size_t, json::error_code&) {
        text_.append(part.data(), part.size());
        return scan(part);
    }
    bool on_key(json::string_view part, std::size_t, json::error_code&) {
        text_.append(part.data(), part.size());
        if (!scan(part)) return false;
        std::string key;
        key.swap(text_);
        if (!keys_.empty() && !keys_.back().insert(key).second) {
            problem = "json.duplicate_key";
            where = std::move(key);
            return false;
        }
        return true;
    }
    bool on_number_part(json::string_view, json::error_code&) { return true; }
    bool on_int64(std::int64_t, json::string_view, json::error_code&) { return true; }
    bool on_uint64(std::uint64_t, json::string_view, json::error_code&) { return true; }
    /// A number too large for a double would become infinity, which no JSON text can say again.
    bool on_double(double number, json::string_view, json::error_code&) {
        if (std::isfinite(number)) return true;
        problem = "json.malformed";
        where = "number";
        return false;
    }
    bool on_bool(bool, json::error_code&) { return true; }
    bool on_null(json::error_code&) { return true; }
    bool on_comment_part(json::string_view, json::error_code&) { return true; }
    bool on_comment(json::string_view, json::error_code&) { return true; }

private:
    bool open() {
        keys_.emplace_back();
        return true;
    }
    bool close() {
        keys_.pop_back();
        return true;
    }
    bool scan(json::string_view part) {
        if (part.find('\0') == json::string_view::npos) return true;
        problem = "json.forbidden_character";
        return false;
    }

    std::string text_;
    std::vector<std::set<std::string>> keys_;
};

}  // namespace

Result<json::value> parse_json(std::string_view text, std::size_t max_depth) {
    json::parse_options options;
    options.max_depth = max_depth;
    json::basic_parser<StrictHandler> strict(options);
    json::error_code error;
    const std::size_t used = strict.write_some(false, text.data(), text.size(), error);
    if (!strict.handler().problem.empty()) return refuse(strict.handler().problem, strict.handler().where);
    if (error || used != text.size()) return refuse("json.malformed", "byte " + std::to_string(used));
    error = {};
    json::value value = json::parse({text.data(), text.size()}, error, {}, options);
    if (error) return refuse("json.malformed");
    return value;
}

namespace {

void write_canonical(const json::value& value, std::string& out) {
    if (const auto* object = value.if_object()) {
        std::vector<const json::key_value_pair*> sorted;
        for (const auto& pair : *object) sorted.push_back(&pair);
        std::ranges::sort(sorted, {}, [](const auto* pair) { return std::string_view(pair->key().data(), pair->key().size()); });
        out.push_back('{');
        for (std::size_t i = 0; i < sorted.size(); ++i) {
            if (i > 0) out.push_back(',');
            out += json::serialize(json::string(sorted[i]->key()));
            out.push_back(':');
            write_canonical(sorted[i]->value(), out);
        }
        out.push_back('}');
    } else if (const auto* array = value.if_array()) {
        out.push_back('[');
        for (std::size_t i = 0; i < array->size(); ++i) {
            if (i > 0) out.push_back(',');
            write_canonical((*array)[i], out);
        }
        out.push_back(']');
    } else if (value.is_uint64() && value.as_uint64() <= INT64_MAX) {
        out += std::to_string(value.as_uint64());
    } else {
        out += json::serialize(value);
    }
}

}  // namespace

std::string canonical_json(const json::value& value) {
    std::string out;
    write_canonical(value, out);
    return out;
}

}  // namespace khuyenhoc
