// What the operator says of the provider. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace khuyenhoc::oidc {

struct Settings {
    std::string issuer;            ///< letter for letter as the provider says it
    std::string client_id;
    std::string client_secret;     ///< empty: a public client, which proves itself by PKCE alone
    std::string name;              ///< as people know the service: stands on the button
    std::string authority_file;    ///< PEM of who signs its certificate; empty: whom the machine believes
};

/// What is wrong with them, as a sentence for whoever starts the program.
std::optional<std::string> fault_of(const Settings& settings);

/// Plain http to this machine itself: for tests.
bool is_loopback(std::string_view url);
/// An address that may be asked, for a provider that is (or is not) on this machine: https, no user name, no fragment.
bool may_be_asked(std::string_view url, bool of_loopback);

}  // namespace khuyenhoc::oidc
