#include "oidc/settings.h"

#include <algorithm>

namespace khuyenhoc::oidc {

namespace {

constexpr std::size_t longest_url = 2000;

bool is_plain(std::string_view url) {
    return std::ranges::all_of(url, [](char c) { return c > ' ' && c < 0x7f && c != '\\' && c != '"'; });
}

/// "127.0.0.1:80" of "http://127.0.0.1:80/x"; "" when it does not begin so.
std::string_view authority_of(std::string_view url, std::string_view scheme) {
    if (!url.starts_with(scheme)) return {};
    url.remove_prefix(scheme.size());
    return url.substr(0, url.find_first_of("/?#"));
}

bool is_this_machine(std::string_view authority) {
    const auto host = authority.starts_with('[') ? authority.substr(0, authority.find(']') + 1) : authority.substr(0, authority.find(':'));
    return host == "127.0.0.1" || host == "localhost" || host == "[::1]";
}

}  // namespace

bool is_loopback(std::string_view url) { return is_this_machine(authority_of(url, "http://")); }

bool may_be_asked(std::string_view url, bool of_loopback) {
    if (url.size() > longest_url || !is_plain(url) || url.find('#') != std::string_view::npos) return false;
    const auto authority = authority_of(url, of_loopback ? "http://" : "https://");
    if (authority.empty() || authority.find('@') != std::string_view::npos) return false;
    return !of_loopback || is_this_machine(authority);
}

std::optional<std::string> fault_of(const Settings& settings) {
    if (!may_be_asked(settings.issuer, is_loopback(settings.issuer)) || settings.issuer.find('?') != std::string::npos)
        return "--oidc-issuer is an https address, as the provider's document says it";
    if (settings.client_id.empty()) return "--oidc-client-id is needed beside --oidc-issuer";
    if (settings.name.empty()) return "--oidc-name is needed beside --oidc-issuer: what stands on the button";
    return std::nullopt;
}

}  // namespace khuyenhoc::oidc
