// The API described from the tables: an OpenAPI 3.1 document and a page for people. Knows no server.
#pragma once

#include <string>
#include <string_view>

#include "capability/capability.h"
#include "http/routes.h"

namespace khuyenhoc::http {

/// The OpenAPI 3.1 document as JSON text. `version` is the program's.
std::string openapi_json(const Capabilities& capabilities, const Extras& extras = {},
                         std::string_view version = "0.1.0");

/// The same as a readable page without script; its style sheet is `reference_css`, served at /api/reference.css.
std::string reference_html(const Capabilities& capabilities, const Extras& extras, std::string_view language);
std::string_view reference_css();

}  // namespace khuyenhoc::http
