#include "oidc/claims.h"

#include <algorithm>

#include "base/crypto.h"

namespace khuyenhoc::oidc {

namespace {

constexpr std::int64_t clocks_differ = 60;    ///< seconds
constexpr std::int64_t oldest_issue = 900;    ///< some say a few minutes ago, so that slow clocks believe them

std::string_view text_of(const json::object& claims, std::string_view name) {
    const auto* value = claims.if_contains(name);
    return value != nullptr && value->is_string() ? std::string_view(value->as_string()) : std::string_view();
}

/// Seconds since 1970; nothing when it is no time.
std::optional<std::int64_t> time_of(const json::object& claims, std::string_view name) {
    const auto* value = claims.if_contains(name);
    if (value == nullptr || !value->is_number()) return std::nullopt;
    const auto seconds = value->to_number<double>();
    if (!(seconds >= 0 && seconds < 1e12)) return std::nullopt;
    return static_cast<std::int64_t>(seconds);
}

/// Ours alone: a token that others may use too could have been brought from them.
bool is_for(const json::object& claims, std::string_view client) {
    const auto* audience = claims.if_contains("aud");
    if (audience == nullptr) return false;
    const auto& said = audience->is_array() && audience->as_array().size() == 1 ? audience->as_array()[0] : *audience;
    if (!said.is_string() || said.as_string() != client) return false;
    return !claims.contains("azp") || text_of(claims, "azp") == client;
}

/// The words of RFC 8176 for something beside the password.
bool has_second_factor(const json::object& claims) {
    const auto* methods = claims.if_contains("amr");
    if (methods == nullptr || !methods->is_array()) return false;
    return std::ranges::any_of(methods->as_array(), [](const json::value& method) {
        return method.is_string() && (method.as_string() == "mfa" || method.as_string() == "otp" || method.as_string() == "hwk");
    });
}

bool is_subject(std::string_view subject) {
    return !subject.empty() && subject.size() <= 255 && std::ranges::all_of(subject, [](char c) { return c >= ' ' && c < 0x7f; });
}

}  // namespace

Result<Identity> read_claims(const json::object& claims, const Expected& expected) {
    const auto not_believed = [](std::string_view what) { return refuse("oidc.not_believed", what); };
    if (text_of(claims, "iss") != expected.issuer) return not_believed("issuer");
    if (!is_for(claims, expected.client_id)) return not_believed("audience");
    const auto ends = time_of(claims, "exp"), issued = time_of(claims, "iat");
    if (!ends || *ends + clocks_differ <= expected.now_seconds) return not_believed("expired");
    if (!issued || *issued > expected.now_seconds + clocks_differ || *issued < expected.now_seconds - oldest_issue) return not_believed("issued");
    if (claims.contains("nbf") && time_of(claims, "nbf").value_or(INT64_MAX) > expected.now_seconds + clocks_differ) return not_believed("issued");
    if (expected.nonce.empty() || !is_same_secret(text_of(claims, "nonce"), expected.nonce)) return not_believed("nonce");
    const auto subject = text_of(claims, "sub");
    if (!is_subject(subject)) return not_believed("subject");
    return Identity{expected.issuer, std::string(subject), has_second_factor(claims)};
}

}  // namespace khuyenhoc::oidc
