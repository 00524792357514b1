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

/// A route that takes raw bytes, such as an upload. `path` is exact, or ends in "/" and takes everything below it.
/// Paths under Limits::upload_prefix ("/api/upload/") may have large bodies.
struct RawRoute {
    std::string method;  ///< "POST", "GET"
    std::string path;
    std::string summary;  ///< one English sentence
    std::function<Response(const Request&)> answer;
};

/// A stream of server-sent events: GET on `path` (exact, or ending in "/" for everything below it, as
/// "/api/events/{job}" is). `feed` sends until its work is done or `send` returns false.
struct EventRoute {
    std::string path;
    std::string summary;
    std::function<void(const Request&, const SendEvent& send)> feed;
};

struct Extras {
    std::vector<RawRoute> raw = {};
    std::vector<EventRoute> events = {};
};

/// The whole API:
///   POST /api/commands/{name}   {"id","province","body"} -> {"seq","repeated","answer"} or {"refused"}
///   GET or POST queries as the tables say; ?lang=vi|en on all; refusals with the status of their kind
///   GET /api/health, /api/openapi.json, /api/reference
/// Nothing is owned: all three must outlive the handler. `files` of the result are empty; the caller adds the pages.
Handler routes(const Capabilities& capabilities, journal::Journal& journal, store::Store& store, Extras extras = {});

/// For raw routes: a JSON answer, and a refusal with its status and sentence.
Response json_response(const json::value& value, int status = 200);
Response refused_response(const Refusal& refusal, const Capabilities& capabilities, const Request& request);

}  // namespace khuyenhoc::http
