#include "oidc/metadata.h"

#include <algorithm>

#include "base/json.h"

namespace khuyenhoc::oidc {

namespace {

std::string text_of(const json::object& document, std::string_view name) {
    const auto* value = document.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

/// Whether a list of the document has a word; a list that is left out has `otherwise`.
bool has(const json::object& document, std::string_view name, std::string_view word, bool otherwise) {
    const auto* list = document.if_contains(name);
    if (list == nullptr) return otherwise;
    return list->is_array() && std::ranges::any_of(list->as_array(), [&](const json::value& one) { return one.is_string() && one.as_string() == word; });
}

}  // namespace

std::string document_address(const Settings& settings) {
    std::string address = settings.issuer;
    while (address.ends_with('/')) address.pop_back();
    return address + "/.well-known/openid-configuration";
}

Result<Metadata> read_metadata(std::string_view text, const Settings& settings) {
    const auto parsed = parse_json(text);
    if (!parsed || !parsed->is_object()) return refuse("oidc.away", "document");
    const auto& document = parsed->as_object();
    if (text_of(document, "issuer") != settings.issuer) return refuse("oidc.away", "issuer");
    Metadata found{text_of(document, "authorization_endpoint"), text_of(document, "token_endpoint"), text_of(document, "jwks_uri")};
    for (const auto* address : {&found.authorization_endpoint, &found.token_endpoint, &found.keys_address})
        if (!may_be_asked(*address, is_loopback(settings.issuer))) return refuse("oidc.away", "addresses");
    // A provider that does not say which methods of PKCE it knows is sent ours all the same.
    if (!has(document, "code_challenge_methods_supported", "S256", true) || !has(document, "response_types_supported", "code", true))
        return refuse("oidc.away", "methods");
    const std::string_view proofs = "token_endpoint_auth_methods_supported";
    if (!has(document, proofs, "client_secret_basic", true) && has(document, proofs, "client_secret_post", false)) found.proof = ClientProof::in_form;
    const auto* says = document.if_contains("authorization_response_iss_parameter_supported");
    found.says_issuer = says != nullptr && says->is_bool() && says->as_bool();
    return found;
}

}  // namespace khuyenhoc::oidc
