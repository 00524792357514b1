#include "http/routes.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <mutex>

#include "http/openapi.h"
#include "http/parameters.h"
#include "http/refusals.h"
#include "http/request.h"

namespace khuyenhoc::http {

namespace {

constexpr std::string_view commands_prefix = "/api/commands/";

std::vector<std::string_view> segments_of(std::string_view path) {
    std::vector<std::string_view> segments;
    for (std::size_t start = 1; start <= path.size();) {
        const std::size_t end = std::min(path.find('/', start), path.size());
        segments.push_back(path.substr(start, end - start));
        start = end + 1;
    }
    return segments;
}

bool is_parameter(std::string_view segment) { return segment.starts_with('{') && segment.ends_with('}'); }

/// One query's path, ready to be matched.
struct Pattern {
    const QueryLine* line = nullptr;
    std::vector<std::string_view> segments;

    /// The path's parameters; nullopt when it is another path.
    std::optional<NamedTexts> match(const std::vector<std::string_view>& path) const {
        if (path.size() != segments.size()) return std::nullopt;
        NamedTexts found;
        for (std::size_t i = 0; i < path.size(); ++i) {
            if (is_parameter(segments[i])) {
                if (path[i].empty()) return std::nullopt;
                found.emplace_back(segments[i].substr(1, segments[i].size() - 2), path[i]);
            } else if (path[i] != segments[i]) {
                return std::nullopt;
            }
        }
        return found;
    }
};

bool leads_to(std::string_view route, std::string_view path) {
    return route.ends_with('/') ? path.starts_with(route) && path.size() > route.size() : path == route;
}

bool is_json(const Request& request) {
    const std::string_view type = request.header("content-type");
    return same_word(type.substr(0, std::min(type.find_first_of("; "), type.size())), "application/json");
}

const std::vector<Field>& envelope() {
    static const std::vector<Field> fields = {
        {.name = "id", .most = 64},
        {.name = "province", .kind = Field::Kind::integer, .least = 1, .most = 99},
        {.name = "body", .kind = Field::Kind::any},
    };
    return fields;
}

Result<json::object> json_body(const Request& request) {
    if (!is_json(request)) return refuse("http.unsupported_type", "Content-Type");
    auto value = parse_json(request.body);
    if (!value) return std::unexpected(value.error());
    if (!value->is_object()) return refuse("shape.wrong_type", "body", {{"expected", "object"}});
    return std::move(value->as_object());
}

Response file_response(Answer answer) {
    Response response;
    response.body = std::move(answer.file);
    response.content_type = answer.content_type.empty() ? "application/octet-stream" : std::move(answer.content_type);
    response.compressible =
        response.content_type.starts_with("text/") || response.content_type.starts_with("application/json");
    if (!answer.file_name.empty()) {
        response.headers.emplace_back("Content-Disposition",
                                      fmt::format("attachment; filename=\"{}\"", answer.file_name));
    }
    return response;
}

/// All routes of the tables. Safe from any thread.
class Api {
public:
    Api(const Capabilities& capabilities, journal::Journal& journal, store::Store& store, Extras extras)
        : capabilities_(capabilities), journal_(journal), store_(store), extras_(std::move(extras)) {
        for (const auto& table : capabilities_.tables()) {
            for (const auto& line : table.queries) patterns_.push_back({&line, segments_of(line.path)});
        }
        for (const auto& route : extras_.raw)
            if (route.is_slow) slow_.push_back(&route);
        // A word in a path wins over a parameter at the same place: "/places/find" before "/places/{id}".
        std::ranges::sort(patterns_, {},
                          [](const Pattern& pattern) { return std::ranges::count_if(pattern.segments, is_parameter); });
    }

    Response answer(const Request& request) const;
    const EventRoute* find_events(const Request& request) const;
    bool is_slow(const Request& request) const;
    void feed(const EventRoute& route, const Request& request, const SendEvent& send) const;

private:
    struct Match {
        const QueryLine* line = nullptr;
        NamedTexts texts;
    };

    std::optional<Response> ground(const Request& request) const;
    Response behind_the_door(const Request& request, Visitor& visitor) const;
    std::optional<Response> extra(const Request& request, Visitor& visitor) const;
    Response raw(const RawRoute& route, const Request& request, Visitor& visitor) const;
    Response command(const Request& request, Visitor& visitor) const;
    Response query(const Match& match, const Request& request, Visitor& visitor) const;
    std::optional<Match> find_query(std::string_view path) const;
    Result<json::object> parameters_of(const Match& match, const Request& request) const;
    Response refused(const Refusal& refusal, const Request& request) const {
        return refused_response(refusal, capabilities_, request);
    }
    Response wrong_method(const Request& request, std::string_view allowed) const;
    std::optional<Response> unless(const Request& request, std::string_view allowed) const;
    Response page(const Request& request, std::string body, std::string_view type) const;
    Response health() const;

    const Capabilities& capabilities_;
    journal::Journal& journal_;
    store::Store& store_;
    Extras extras_;
    std::vector<Pattern> patterns_;
    std::vector<const RawRoute*> slow_;  ///< few: asked of every request
    mutable std::once_flag document_once_;
    mutable std::string document_;  ///< made when it is first asked for
};

std::optional<Api::Match> Api::find_query(std::string_view path) const {
    const auto segments = segments_of(path);
    for (const auto& pattern : patterns_) {
        if (auto texts = pattern.match(segments)) return Match{pattern.line, std::move(*texts)};
    }
    return std::nullopt;
}

const EventRoute* Api::find_events(const Request& request) const {
    if (request.method != "GET" && request.method != "HEAD") return nullptr;
    const auto found =
        std::ranges::find_if(extras_.events, [&](const auto& route) { return leads_to(route.path, request.path); });
    return found == extras_.events.end() ? nullptr : &*found;
}

bool Api::is_slow(const Request& request) const {
    return std::ranges::any_of(slow_, [&](const RawRoute* route) { return route->method == request.method && leads_to(route->path, request.path); });
}

Response Api::wrong_method(const Request& request, std::string_view allowed) const {
    Response response = refused({"http.method_not_allowed", request.method, {}}, request);
    if (request.method == "OPTIONS") {
        response = {};
        response.status = 204;
    }
    response.headers.emplace_back("Allow", allowed);
    return response;
}

/// A refusal unless the request's method is one of `allowed` ("GET, HEAD").
std::optional<Response> Api::unless(const Request& request, std::string_view allowed) const {
    for (std::size_t start = 0; start < allowed.size();) {
        const std::size_t end = std::min(allowed.find(", ", start), allowed.size());
        if (allowed.substr(start, end - start) == request.method) return std::nullopt;
        start = end + 2;
    }
    return wrong_method(request, allowed);
}

Response Api::answer(const Request& request) const {
    const auto started = std::chrono::steady_clock::now();
    Response response;
    if (auto made = ground(request)) {
        response = std::move(*made);
    } else if (auto visitor = extras_.door(request)) {
        response = behind_the_door(request, **visitor);
    } else {
        response = refused(visitor.error(), request);
    }
    const auto took = std::chrono::steady_clock::now() - started;
    const auto microseconds = std::chrono::duration_cast<std::chrono::microseconds>(took).count();
    response.headers.emplace_back("Server-Timing",
                                  fmt::format("handler;dur={}.{:03}", microseconds / 1000, microseconds % 1000));
    return response;
}

Response Api::behind_the_door(const Request& request, Visitor& visitor) const {
    if (request.path.starts_with(commands_prefix)) return command(request, visitor);
    // A whole path wins over a query's path with a parameter in it.
    const auto named = std::ranges::find_if(extras_.raw, [&](const RawRoute& route) { return route.path == request.path && route.method == request.method; });
    if (named != extras_.raw.end()) return raw(*named, request, visitor);
    if (const auto match = find_query(request.path)) return query(*match, request, visitor);
    if (auto made = extra(request, visitor)) return std::move(*made);
    return refused({"http.not_found", "", {}}, request);
}

Response Api::page(const Request& request, std::string body, std::string_view type) const {
    if (auto wrong = unless(request, "GET, HEAD")) return std::move(*wrong);
    Response response;
    response.content_type = type;
    response.headers.emplace_back("Cache-Control", "no-cache");
    response.body = std::move(body);
    return response;
}

Response Api::health() const {
    const auto reader = store_.reader();
    const bool reads = reader->query_integer("SELECT 1") == 1;
    return json_response(json::object{{"status", reads ? "ok" : "store"}}, reads ? 200 : 503);
}

std::optional<Response> Api::ground(const Request& request) const {
    if (request.path == "/api/health") {
        if (auto wrong = unless(request, "GET, HEAD")) return wrong;
        return health();
    }
    if (request.path == "/api/openapi.json") {
        std::call_once(document_once_, [this] { document_ = openapi_json(capabilities_, extras_); });
        return page(request, document_, "application/json; charset=utf-8");
    }
    if (request.path == "/api/reference") {
        return page(request, reference_html(capabilities_, extras_, language_of(request)), "text/html; charset=utf-8");
    }
    if (request.path == "/api/reference.css")
        return page(request, std::string(reference_css()), "text/css; charset=utf-8");
    return std::nullopt;
}

Response Api::raw(const RawRoute& route, const Request& request, Visitor& visitor) const {
    auto fields = route.fields ? route.fields(request) : json::object{};
    const auto admitted = visitor.admit(route.may, route.path, *store_.reader(), 0, fields);
    return admitted ? route.answer(request, visitor) : refused(admitted.error(), request);
}

void Api::feed(const EventRoute& route, const Request& request, const SendEvent& send) const {
    json::object none;
    auto visitor = extras_.door(request);
    auto admitted = visitor ? (*visitor)->admit(route.may, route.path, *store_.reader(), 0, none) : std::unexpected(visitor.error());
    if (admitted) return route.feed(request, **visitor, send);
    send("refused", json::serialize(describe(admitted.error(), capabilities_, language_of(request))));
}

std::optional<Response> Api::extra(const Request& request, Visitor& visitor) const {
    std::string allowed;
    for (const auto& route : extras_.raw) {
        if (!leads_to(route.path, request.path)) continue;
        if (route.method == request.method || (route.method == "GET" && request.method == "HEAD"))
            return raw(route, request, visitor);
        allowed += (allowed.empty() ? "" : ", ") + route.method;
    }
    const bool is_stream =
        std::ranges::any_of(extras_.events, [&](const auto& one) { return leads_to(one.path, request.path); });
    if (is_stream) allowed = "GET, HEAD";
    if (allowed.empty()) return std::nullopt;
    return wrong_method(request, allowed);
}

Response Api::command(const Request& request, Visitor& visitor) const {
    const std::string name = request.path.substr(commands_prefix.size());
    const CommandLine* known = capabilities_.find_command(name);
    if (known == nullptr) return refused({"journal.unknown_command", "", {}}, request);
    if (auto wrong = unless(request, "POST")) return std::move(*wrong);
    // A stranger must not take the writer's turn only to be refused.
    if (auto may = visitor.may_try(known->may, known->name); !may) return refused(may.error(), request);
    const auto whole = json_body(request);
    if (!whole) return refused(whole.error(), request);
    auto checked = check_shape(*whole, envelope());
    if (!checked) return refused(checked.error(), request);
    auto& body = checked->at("body");
    if (!body.is_object()) return refused({"shape.wrong_type", "body", {{"expected", "object"}}}, request);

    journal::Command command;
    command.id = json::value_to<std::string>(checked->at("id"));
    command.name = name;
    command.province = checked->at("province").as_int64();
    command.actor = visitor.caller().actor;
    command.body = std::move(body.as_object());
    command.permit = [&](store::Connection& db, const CommandLine& line, json::object& fields) -> Result<Caller> {
        if (auto admitted = visitor.admit(line.may, line.name, db, command.province, fields); !admitted) return std::unexpected(admitted.error());
        return visitor.caller();
    };
    const journal::Outcome outcome = journal_.execute(command);
    if (!outcome.answer) return refused(outcome.answer.error(), request);
    // Canonical, so that a repeat gets the same bytes as the first answer but for "repeated".
    Response response;
    response.body = fmt::format(R"({{"seq":{},"repeated":{},"answer":{}}})", outcome.seq, outcome.repeated,
                                canonical_json(*outcome.answer));
    return response;
}

Result<json::object> Api::parameters_of(const Match& match, const Request& request) const {
    const QueryLine& line = *match.line;
    NamedTexts texts = match.texts;
    const bool declares_language = std::ranges::find(line.parameters, "lang", &Field::name) != line.parameters.end();
    for (const auto& [name, text] : request.query) {
        if (name == "lang" && !declares_language) continue;
        texts.emplace_back(name, text);
    }
    const auto typed = typed_parameters(texts, line.parameters);
    if (!typed) return std::unexpected(typed.error());
    auto parameters = check_shape(*typed, line.parameters);
    if (!parameters || !line.has_body()) return parameters;
    const auto sent = json_body(request);
    if (!sent) return std::unexpected(sent.error());
    auto body = check_shape(*sent, line.body);
    if (!body) return body;
    for (auto& pair : *body) parameters->insert_or_assign(pair.key(), std::move(pair.value()));
    return parameters;
}

Response Api::query(const Match& match, const Request& request, Visitor& visitor) const {
    const QueryLine& line = *match.line;
    if (auto wrong = unless(request, line.has_body() ? "POST" : "GET, HEAD")) return std::move(*wrong);
    auto parameters = parameters_of(match, request);
    if (!parameters) return refused(parameters.error(), request);
    const auto reader = store_.reader();
    if (auto admitted = visitor.admit(line.may, line.path, *reader, 0, *parameters); !admitted) return refused(admitted.error(), request);
    QueryContext context{*reader, std::string(language_of(request)), today_in_vietnam(), visitor.caller()};
    auto answer = line.run(context, *parameters);
    if (!answer) return refused(answer.error(), request);
    const bool is_file = !answer->file.empty() || !answer->content_type.empty();
    Response response = is_file ? file_response(std::move(*answer)) : json_response(answer->value);
    // What was shown to one person is kept by no browser and no proxy.
    if (line.may.who != May::Who::anyone) response.headers.emplace_back("Cache-Control", "no-store");
    return response;
}

/// What the store says when it is busy, away or full is for people; anything else is a fault of the program.
std::optional<Refusal> refusal_of(const store::StoreError& error) {
    if (error.kind == store::StoreError::Kind::busy) return Refusal{"store.busy", "", {}};
    if (error.kind == store::StoreError::Kind::lost) return Refusal{"store.unavailable", "", {}};
    if (error.kind == store::StoreError::Kind::full) return Refusal{"store.full", "", {}};
    return std::nullopt;
}

}  // namespace

Table table() {
    Table table;
    table.name = "http";
    table.refusals.assign(refusal_kinds().begin(), refusal_kinds().end());
    return table;
}

Response json_response(const json::value& value, int status) {
    Response response;
    response.status = status;
    response.body = json::serialize(value);
    return response;
}

Response refused_response(const Refusal& refusal, const Capabilities& capabilities, const Request& request) {
    const RefusalKind* kind = capabilities.find_refusal(refusal.code);
    return refusal_response(refusal, kind == nullptr ? kind_of(refusal.code) : *kind, language_of(request));
}

namespace {

class LetIn : public Visitor {
public:
    explicit LetIn(std::string actor) { caller_.actor = std::move(actor); }
    Result<void> may_try(const May&, std::string_view) override { return {}; }
    Result<void> admit(const May&, std::string_view, store::Connection&, std::int64_t, json::object&) override { return {}; }
    const Caller& caller() const override { return caller_; }

private:
    Caller caller_;
};

}  // namespace

Doorkeeper open_door(std::string actor) {
    return [actor = std::move(actor)](const Request&) -> Result<std::unique_ptr<Visitor>> { return std::make_unique<LetIn>(actor); };
}

Handler routes(const Capabilities& capabilities, journal::Journal& journal, store::Store& store, Extras extras) {
    const auto api = std::make_shared<const Api>(capabilities, journal, store, std::move(extras));
    Handler handler;
    handler.answer = [api, &capabilities](const Request& request) {
        try {
            return api->answer(request);
        } catch (const store::StoreError& error) {
            const auto refusal = refusal_of(error);
            if (!refusal) throw;
            return refused_response(*refusal, capabilities, request);
        }
    };
    handler.is_stream = [api](const Request& request) { return api->find_events(request) != nullptr; };
    handler.is_slow = [api](const Request& request) { return api->is_slow(request); };
    handler.stream = [api](const Request& request, const SendEvent& send) {
        const EventRoute* route = api->find_events(request);
        if (route == nullptr) return false;
        api->feed(*route, request, send);
        return true;
    };
    return handler;
}

}  // namespace khuyenhoc::http
