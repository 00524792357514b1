#include "http/listening.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <stdexcept>

#include "base/text.h"

namespace khuyenhoc::http {

namespace {

struct Parsed {
    bool is_v6 = false;
    std::array<unsigned char, 16> bytes{};
};

std::optional<Parsed> parse(std::string_view text) {
    const std::string copy(text);
    Parsed parsed;
    if (::inet_pton(AF_INET, copy.c_str(), parsed.bytes.data()) == 1) return parsed;
    parsed.is_v6 = true;
    if (::inet_pton(AF_INET6, copy.c_str(), parsed.bytes.data()) == 1) return parsed;
    return std::nullopt;
}

/// A name as Host may say it: letters, digits, dots, hyphens; or an address.
bool is_host_name(const std::string& name) {
    if (name.starts_with('[') && name.ends_with(']')) return parse(name.substr(1, name.size() - 2)).has_value();
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
    };
    return !name.empty() && name.size() <= 253 && std::ranges::all_of(name, allowed) && name.front() != '.' &&
           name.back() != '.';
}

Address parse_listen(const std::string& listen) {
    const std::size_t colon = listen.rfind(':');
    std::string host = listen.substr(0, colon == std::string::npos ? 0 : colon);
    if (host == "localhost") host = "127.0.0.1";
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    const std::int64_t port = colon == std::string::npos ? -1 : parse_integer(listen.substr(colon + 1)).value_or(-1);
    const std::string usual = usual_address(host);
    if (usual.empty() || port < 0 || port > 65535) {
        throw std::runtime_error(
            fmt::format("\"{}\" is not an address to listen on; write it like 127.0.0.1:8080 or [::1]:8080.", listen));
    }
    return {usual, static_cast<std::uint16_t>(port)};
}

void check_words(const Listening& listening) {
    if (listening.certificate.empty() != listening.certificate_key.empty()) {
        throw std::runtime_error("A certificate and its key are given together.");
    }
    for (const auto& name : listening.names) {
        if (!is_host_name(name)) {
            throw std::runtime_error(fmt::format("\"{}\" is not a name of a host; write it without https:// and port.", name));
        }
    }
    for (const auto& proxy : listening.proxies) {
        if (usual_address(proxy).empty()) throw std::runtime_error(fmt::format("\"{}\" is not the address of a proxy.", proxy));
    }
    if (!listening.proxies.empty() && !listening.behind_proxy) {
        throw std::runtime_error("The address of a proxy is believed only behind a proxy.");
    }
}

void check_behind_proxy(const Listening& listening, const Address& address) {
    if (listening.names.empty()) {
        throw std::runtime_error("Behind a proxy the name that people type is needed, as in --name khuyenhoc.example.vn.");
    }
    if (is_loopback_address(address.host)) return;
    if (!is_private_address(address.host)) {
        throw std::runtime_error(
            fmt::format("Refusing to listen on {} behind a proxy: only this machine itself (127.0.0.1, [::1]) or one private "
                        "address, so that nobody can go around the proxy.",
                        listening.at));
    }
    if (listening.proxies.empty()) {
        throw std::runtime_error("On a private address the proxy's own address is needed: only it is let in.");
    }
}

}  // namespace

std::string usual_address(std::string_view text) {
    const auto parsed = parse(text);
    if (!parsed) return {};
    std::array<char, INET6_ADDRSTRLEN> out{};
    ::inet_ntop(parsed->is_v6 ? AF_INET6 : AF_INET, parsed->bytes.data(), out.data(), out.size());
    return out.data();
}

bool is_loopback_address(std::string_view usual) {
    const auto parsed = parse(usual);
    return parsed && (parsed->is_v6 ? usual == "::1" : parsed->bytes[0] == 127);
}

bool is_private_address(std::string_view usual) {
    const auto parsed = parse(usual);
    if (!parsed) return false;
    const auto& bytes = parsed->bytes;
    if (parsed->is_v6) return (bytes[0] & 0xfe) == 0xfc;
    return bytes[0] == 10 || (bytes[0] == 172 && (bytes[1] & 0xf0) == 16) || (bytes[0] == 192 && bytes[1] == 168);
}

Address checked_address(const Listening& listening) {
    Address address = parse_listen(listening.at);
    check_words(listening);
    if (listening.behind_proxy) {
        check_behind_proxy(listening, address);
    } else if (!is_loopback_address(address.host)) {
        if (listening.certificate.empty()) {
            throw std::runtime_error(
                fmt::format("Refusing to listen on {} without a certificate: others could read along. Give --certificate and "
                            "--certificate-key, or serve only this machine (127.0.0.1, [::1]), or stand behind a proxy.",
                            listening.at));
        }
        if (listening.names.empty()) {
            throw std::runtime_error("Beyond this machine the name that people type is needed, as in --name khuyenhoc.example.vn.");
        }
    }
    return address;
}

}  // namespace khuyenhoc::http
