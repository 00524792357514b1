#include "http/listening.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "base/address.h"
#include "base/text.h"

namespace khuyenhoc::http {

namespace {

/// A name as Host may say it: letters, digits, dots, hyphens; or an address.
bool is_host_name(const std::string& name) {
    if (name.starts_with('[') && name.ends_with(']')) return !usual_address(name.substr(1, name.size() - 2)).empty();
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
