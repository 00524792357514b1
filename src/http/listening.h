// Where a server may listen: the rules that keep an unencrypted or unnamed server off the network. Pure functions of text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "http/http.h"

namespace khuyenhoc::http {

struct Address {
    std::string host;  ///< "127.0.0.1", "::1"
    std::uint16_t port = 0;
};

/// Where to listen, when a server may listen as `listening` says. Throws std::runtime_error with a sentence.
/// - This machine itself (loopback): always.
/// - Any other address: with a certificate and a name.
/// - Behind a proxy: this machine itself or one private address, with a name; on a private address the proxy's is named too.
Address checked_address(const Listening& listening);

}  // namespace khuyenhoc::http
