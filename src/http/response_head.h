// The words before a body: status line, headers, the security headers that everything carries. Pure functions of text.
#pragma once

#include <string>
#include <string_view>

#include "http/compress.h"
#include "http/http.h"

namespace khuyenhoc::http {

/// What the connection knows and the response does not.
struct Sending {
    std::string_view date;  ///< "Mon, 23 Nov 2026 06:00:00 GMT"
    bool keep_alive = true;
    bool is_old = false;     ///< HTTP/1.0
    std::size_t length = 0;  ///< of the body as sent
    Encoding encoding = Encoding::none;
    bool varies = false;   ///< another client may get another encoding
    bool hsts = false;     ///< browsers are told to come through TLS from now on
    bool endless = false;  ///< an event stream: no length, ends with the connection
};

/// Bug when a header of the response is not one line: it would let a value write headers of its own.
void check_headers(const Response& response);

/// Appends the head to `out`, with the empty line.
void write_head(const Response& response, const Sending& sending, std::string& out);

/// For the Date header; `unix_seconds` is UTC.
std::string http_date(std::int64_t unix_seconds);

/// 204 and 304 never have a body.
bool may_have_body(int status);

}  // namespace khuyenhoc::http
