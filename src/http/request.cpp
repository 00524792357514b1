#include "http/request.h"

#include <algorithm>

#include "base/address.h"
#include "base/text.h"
#include "http/listening.h"

namespace khuyenhoc::http {

namespace {

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

bool is_plain_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// Percent-decoding; `plus_is_space` as forms write it. nullopt on broken escapes and on what is not clean UTF-8.
std::optional<std::string> decode(std::string_view text, bool plus_is_space) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+' && plus_is_space) {
            out.push_back(' ');
        } else if (text[i] != '%') {
            out.push_back(text[i]);
        } else {
            if (i + 2 >= text.size()) return std::nullopt;
            const int high = hex_digit(text[i + 1]);
            const int low = hex_digit(text[i + 2]);
            if (high < 0 || low < 0) return std::nullopt;
            out.push_back(static_cast<char>(high * 16 + low));
            i += 2;
        }
    }
    if (out.find('\0') != std::string::npos) return std::nullopt;
    if (!is_plain_ascii(out) && !is_clean_utf8(out)) return std::nullopt;
    return out;
}

bool has_dot_segment(std::string_view path) {
    for (std::size_t start = 0; start <= path.size();) {
        const std::size_t end = std::min(path.find('/', start), path.size());
        const std::string_view segment = path.substr(start, end - start);
        if (segment == "." || segment == "..") return true;
        start = end + 1;
    }
    return false;
}

bool has_escaped_slash(std::string_view raw) {
    for (std::size_t at = raw.find('%'); at != std::string_view::npos; at = raw.find('%', at + 1)) {
        const std::string_view digits = raw.substr(at + 1, 2);
        if (digits == "2f" || digits == "2F" || digits == "5c" || digits == "5C") return true;
    }
    return false;
}

Refusal refusal_of(std::string_view code) { return Refusal{std::string(code), "", {}}; }

std::optional<Refusal> read_query(std::string_view text, Request& request) {
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('&'), text.size());
        const std::string_view pair = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (pair.empty()) continue;
        const std::size_t equals = std::min(pair.find('='), pair.size());
        auto name = decode(pair.substr(0, equals), true);
        auto value = decode(equals < pair.size() ? pair.substr(equals + 1) : std::string_view(), true);
        if (!name || !value || name->empty()) return refusal_of("http.bad_query");
        request.query.emplace_back(std::move(*name), std::move(*value));
    }
    return std::nullopt;
}

std::string_view path_behind_authority(std::string_view target) {
    const std::size_t slash = target.find_first_of("/?");
    if (slash == std::string_view::npos) return "/";
    return target[slash] == '/' ? target.substr(slash) : std::string_view();
}

/// "https://host:1/a?b" -> "/a?b"; the authority is not used: Host must be there as well.
std::string_view drop_authority(std::string_view target) {
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (same_word(target.substr(0, scheme.size()), scheme)) return path_behind_authority(target.substr(scheme.size()));
    }
    return target;
}

std::string_view without_port(std::string_view host) {
    const std::size_t bracket = host.rfind(']');
    const std::size_t colon = host.rfind(':');
    if (colon == std::string_view::npos) return host;
    if (bracket != std::string_view::npos && colon < bracket) return host;
    const std::string_view port = host.substr(colon + 1);
    const bool digits = port.size() <= 5 && std::ranges::all_of(port, [](char c) { return c >= '0' && c <= '9'; });
    return digits ? host.substr(0, colon) : host;
}

}  // namespace

std::string_view Request::header(std::string_view lower_case_name) const {
    for (const auto& [name, value] : headers) {
        if (name == lower_case_name) return value;
    }
    return {};
}

bool same_word(std::string_view left, std::string_view right) {
    return std::ranges::equal(left, right, [](char a, char b) { return lower(a) == lower(b); });
}

std::optional<Refusal> read_target(std::string_view target, Request& request) {
    target = drop_authority(target);
    if (target.empty() || target.front() != '/') return refusal_of("http.bad_path");
    const std::size_t question = std::min(target.find('?'), target.size());
    const std::string_view raw_path = target.substr(0, question);
    if (raw_path.find('#') != std::string_view::npos || has_escaped_slash(raw_path)) return refusal_of("http.bad_path");
    auto path = decode(raw_path, false);
    if (!path || std::ranges::any_of(*path, is_control) || path->find('\\') != std::string::npos ||
        has_dot_segment(*path)) {
        return refusal_of("http.bad_path");
    }
    request.path = std::move(*path);
    return question < target.size() ? read_query(target.substr(question + 1), request) : std::nullopt;
}

bool is_loopback_name(std::string_view host) {
    const std::string_view name = without_port(host);
    if (same_word(name, "localhost") || name == "[::1]") return true;
    if (!name.starts_with("127.")) return false;
    int dots = 0;
    for (std::size_t i = 0; i < name.size(); ++i) {
        if (name[i] == '.') {
            if (name[i - 1] == '.') return false;
            ++dots;
        } else if (name[i] < '0' || name[i] > '9') {
            return false;
        }
    }
    return dots == 3 && name.back() != '.' && name.size() <= 15;
}

bool is_own_name(std::string_view host, const std::vector<std::string>& names) {
    if (names.empty()) return is_loopback_name(host);
    const std::string_view name = without_port(host);
    return std::ranges::any_of(names, [&](const std::string& own) { return same_word(name, own); });
}

bool is_secure(const Request& request, const Listening& listening) {
    return !listening.certificate.empty() ||
           (listening.behind_proxy && same_word(request.header("x-forwarded-proto"), "https"));
}

std::string client_address(const Request& request, std::string_view peer, const Listening& listening) {
    if (listening.behind_proxy) {
        std::string_view said;
        for (const auto& [name, value] : request.headers) {
            if (name == "x-forwarded-for") said = value;
        }
        const std::size_t comma = said.rfind(',');
        if (comma != std::string_view::npos) said.remove_prefix(comma + 1);
        const std::size_t first = std::min(said.find_first_not_of(" \t"), said.size());
        said = said.substr(first, said.find_last_not_of(" \t") + 1 - first);
        if (std::string usual = usual_address(said); !usual.empty()) return usual;
    }
    return std::string(peer);
}

bool has_own_origin(const Request& request, std::string_view host) {
    if (request.method == "GET" || request.method == "HEAD" || request.method == "OPTIONS") return true;
    const std::string_view origin = request.header("origin");
    if (origin.empty()) return true;
    const std::size_t slashes = origin.find("://");
    if (slashes == std::string_view::npos) return false;
    return same_word(origin.substr(0, slashes), request.secure ? "https" : "http") &&
           same_word(origin.substr(slashes + 3), host);
}

}  // namespace khuyenhoc::http
