// What the servers of the tests serve, and limits so short that slowness is found out quickly.
#pragma once

#include "base/check.h"
#include "client.h"

namespace khuyenhoc::http {

inline constexpr std::string_view page = "<!doctype html><title>Trang</title>";
inline constexpr std::string_view script = "console.log('khuyến học khuyến học khuyến học')";

/// Answers with what was asked; a few paths misbehave.
inline Handler handler() {
    Handler made;
    made.answer = [](const Request& request) {
        Response response;
        if (request.path == "/api/throw") throw std::runtime_error("personal value");
        if (request.path == "/api/bug") check(false, "a promise of the code");
        if (request.path == "/api/header") response.headers.emplace_back("X", "a\r\nSet-Cookie: b");
        if (request.path == "/api/empty") response.status = 204;
        if (request.path == "/api/long") response.body = std::string(20000, 'x');
        if (request.path == "/api/huge") {
            response.body = std::string(64 << 20, 'x');
            response.compressible = false;
        }
        if (response.body.empty())
            response.body = request.method + " " + request.path + " " + std::to_string(request.body.size());
        return response;
    };
    made.files = {{"/index.html", "text/html; charset=utf-8", page, "", "", false},
                  {"/assets/a-1.js", "text/javascript; charset=utf-8", script, "BROTLI", "GZIP", true}};
    made.log = [](std::string_view) {};
    return made;
}

/// Seconds are short here, so that slowness is found out quickly.
inline Limits strict() {
    Limits limits;
    limits.header_bytes = 4096;
    limits.body_bytes = 1000;
    limits.upload_bytes = 100000;
    limits.header_seconds = 1;
    limits.body_seconds = 1;
    limits.rate_after_seconds = 1;
    limits.idle_seconds = 1;
    limits.write_seconds = 1;
    limits.grace_seconds = 2;
    return limits;
}

}  // namespace khuyenhoc::http
