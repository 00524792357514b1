// Text from a path or a query string, typed as its Field says. Pure functions.
#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "capability/capability.h"

namespace khuyenhoc::http {

using NamedTexts = std::vector<std::pair<std::string, std::string>>;

/// Texts become integers, booleans ("true", "false", "1", "0"), lists (comma-separated, or the name repeated); objects
/// are JSON. A text that does not fit stays a text, so that the shape check names it. An empty text for anything but a
/// text field counts as absent, as forms send it. `check_shape` has still to be asked. Refuses http.repeated_parameter.
Result<json::object> typed_parameters(const NamedTexts& texts, const std::vector<Field>& fields);

}  // namespace khuyenhoc::http
