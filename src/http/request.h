// What the server asks of a request's words: target, host, origin. Pure functions of text.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/http.h"

namespace khuyenhoc::http {

/// Fills `path` and `query` from the request-target (origin-form, or absolute-form whose authority is dropped).
/// Refuses http.bad_path, http.bad_query: broken escapes, control characters, bytes that are not UTF-8, an escaped
/// slash, and segments "." and "..".
std::optional<Refusal> read_target(std::string_view target, Request& request);

/// True for "localhost", "127.x.y.z" and "[::1]", each with or without a port. Anything else reached us through a name
/// that someone else controls (DNS rebinding).
bool is_loopback_name(std::string_view host);

/// For methods that change things: true when Origin is absent or names the same host and port as Host.
bool has_own_origin(const Request& request, std::string_view host);

/// ASCII, case-insensitive.
bool same_word(std::string_view left, std::string_view right);

}  // namespace khuyenhoc::http
