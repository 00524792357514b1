// The refusals of the HTTP side, and a refusal as a response. Knows no domain and no journal.
#pragma once

#include <span>
#include <string_view>

#include "base/result.h"
#include "http/http.h"

namespace khuyenhoc::http {

/// Every `http.*` refusal, with its status and its sentences.
std::span<const RefusalKind> refusal_kinds();

/// The kind of an `http.*` code; "internal" (500) for any other.
const RefusalKind& kind_of(std::string_view code);

/// {"refused": {"code","where","facts","message"}} with the status of `kind` and its sentence in `language` ("vi",
/// "en").
Response refusal_response(const Refusal& refusal, const RefusalKind& kind, std::string_view language);

/// The same for an `http.*` refusal.
Response refusal_response(const Refusal& refusal, std::string_view language = "vi");

/// "en" when the request asks for ?lang=en, else "vi".
std::string_view language_of(const Request& request);

}  // namespace khuyenhoc::http
