// The tables of the capabilities as HTTP: commands, queries, refusals. Knows no domain; reads the same lines as
// everything else.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "capability/capability.h"
#include "http/http.h"
#include "journal/journal.h"

namespace khuyenhoc::http {

/// The `http.*` refusals, so that they are documented and tested with all others.
Table table();

/// Whoever sends a request, as the keeper of accounts knows them. Lives for one request.
class Visitor {
public:
    virtual ~Visitor() = default;
    /// What can be refused of who asks alone, before anything is read or waited for: nobody signed in, a role that never may.
    /// What it lets through is held to the whole rule by `admit`. Refusals: may.sign_in, may.not_yours, and the keeper's own.
    virtual Result<void> may_try(const May& may, std::string_view line) = 0;
    /// Holds the request to a line's rule; `line` is the command's name or the query's path. `fields` gets the caller's own
    /// place where the line lets it be left out. What is personal is noted as read. On success `caller` is whoever was let in.
    /// Refusals: may.sign_in, may.not_yours, may.not_covered, and the keeper's own.
    virtual Result<void> admit(const May& may, std::string_view line, store::Connection& db, std::int64_t province, json::object& fields) = 0;
    virtual const Caller& caller() const = 0;
};

/// Knows who sends a request, from its cookie and headers; refuses one that another site had sent.
using Doorkeeper = std::function<Result<std::unique_ptr<Visitor>>(const Request&)>;

/// Lets everybody in as `actor`. For tests of what lies behind the door.
Doorkeeper open_door(std::string actor = "officer");

/// A route that takes raw bytes, such as an upload. `path` is exact, or ends in "/" and takes everything below it.
/// Paths under Limits::upload_prefix ("/api/upload/") may have large bodies.
struct RawRoute {
    std::string method;  ///< "POST", "GET"
    std::string path;
    std::string summary;  ///< one English sentence
    std::function<Response(const Request&, Visitor&)> answer;
    May may = {};
    /// What the rule is held to: fields found in the request. Empty: none.
    std::function<json::object(const Request&)> fields = {};
    bool is_slow = false;  ///< on purpose, such as hashing a password: answered in the slow lane
};

/// A stream of server-sent events: GET on `path` (exact, or ending in "/" for everything below it, as
/// "/api/events/{job}" is). `feed` sends until its work is done or `send` returns false.
struct EventRoute {
    std::string path;
    std::string summary;
    std::function<void(const Request&, Visitor&, const SendEvent& send)> feed;
    May may = {};
};

struct Extras {
    Doorkeeper door = {};  ///< required
    std::vector<RawRoute> raw = {};
    std::vector<EventRoute> events = {};
};

/// The whole API:
///   POST /api/commands/{name}   {"id","province","body"} -> {"seq","repeated","answer"} or {"refused"}
///   GET or POST queries as the tables say; ?lang=vi|en on all; refusals with the status of their kind
///   GET /api/health, /api/openapi.json, /api/reference
/// Nothing is owned: all three must outlive the handler. `files` of the result are empty; the caller adds the pages.
Handler routes(const Capabilities& capabilities, journal::Journal& journal, store::Store& store, Extras extras);

/// For raw routes: a JSON answer, and a refusal with its status and sentence.
Response json_response(const json::value& value, int status = 200);
Response refused_response(const Refusal& refusal, const Capabilities& capabilities, const Request& request);

}  // namespace khuyenhoc::http
