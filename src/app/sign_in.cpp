#include "app/sign_in.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "accounts/accounts.h"
#include "accounts/password.h"
#include "app/door.h"
#include "app/sign_in_parts.h"
#include "app/sign_in_passkey.h"

namespace khuyenhoc::app {

using accounts::SignedIn;
using FK = Field::Kind;

accounts::Origin origin_of(const http::Request& request) {
    return {request.peer, std::string(cookie_of(request, device_cookie(request))), std::string(request.header("user-agent"))};
}

std::string text(const json::object& body, std::string_view name) {
    const auto* value = body.if_contains(name);
    return value == nullptr ? std::string() : json::value_to<std::string>(*value);
}

Result<json::object> body_of(const http::Request& request, const std::vector<Field>& fields) {
    auto value = parse_json(request.body);
    if (!value) return std::unexpected(value.error());
    if (!value->is_object()) return refuse("shape.wrong_type", "body", {{"expected", "object"}});
    return check_shape(value->as_object(), fields);
}

http::Response answer_with(const http::Request& request, const SignedIn& in) {
    constexpr std::int64_t device_seconds = 400LL * 24 * 3600;  // as long as browsers keep any cookie
    auto response = http::json_response(json::object{{"csrf", in.csrf}, {"must", in.must_have_totp ? json::value("totp") : json::value()}});
    response.headers.emplace_back("Set-Cookie", set_cookie(request, session_cookie(request), in.token, in.most_seconds));
    response.headers.emplace_back("Set-Cookie", set_cookie(request, device_cookie(request), in.device_token, device_seconds));
    return response;
}

http::RawRoute sign_in_route(Program& program, const char* method, const char* path, const char* summary, May may, Answer answer) {
    return {method, path, summary,
            [&program, answer = std::move(answer)](const http::Request& request, http::Visitor& visitor) {
                auto response = answer(request, visitor);
                if (response) return std::move(*response);
                program.accounts.refused().count(response.error().code);
                return http::refused_response(response.error(), program.capabilities, request);
            },
            std::move(may)};
}

namespace {

http::Response done() { return http::json_response(json::object{}); }

json::object me(Program& program, const http::Request& request, const accounts::Standing* who, const Offers& offers) {
    json::object out{{"signed_in", who != nullptr}, {"account", nullptr}, {"grants", json::array()}, {"csrf", nullptr}, {"must", nullptr}, {"totp", false}, {"untold", false},
                     {"demo", nullptr}, {"oidc", !offers.elsewhere.empty()}, {"oidc_name", offers.elsewhere}, {"passkeys", knows_passkeys(request)}};
    const auto reader = program.store->reader();
    const auto atlas = program.places.atlas();
    const Date today = today_in_vietnam();
    if (offers.demo) out["demo"] = accounts::demo_accounts(*reader, *atlas, today);
    if (who == nullptr) return out;
    out["account"] = json::object{{"id", who->account}, {"login", who->login}, {"name", who->name}};
    for (const auto& grant : who->grants)
        if (!grant.only_reads) out["grants"].as_array().push_back(accounts::describe(*reader, *atlas, grant, today));
    out["csrf"] = who->csrf;
    out["totp"] = who->has_totp;
    out["untold"] = std::ranges::any_of(program.accounts.events(*who), [](const json::value& one) { return one.at("untold").as_bool(); });
    if (who->must_have_totp) out["must"] = "totp";
    return out;
}

Result<http::Response> sign_in(Program& program, const http::Request& request) {
    const auto body = body_of(request, {{.name = "login", .most = 100}, {.name = "password", .most = 1000}, {.name = "code", .required = false, .most = 100}});
    if (!body) return std::unexpected(body.error());
    const auto in = program.accounts.sign_in(text(*body, "login"), text(*body, "password"), text(*body, "code"), origin_of(request));
    if (!in) return std::unexpected(in.error());
    return answer_with(request, *in);
}

Result<http::Response> sign_in_demo(Program& program, bool offers_demo, const http::Request& request) {
    if (!offers_demo) return refuse("accounts.demo_only");
    const auto body = body_of(request, {{.name = "login", .most = 100}});
    if (!body) return std::unexpected(body.error());
    const auto in = program.accounts.sign_in_demo(text(*body, "login"), origin_of(request));
    if (!in) return std::unexpected(in.error());
    return answer_with(request, *in);
}

/// The first administrator names their own login; the account is opened by the program, in the journal like any other.
Result<std::int64_t> first_administrator(Program& program, const std::string& login, const std::string& name) {
    if (auto loaded = load_places_first(program); !loaded) return std::unexpected(loaded.error());
    auto outcome = program.journal.execute({random_uuid(), "accounts.add", home_province, "system",
                                            json::object{{"login", login}, {"name", name.empty() ? login : name}, {"role", "administrator"}, {"place_id", home_province}}});
    if (!outcome.answer) return std::unexpected(outcome.answer.error());
    return outcome.answer->at("account_id").to_number<std::int64_t>();
}

Result<http::Response> one_time(Program& program, const http::Request& request) {
    const auto body = body_of(request, {{.name = "code", .most = 100}, {.name = "login", .required = false, .most = 100},
                                        {.name = "name", .required = false, .most = 100}, {.name = "password", .most = 1000}});
    if (!body) return std::unexpected(body.error());
    const auto code = text(*body, "code"), login = text(*body, "login"), password = text(*body, "password");
    const auto origin = origin_of(request);
    auto account = program.accounts.look_at_code(code, login, password, origin);
    if (account && *account == 0) account = first_administrator(program, login, text(*body, "name"));
    if (!account) return std::unexpected(account.error());
    const auto in = program.accounts.use_code(code, *account, password, origin);
    if (!in) return std::unexpected(in.error());
    if (*in) return answer_with(request, **in);
    return http::json_response(json::object{{"csrf", nullptr}, {"must", "sign_in"}});  // with the second factor, which is still theirs
}

Result<http::Response> sign_out(Program& program, const http::Request& request, http::Visitor& visitor) {
    program.accounts.sign_out(*standing_of(visitor));
    auto response = done();
    response.headers.emplace_back("Set-Cookie", set_cookie(request, session_cookie(request), "", 0));
    response.headers.emplace_back("Clear-Site-Data", "\"cache\"");
    return response;
}

Result<http::Response> change_password(Program& program, const http::Request& request, http::Visitor& visitor) {
    const auto body = body_of(request, {{.name = "old", .most = 1000}, {.name = "new", .most = 1000}});
    if (!body) return std::unexpected(body.error());
    const auto in = program.accounts.change_password(*standing_of(visitor), text(*body, "old"), text(*body, "new"), origin_of(request));
    if (!in) return std::unexpected(in.error());
    return answer_with(request, *in);
}

/// For whoever is choosing one: tells how hard it is to guess, and keeps nothing.
Result<http::Response> look_at_password(const http::Request& request, http::Visitor& visitor) {
    const auto body = body_of(request, {{.name = "password", .required = false, .most = 1000}, {.name = "login", .required = false, .most = 100}});
    if (!body) return std::unexpected(body.error());
    const auto* who = standing_of(visitor);
    const auto password = text(*body, "password"), login = who != nullptr ? who->login : text(*body, "login");
    const auto checked = accounts::checked_password(password, login);
    return http::json_response(json::object{{"bits", std::round(accounts::bits_to_guess(password, login))}, {"least", accounts::least_bits},
                                            {"good", accounts::good_bits}, {"would_refuse", checked ? json::value() : json::value(checked.error().code)}});
}

Result<http::Response> end_sessions(Program& program, const http::Request& request, http::Visitor& visitor) {
    const auto body = body_of(request, {{.name = "session_id", .kind = FK::integer, .required = false}, {.name = "others", .kind = FK::boolean, .required = false}});
    if (!body) return std::unexpected(body.error());
    const auto& who = *standing_of(visitor);
    if (const auto* session = body->if_contains("session_id")) {
        if (auto ended = program.accounts.end_session(who, session->as_int64()); !ended) return std::unexpected(ended.error());
    } else {
        program.accounts.end_other_sessions(who);
    }
    return done();
}

Result<http::Response> tell_events(Program& program, const http::Request& request, http::Visitor& visitor) {
    const auto body = body_of(request, {{.name = "at", .kind = FK::integer, .least = 1}});
    if (!body) return std::unexpected(body.error());
    program.accounts.tell(*standing_of(visitor), body->at("at").as_int64());
    return done();
}

Result<http::Response> begin_totp(Program& program, http::Visitor& visitor) {
    const auto begun = program.accounts.begin_totp(*standing_of(visitor));
    if (!begun) return std::unexpected(begun.error());
    return http::json_response(json::object{{"secret", begun->secret}, {"uri", begun->uri}});
}

Result<http::Response> confirm_totp(Program& program, const http::Request& request, http::Visitor& visitor) {
    const auto body = body_of(request, {{.name = "code", .most = 100}});
    if (!body) return std::unexpected(body.error());
    const auto codes = program.accounts.confirm_totp(*standing_of(visitor), text(*body, "code"), origin_of(request));
    if (!codes) return std::unexpected(codes.error());
    json::array recovery;
    for (const auto& code : *codes) recovery.emplace_back(code);
    return http::json_response(json::object{{"recovery", std::move(recovery)}});
}

Result<http::Response> drop_totp(Program& program, const http::Request& request, http::Visitor& visitor) {
    const auto body = body_of(request, {{.name = "code", .most = 100}});
    if (!body) return std::unexpected(body.error());
    if (auto dropped = program.accounts.drop_totp(*standing_of(visitor), text(*body, "code"), origin_of(request)); !dropped)
        return std::unexpected(dropped.error());
    return done();
}

/// The journal notes who gave a code to whom; the code is in this answer alone.
Result<http::Response> give_code(Program& program, const http::Request& request, http::Visitor& visitor) {
    const auto body = body_of(request, {{.name = "account_id", .kind = FK::integer, .least = 1}, {.name = "drops_totp", .kind = FK::boolean, .required = false}});
    if (!body) return std::unexpected(body.error());
    journal::Command command{random_uuid(), "accounts.give_code", home_province, visitor.caller().actor, *body};
    command.permit = permit_of(visitor);
    const auto outcome = program.journal.execute(command);
    if (!outcome.answer) return std::unexpected(outcome.answer.error());
    const auto* drops = body->if_contains("drops_totp");
    const auto made = program.accounts.make_code(body->at("account_id").as_int64(), drops != nullptr && drops->as_bool());
    return http::json_response(json::object{{"code", made.code}, {"expires", made.expires_ms}});
}

}  // namespace

std::vector<http::RawRoute> sign_in_routes(Program& program, const Offers& offers) {
    const auto route = [&program](const char* method, const char* path, const char* summary, May may, Answer answer) {
        return sign_in_route(program, method, path, summary, std::move(may), std::move(answer));
    };
    using R = const http::Request&;
    using V = http::Visitor&;
    return {
        route("GET", "/api/me", "Who is signed in, with which roles; what a page must send along with changes.", anyone(),
              [&program, offers](R r, V v) -> Result<http::Response> { return http::json_response(me(program, r, standing_of(v), offers)); }),
        slow(route("POST", "/api/sign-in", "Signs in: {login, password, code?}.", anyone(), [&program](R r, V) { return sign_in(program, r); })),
        route("POST", "/api/sign-in/demo", "Signs in to an account of the demo by its name alone.", anyone(),
              [&program, offers](R r, V) { return sign_in_demo(program, offers.demo, r); }),
        slow(route("POST", "/api/one-time", "Sets a password with a code given in person: {code, login?, password}.", anyone(),
                      [&program](R r, V) { return one_time(program, r); })),
        route("POST", "/api/sign-out", "Ends this session.", signed_in(), [&program](R r, V v) { return sign_out(program, r, v); }),
        slow(route("POST", "/api/password", "Changes the password and ends all other sessions: {old, new}.", signed_in(),
                      [&program](R r, V v) { return change_password(program, r, v); })),
        slow(route("POST", "/api/password/look", "How hard a password is to guess, in bits, before it is set: {password, login?}.", anyone(),
                      [](R r, V v) { return look_at_password(r, v); })),
        route("GET", "/api/sessions", "Where the account is signed in.", signed_in(),
              [&program](R, V v) -> Result<http::Response> { return http::json_response(json::object{{"sessions", program.accounts.sessions(*standing_of(v))}}); }),
        route("POST", "/api/sessions/end", "Ends one session, or all others: {session_id} or {others}.", signed_in(),
              [&program](R r, V v) { return end_sessions(program, r, v); }),
        route("GET", "/api/account/events", "What happened to how the account is signed in to, the newest first.", signed_in(),
              [&program](R, V v) -> Result<http::Response> { return http::json_response(json::object{{"events", program.accounts.events(*standing_of(v))}}); }),
        route("POST", "/api/account/events/told", "The holder has read what happened: {at}, of the newest that was shown.", signed_in(), [&program](R r, V v) { return tell_events(program, r, v); }),
        route("POST", "/api/totp/begin", "A secret for an authenticator application.", signed_in(), [&program](R, V v) { return begin_totp(program, v); }),
        route("POST", "/api/totp/confirm", "Switches the second factor on: {code}; answers ten recovery codes.", signed_in(),
              [&program](R r, V v) { return confirm_totp(program, r, v); }),
        route("POST", "/api/totp/off", "Switches the second factor off: {code}.", signed_in(), [&program](R r, V v) { return drop_totp(program, r, v); }),
        route("POST", "/api/accounts/code", "A one-time code to be given in person: {account_id, drops_totp?}.", signed_in(),
              [&program](R r, V v) { return give_code(program, r, v); }),
    };
}

bool is_demo(Program& program) {
    return program.store->reader()
        ->query_integer("SELECT 1 FROM journal WHERE province_id = $1 AND seq = 1 AND name = 'demo.begin' AND refused = 0", {home_province})
        .has_value();
}

std::string link_of(const std::string& address, const std::string& code) {
    std::string plain;
    for (const char c : code)
        if (c != ' ') plain += c;
    return address + "/sign-in#" + plain;
}

Result<void> load_places_first(Program& program) {
    if (program.places.atlas()->find(home_province) != nullptr) return {};
    const auto outcome = program.journal.execute({random_uuid(), "places.load_facts", home_province, "system", json::object{}});
    if (!outcome.answer) return std::unexpected(outcome.answer.error());
    return {};
}

void print_first_link(Program& program, const std::string& address) {
    if (accounts::has_accounts(*program.store->reader()) || is_demo(program)) return;
    const auto made = program.accounts.make_code(0, false);
    fmt::print(stderr, "No account yet. Open this once, within two days, to become the administrator:\n  {}\n", link_of(address, made.code));
}

}  // namespace khuyenhoc::app
