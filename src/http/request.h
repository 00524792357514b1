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

/// True for "localhost", "127.x.y.z" and "[::1]", each with or without a port.
bool is_loopback_name(std::string_view host);

/// Is `host` (with or without a port) one of `names`; with none, a name of this machine itself? Anything else reached us
/// through a name that someone else controls (DNS rebinding).
bool is_own_name(std::string_view host, const std::vector<std::string>& names);

/// For methods that change things: true when Origin is absent or names the same host and port as Host, and https when the
/// request came so: a page that was put into an unencrypted line is another site.
bool has_own_origin(const Request& request, std::string_view host);

/// Did the request come through TLS, ours or the proxy's?
bool is_secure(const Request& request, const Listening& listening);

/// Who asks: the other side of the connection, or behind a proxy the address that the proxy itself has put last into
/// X-Forwarded-For. What stands before it may be anybody's invention.
std::string client_address(const Request& request, std::string_view peer, const Listening& listening);

/// ASCII, case-insensitive.
bool same_word(std::string_view left, std::string_view right);

}  // namespace khuyenhoc::http
