// What a provider's document says (OpenID Connect Discovery 1.0). Pure.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "oidc/settings.h"

namespace khuyenhoc::oidc {

/// How a client with a secret shows it.
enum class ClientProof { basic, in_form };

struct Metadata {
    std::string authorization_endpoint, token_endpoint, keys_address;
    ClientProof proof = ClientProof::basic;
    bool says_issuer = false;  ///< every address that comes back names the issuer (RFC 9207)
};

std::string document_address(const Settings& settings);

/// Refuses oidc.away with what was not as it should be: "document", "issuer", "addresses", "methods".
Result<Metadata> read_metadata(std::string_view document, const Settings& settings);

}  // namespace khuyenhoc::oidc
