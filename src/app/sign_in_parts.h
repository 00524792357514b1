// What the routes of signing in have in common.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/accounts.h"
#include "app/program.h"
#include "http/routes.h"

namespace khuyenhoc::app {

using Answer = std::function<Result<http::Response>(const http::Request&, http::Visitor&)>;

/// Slow on purpose, hashing a password or asking another service: such a route has a lane of its own.
inline http::RawRoute slow(http::RawRoute route) {
    route.is_slow = true;
    return route;
}

http::RawRoute sign_in_route(Program& program, const char* method, const char* path, const char* summary, May may, Answer answer);

accounts::Origin origin_of(const http::Request& request);
/// A field of a body that was looked at; "" when it was left out.
std::string text(const json::object& body, std::string_view name);
Result<json::object> body_of(const http::Request& request, const std::vector<Field>& fields);
/// Cookies for the browser, and what its pages must know.
http::Response answer_with(const http::Request& request, const accounts::SignedIn& in);

}  // namespace khuyenhoc::app
