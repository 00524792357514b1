// JSON values, and reading them by path so that a refusal can name the field. The one header that includes Boost.JSON.
#pragma once

#include <boost/json.hpp>

#include "base/result.h"

namespace khuyenhoc {

namespace json = boost::json;

/// Parses one JSON document: UTF-8, at most `max_depth` deep, no U+0000, no duplicate keys. Refuses with "json.malformed",
/// "json.duplicate_key" or "json.forbidden_character" and the byte offset or key path as `where`.
Result<json::value> parse_json(std::string_view text, std::size_t max_depth = 32);

/// One text for one meaning: keys sorted, no spaces, integers plain. Used for hashing and comparing command bodies.
std::string canonical_json(const json::value& value);

}  // namespace khuyenhoc
