#include "app/sign_in_passkey.h"

#include "app/door.h"
#include "app/sign_in_parts.h"
#include "base/crypto.h"

namespace khuyenhoc::app {

namespace {

using FK = Field::Kind;

constexpr std::int64_t most_bytes = 4'000;  ///< URL-safe base64; a device's own are some hundred

http::Response done() { return http::json_response(json::object{}); }

/// The Host has been held to the names of this program.
Result<accounts::Site> site_here(const http::Request& request) {
    auto site = accounts::site_of(request.header("host"), request.secure);
    if (!site) return refuse("accounts.passkey_not_here");
    return *site;
}

Field bytes_field(std::string_view name) { return {.name = name, .most = most_bytes}; }

/// A field in base64, as bytes; what is none is nothing that any device has signed.
std::string bytes(const json::object& body, std::string_view name) { return from_base64url(text(body, name)).value_or(""); }

json::array list_of(const std::vector<std::string>& texts) {
    json::array list;
    for (const auto& text : texts) list.emplace_back(text);
    return list;
}

Result<http::Response> begin(Program& program, const http::Request& request, http::Visitor& visitor) {
    const auto body = body_of(request, {{.name = "password", .most = 1000}});
    if (!body) return std::unexpected(body.error());
    const auto site = site_here(request);
    if (!site) return std::unexpected(site.error());
    const auto& who = *standing_of(visitor);
    const auto asked = program.accounts.begin_passkey(who, text(*body, "password"), origin_of(request));
    if (!asked) return std::unexpected(asked.error());
    return http::json_response(json::object{{"challenge", asked->challenge}, {"holder", asked->holder}, {"known", list_of(asked->known)}, {"host", site->host}});
}

Result<http::Response> keep(Program& program, const http::Request& request, http::Visitor& visitor) {
    const auto body = body_of(request, {bytes_field("client_data"), bytes_field("authenticator_data")});
    if (!body) return std::unexpected(body.error());
    const auto site = site_here(request);
    if (!site) return std::unexpected(site.error());
    const auto kept = program.accounts.keep_passkey(*standing_of(visitor), *site, bytes(*body, "client_data"), bytes(*body, "authenticator_data"));
    if (!kept) return std::unexpected(kept.error());
    return done();
}

Result<http::Response> drop(Program& program, const http::Request& request, http::Visitor& visitor) {
    const auto body = body_of(request, {{.name = "passkey_id", .kind = FK::integer, .least = 1}});
    if (!body) return std::unexpected(body.error());
    if (auto dropped = program.accounts.drop_passkey(*standing_of(visitor), body->at("passkey_id").as_int64()); !dropped) return std::unexpected(dropped.error());
    return done();
}

Result<http::Response> ask(Program& program, const http::Request& request) {
    const auto body = body_of(request, {});
    if (!body) return std::unexpected(body.error());
    const auto site = site_here(request);
    if (!site) return std::unexpected(site.error());
    const auto challenge = program.accounts.ask_passkey(origin_of(request));
    if (!challenge) return std::unexpected(challenge.error());
    return http::json_response(json::object{{"challenge", *challenge}, {"host", site->host}});
}

Result<http::Response> sign_in(Program& program, const http::Request& request) {
    const auto body = body_of(request, {bytes_field("credential"), bytes_field("client_data"), bytes_field("authenticator_data"), bytes_field("signature")});
    if (!body) return std::unexpected(body.error());
    const auto site = site_here(request);
    if (!site) return std::unexpected(site.error());
    const auto in = program.accounts.sign_in_passkey(
        *site, {bytes(*body, "credential"), bytes(*body, "client_data"), bytes(*body, "authenticator_data"), bytes(*body, "signature")}, origin_of(request));
    if (!in) return std::unexpected(in.error());
    return answer_with(request, *in);
}

}  // namespace

bool knows_passkeys(const http::Request& request) { return accounts::site_of(request.header("host"), request.secure).has_value(); }

std::vector<http::RawRoute> passkey_routes(Program& program) {
    const auto route = [&program](const char* method, const char* path, const char* summary, May may, Answer answer) {
        return sign_in_route(program, method, path, summary, std::move(may), std::move(answer));
    };
    using R = const http::Request&;
    using V = http::Visitor&;
    return {
        route("GET", "/api/passkeys", "The passkeys of the account.", signed_in(),
              [&program](R, V v) -> Result<http::Response> { return http::json_response(json::object{{"passkeys", program.accounts.passkeys(*standing_of(v))}}); }),
        slow(route("POST", "/api/passkeys/begin", "Begins to add a passkey: {password}; answers what the device is to make it from.", signed_in(),
                   [&program](R r, V v) { return begin(program, r, v); })),
        route("POST", "/api/passkeys/keep", "Keeps what the device has made: {client_data, authenticator_data}, in URL-safe base64.", signed_in(),
              [&program](R r, V v) { return keep(program, r, v); }),
        route("POST", "/api/passkeys/drop", "Removes a passkey: {passkey_id}.", signed_in(), [&program](R r, V v) { return drop(program, r, v); }),
        route("POST", "/api/passkeys/ask", "Begins to sign in with a passkey; answers what the device is to sign.", anyone(),
              [&program](R r, V) { return ask(program, r); }),
        route("POST", "/api/passkeys/sign-in", "Signs in: {credential, client_data, authenticator_data, signature}, in URL-safe base64.", anyone(),
              [&program](R r, V) { return sign_in(program, r); }),
    };
}

}  // namespace khuyenhoc::app
