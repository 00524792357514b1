// The door: who sends a request, from its cookie; and whether it was sent by our own pages.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "accounts/accounts.h"
#include "http/routes.h"

namespace khuyenhoc::app {

/// Refuses http.foreign_origin and accounts.csrf. `accounts` must outlive it.
http::Doorkeeper door(accounts::Accounts& accounts);

/// The visitor's standing; nullptr when nobody is signed in. Only for visitors that came through `door`.
const accounts::Standing* standing_of(http::Visitor& visitor);

/// For a command that a route sends itself: held to the command's own rule, as whoever asks.
std::function<Result<Caller>(store::Connection&, const CommandLine&, json::object&)> permit_of(http::Visitor& visitor);

/// The value of a cookie of the request; "" when it has none.
std::string_view cookie_of(const http::Request& request, std::string_view name);
/// By its transport: a cookie named __Host- is taken by browsers only when it came through TLS, and for this host alone.
std::string_view session_cookie(const http::Request& request);
std::string_view device_cookie(const http::Request& request);
/// "name=value; Path=/; HttpOnly; SameSite=Strict; Max-Age=..."; an empty value takes the cookie away.
std::string set_cookie(const http::Request& request, std::string_view name, std::string_view value, std::int64_t seconds);

}  // namespace khuyenhoc::app
