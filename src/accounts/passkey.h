// Passkeys (W3C Web Authentication): key pairs that a telephone or computer keeps, and uses only after its PIN, finger or face. What a
// browser brings is judged by libfido2; pure but for it. Texts are bytes unless said otherwise.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace khuyenhoc::accounts {

/// How browsers know our pages. A passkey is for one host alone, and the browser says at which origin it was used.
struct Site {
    std::string host;    ///< "hoc.example.vn"
    std::string origin;  ///< "https://hoc.example.vn:8443"
};
/// Of the Host that a request was sent to, which has been held to our own names. Nothing where browsers know no passkeys: an address of
/// numbers, or an unencrypted line to another machine.
std::optional<Site> site_of(std::string_view host_and_port, bool is_secure);

struct Passkey {
    std::string credential;
    int algorithm = 0;  ///< of COSE: -7 or -257
    std::string public_key;
    std::int64_t sign_count = 0;
};

/// The challenge (URL-safe base64) that client data answer, or nothing: not of that type ("webauthn.create", "webauthn.get"), of another
/// origin, or from inside another site's page.
std::optional<std::string> challenge_in(std::string_view client_data, std::string_view type, const Site& site);

/// A new passkey of that host, made after the device has known its holder. Its first signature is asked for when it is used: who registers is
/// signed in, and no statement of the device's maker is wanted.
std::optional<Passkey> new_passkey(std::string_view authenticator_data, std::string_view client_data, const Site& site);

/// The device's new count, when the signature over both is the passkey's, for that host, after the device has known its holder.
std::optional<std::int64_t> signed_count(const Passkey& passkey, std::string_view authenticator_data, std::string_view client_data, std::string_view signature,
                                         const Site& site);

/// Whether somebody else may have a copy of the passkey: a device that counts never counts back.
bool is_copied(std::int64_t last_count, std::int64_t now_count);

}  // namespace khuyenhoc::accounts
