// What is pending while the browser is at the other service travels with the browser, sealed, in a cookie of ten minutes: any of several
// programs on one database can go on with it, a restart loses nothing, and strangers who begin fill no table. The service answers to a
// page, which brings the code with its own request: so every cookie may be SameSite=Strict, and the guard against other sites holds here as everywhere.
#include "app/sign_in_elsewhere.h"

#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <stdexcept>

#include "app/door.h"
#include "app/sign_in_parts.h"
#include "base/check.h"
#include "base/crypto.h"

namespace khuyenhoc::app {

namespace {

constexpr std::int64_t pending_seconds = 600, code_seconds = 300;
constexpr const char* back_page = "/sign-in/back";

std::string_view pending_cookie(const http::Request& request) { return request.secure ? "__Host-khuyenhoc-pending" : "khuyenhoc-pending"; }

// -- what travels with the browser

/// For which of the two, or waiting for the own second factor.
enum class Stage { sign_in, tie, code };

struct Carried {
    Stage stage = Stage::sign_in;
    std::string page = {};                     ///< to open afterwards
    std::int64_t account = 0, session = 0;     ///< of who ties
    oidc::Pending pending = {};
    accounts::External external = {};          ///< proved already, in the last stage
};

http::Response with_pending(const http::Request& request, Program& program, const Carried& carried, http::Response response) {
    const auto seconds = carried.stage == Stage::code ? code_seconds : pending_seconds;
    const json::object said{{"stage", static_cast<int>(carried.stage)}, {"until", program.accounts.now_ms() + seconds * 1000}, {"page", carried.page},
                            {"account", carried.account}, {"session", carried.session}, {"state", carried.pending.state}, {"nonce", carried.pending.nonce},
                            {"verifier", carried.pending.verifier}, {"back_to", carried.pending.back_to}, {"issuer", carried.external.issuer},
                            {"subject", carried.external.subject}};
    const auto sealed = seal(program.accounts.pending_key(), json::serialize(said));
    response.headers.emplace_back("Set-Cookie", set_cookie(request, pending_cookie(request), sealed, seconds));
    return response;
}

http::Response without_pending(const http::Request& request, http::Response response) {
    response.headers.emplace_back("Set-Cookie", set_cookie(request, pending_cookie(request), "", 0));
    return response;
}

/// Refuses oidc.not_begun: nothing was begun in this browser, or too long ago.
Result<Carried> carried_by(const http::Request& request, Program& program) {
    const auto opened = open_sealed(program.accounts.pending_key(), cookie_of(request, pending_cookie(request)));
    if (!opened) return refuse("oidc.not_begun");
    const auto value = parse_json(*opened);
    check(value && value->is_object(), "what was sealed here is as it was");
    const auto& said = value->as_object();
    const auto number = [&](std::string_view name) { return said.at(name).to_number<std::int64_t>(); };
    if (number("until") <= program.accounts.now_ms()) return refuse("oidc.not_begun");
    return Carried{.stage = static_cast<Stage>(number("stage")), .page = text(said, "page"), .account = number("account"), .session = number("session"),
                   .pending = {text(said, "state"), text(said, "nonce"), text(said, "verifier"), text(said, "back_to")},
                   .external = {text(said, "issuer"), text(said, "subject")}};
}

// -- going there

/// The Host has been held to the names of this program.
std::string back_address(const http::Request& request) {
    return std::string(request.secure ? "https://" : "http://") + std::string(request.header("host")) + back_page;
}

Result<http::Response> begin(Program& program, Elsewhere& elsewhere, const http::Request& request, Carried carried) {
    auto begun = elsewhere.provider.begin(back_address(request), carried.stage == Stage::tie);
    if (!begun) return std::unexpected(begun.error());
    carried.pending = std::move(begun->pending);
    return with_pending(request, program, carried, http::json_response(json::object{{"to", begun->address}}));
}

Result<http::Response> start(Program& program, Elsewhere& elsewhere, const http::Request& request) {
    const auto body = body_of(request, {{.name = "page", .required = false, .most = 300}});
    if (!body) return std::unexpected(body.error());
    return begin(program, elsewhere, request, {.stage = Stage::sign_in, .page = own_page(text(*body, "page"))});
}

Result<http::Response> start_tie(Program& program, Elsewhere& elsewhere, const http::Request& request, http::Visitor& visitor) {
    const auto body = body_of(request, {{.name = "password", .most = 1000}});
    if (!body) return std::unexpected(body.error());
    const auto& who = *standing_of(visitor);
    const auto may = program.accounts.may_tie(who, elsewhere.provider.settings().issuer, text(*body, "password"), origin_of(request));
    if (!may) return std::unexpected(may.error());
    return begin(program, elsewhere, request, {.stage = Stage::tie, .account = who.account, .session = who.session});
}

// -- coming back

http::Response came(const http::Request& request, const accounts::SignedIn& in, const std::string& page) {
    auto response = answer_with(request, in);
    auto said = parse_json(response.body)->as_object();
    said["page"] = page;
    response.body = json::serialize(said);
    return without_pending(request, std::move(response));
}

Result<http::Response> sign_in(Program& program, const Elsewhere& elsewhere, const http::Request& request, Carried carried, const oidc::Identity& identity) {
    const bool spares_code = elsewhere.counts_second_factor && identity.with_second_factor;
    carried.external = {identity.issuer, identity.subject};
    const auto in = program.accounts.sign_in_external(carried.external, "", spares_code, origin_of(request));
    if (in) return came(request, *in, carried.page);
    if (in.error().code != "accounts.code_needed") return std::unexpected(in.error());
    carried.stage = Stage::code;
    carried.pending = {};
    return with_pending(request, program, carried, http::refused_response(in.error(), program.capabilities, request));
}

/// What was begun by a session ends in it: an address from somebody else's browser ties nothing here.
bool may_end(const Carried& carried, const accounts::Standing* who) {
    if (carried.stage == Stage::sign_in) return true;
    return carried.stage == Stage::tie && who != nullptr && who->account == carried.account && who->session == carried.session;
}

Result<http::Response> tie(Program& program, const http::Request& request, const accounts::Standing& who, const oidc::Identity& identity) {
    if (auto tied = program.accounts.tie(who, {identity.issuer, identity.subject}); !tied) return std::unexpected(tied.error());
    return without_pending(request, http::json_response(json::object{{"tied", true}}));
}

Result<http::Response> finish(Program& program, Elsewhere& elsewhere, const http::Request& request, http::Visitor& visitor) {
    const auto body = body_of(request, {{.name = "state", .most = 200}, {.name = "code", .required = false, .most = 4096},
                                        {.name = "iss", .required = false, .most = 2000}, {.name = "error", .required = false, .most = 200}});
    if (!body) return std::unexpected(body.error());
    const auto carried = carried_by(request, program);
    if (!carried) return std::unexpected(carried.error());
    const auto* who = standing_of(visitor);
    if (!may_end(*carried, who)) return refuse("oidc.not_begun");
    const auto origin = origin_of(request);
    if (auto may = program.accounts.may_try_external(origin); !may) return std::unexpected(may.error());
    const auto identity = elsewhere.provider.finish(carried->pending, {text(*body, "code"), text(*body, "state"), text(*body, "iss"), !text(*body, "error").empty()});
    const bool was_tried = identity || (identity.error().code != "oidc.busy" && identity.error().code != "oidc.away");
    if (identity || !was_tried) program.accounts.give_back_external(origin, was_tried);
    if (!identity) return std::unexpected(identity.error());
    return carried->stage == Stage::tie ? tie(program, request, *who, *identity) : sign_in(program, elsewhere, request, *carried, *identity);
}

/// The own second factor, after the other service has done its part.
Result<http::Response> give_code(Program& program, const http::Request& request) {
    const auto body = body_of(request, {{.name = "code", .most = 100}});
    if (!body) return std::unexpected(body.error());
    const auto carried = carried_by(request, program);
    if (!carried) return std::unexpected(carried.error());
    if (carried->stage != Stage::code) return refuse("oidc.not_begun");
    const auto in = program.accounts.sign_in_external(carried->external, text(*body, "code"), false, origin_of(request));
    if (!in) return std::unexpected(in.error());
    return came(request, *in, carried->page);
}

http::Response about(const Program& program, const Elsewhere& elsewhere, const accounts::Standing& who) {
    const auto& settings = elsewhere.provider.settings();
    const auto since = program.accounts.tied_since(who, settings.issuer);
    return http::json_response(json::object{{"name", settings.name}, {"tied", since ? json::value(*since) : json::value()}});
}

Result<http::Response> untie(Program& program, const Elsewhere& elsewhere, const accounts::Standing& who) {
    program.accounts.untie(who, elsewhere.provider.settings().issuer);
    return http::json_response(json::object{});
}

// -- as the operator has it

/// The first line of a file that only its owner and group may read.
std::string secret_in(const std::string& path) {
    struct stat found {};
    std::ifstream file(path);
    std::string line;
    if (::stat(path.c_str(), &found) != 0 || !std::getline(file, line) || line.empty()) throw std::runtime_error("--oidc-client-secret-file has no first line that can be read");
    if ((found.st_mode & S_IRWXO) != 0) throw std::runtime_error("--oidc-client-secret-file can be read by everybody on this machine: chmod 640");
    while (line.ends_with('\r') || line.ends_with(' ')) line.pop_back();
    return line;
}

}  // namespace

std::string own_page(const std::string& path) {
    const bool is_plain = std::ranges::all_of(path, [](char c) { return c > ' ' && c < 0x7f && c != '\\' && c != '"' && c != '<'; });
    return is_plain && path.starts_with('/') && !path.starts_with("//") && !path.starts_with("/api") ? path : "/";
}

std::unique_ptr<Elsewhere> elsewhere_of(const ServeOptions& options) {
    if (options.oidc_issuer.empty()) {
        if (!options.oidc_client_id.empty() || !options.oidc_client_secret_file.empty()) throw std::runtime_error("--oidc-issuer is needed beside the other --oidc options");
        return nullptr;
    }
    oidc::Settings settings{options.oidc_issuer, options.oidc_client_id, {}, options.oidc_name, options.oidc_authority};
    if (!options.oidc_client_secret_file.empty()) settings.client_secret = secret_in(options.oidc_client_secret_file);
    if (const auto fault = oidc::fault_of(settings)) throw std::runtime_error(*fault);
    return std::make_unique<Elsewhere>(std::move(settings), options.oidc_second_factor);
}

std::vector<http::RawRoute> elsewhere_routes(Program& program, Elsewhere* elsewhere) {
    using R = const http::Request&;
    using V = http::Visitor&;
    const auto route = [&](const char* method, const char* path, const char* summary, May may, std::function<Result<http::Response>(Elsewhere&, R, V)> answer) {
        return sign_in_route(program, method, path, summary, std::move(may), [elsewhere, answer = std::move(answer)](R r, V v) -> Result<http::Response> {
            if (elsewhere == nullptr) return refuse("oidc.not_set_up");
            return answer(*elsewhere, r, v);
        });
    };
    return {
        route("GET", "/api/oidc", "The other service that one may sign in at, and since when the account is tied to it.", signed_in(),
              [&program](Elsewhere& e, R, V v) -> Result<http::Response> { return about(program, e, *standing_of(v)); }),
        slow(route("POST", "/api/oidc/start", "Begins to sign in at the other service: {page?}; answers where to go.", anyone(),
                   [&program](Elsewhere& e, R r, V) { return start(program, e, r); })),
        slow(route("POST", "/api/oidc/tie", "Begins to tie the account to an identity there: {password}; answers where to go.", signed_in(),
                   [&program](Elsewhere& e, R r, V v) { return start_tie(program, e, r, v); })),
        slow(route("POST", "/api/oidc/finish", "Ends what was begun, with what the other service sent along: {state, code?, iss?, error?}.", anyone(),
                   [&program](Elsewhere& e, R r, V v) { return finish(program, e, r, v); })),
        route("POST", "/api/oidc/code", "The account's own second factor after the other service: {code}.", anyone(),
              [&program](Elsewhere&, R r, V) { return give_code(program, r); }),
        route("POST", "/api/oidc/untie", "Unties the account from the other service.", signed_in(),
              [&program](Elsewhere& e, R, V v) { return untie(program, e, *standing_of(v)); }),
    };
}

}  // namespace khuyenhoc::app
