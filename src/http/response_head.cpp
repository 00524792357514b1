#include "http/response_head.h"

#include <fmt/format.h>

#include <array>

#include "base/check.h"
#include "base/date.h"
#include "http/request.h"

namespace khuyenhoc::http {

namespace {

// No script and no style block inside pages: what runs is what the program was built with. Style attributes are
// allowed, charts and Svelte set them.
constexpr std::string_view security_headers =
    "Content-Security-Policy: default-src 'self'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; "
    "img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n"
    "Permissions-Policy: accelerometer=(), autoplay=(), camera=(), display-capture=(), fullscreen=(), geolocation=(), "
    "gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), payment=(), screen-wake-lock=(), serial=(), usb=(), "
    "xr-spatial-tracking=()\r\n";

// A year. Without includeSubDomains: the name may be an association's own, whose other machines are not ours to bind.
constexpr std::string_view hsts_header = "Strict-Transport-Security: max-age=31536000\r\n";

std::string_view reason_of(int status) {
    switch (status) {
        case 200:
            return "OK";
        case 201:
            return "Created";
        case 202:
            return "Accepted";
        case 204:
            return "No Content";
        case 304:
            return "Not Modified";
        case 400:
            return "Bad Request";
        case 401:
            return "Unauthorized";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 408:
            return "Request Timeout";
        case 409:
            return "Conflict";
        case 413:
            return "Content Too Large";
        case 414:
            return "URI Too Long";
        case 415:
            return "Unsupported Media Type";
        case 417:
            return "Expectation Failed";
        case 421:
            return "Misdirected Request";
        case 422:
            return "Unprocessable Content";
        case 429:
            return "Too Many Requests";
        case 431:
            return "Request Header Fields Too Large";
        case 500:
            return "Internal Server Error";
        case 503:
            return "Service Unavailable";
        case 507:
            return "Insufficient Storage";
        case 505:
            return "HTTP Version Not Supported";
        default:
            return "Answer";
    }
}

void append_number(std::size_t number, std::string& out) {
    const fmt::format_int text(number);
    out.append(text.data(), text.size());
}

}  // namespace

bool may_have_body(int status) { return status >= 200 && status != 204 && status != 304; }

void check_headers(const Response& response) {
    constexpr std::string_view line_ends{"\r\n\0", 3};
    check(response.content_type.find_first_of(line_ends) == std::string::npos, "a content type is one line");
    for (const auto& [name, value] : response.headers) {
        check(name.find_first_of(": \r\n") == std::string::npos, "a header's name is a word");
        check(value.find_first_of(line_ends) == std::string::npos, "a header is one line");
    }
}

void write_head(const Response& response, const Sending& sending, std::string& out) {
    out += "HTTP/1.1 ";
    append_number(static_cast<std::size_t>(response.status), out);
    out += ' ';
    out += reason_of(response.status);
    out += "\r\nDate: ";
    out += sending.date;
    if (may_have_body(response.status)) {
        out += "\r\nContent-Type: ";
        out += response.content_type;
        if (!sending.endless) {
            out += "\r\nContent-Length: ";
            append_number(sending.length, out);
        }
    }
    if (sending.encoding != Encoding::none) {
        out += "\r\nContent-Encoding: ";
        out += name_of(sending.encoding);
    }
    if (sending.varies) out += "\r\nVary: Accept-Encoding";
    if (!sending.keep_alive) {
        out += "\r\nConnection: close";
    } else if (sending.is_old) {
        out += "\r\nConnection: keep-alive";
    }
    bool has_cache_control = false;
    for (const auto& [name, value] : response.headers) {
        has_cache_control = has_cache_control || same_word(name, "cache-control");
        out += "\r\n";
        out += name;
        out += ": ";
        out += value;
    }
    if (!has_cache_control) out += "\r\nCache-Control: no-store";
    out += "\r\n";
    out += security_headers;
    if (sending.hsts) out += hsts_header;
    out += "\r\n";
}

std::string http_date(std::int64_t unix_seconds) {
    constexpr std::array<std::string_view, 7> weekdays{"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
    constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const std::int64_t days = unix_seconds / 86400;
    const std::int64_t seconds = unix_seconds % 86400;
    const Date date = from_days(days);
    return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} GMT", weekdays[static_cast<std::size_t>(days % 7)], date.day,
                       months[static_cast<std::size_t>(date.month - 1)], date.year, seconds / 3600, seconds / 60 % 60,
                       seconds % 60);
}

}  // namespace khuyenhoc::http
