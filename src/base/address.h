// Addresses of the internet, as texts. Pure.
#pragma once

#include <string>
#include <string_view>

namespace khuyenhoc {

/// "10.1.2.3" and "2001:db8::1" as they are usually written; "" when `text` is no address.
std::string usual_address(std::string_view text);

bool is_loopback_address(std::string_view usual);
/// Of the ranges that no router of the internet forwards: 10/8, 172.16/12, 192.168/16, fc00::/7.
bool is_private_address(std::string_view usual);

/// What one client can send from: of an IPv6 address the network, "2001:db8:0:7::/64", since a line is given at least
/// that many (RIPE-690, 4.2); an IPv4 address, also one written as IPv6 (::ffff:10.1.2.3), alone. Any other text stands
/// for itself.
std::string network_of(std::string_view address);

}  // namespace khuyenhoc
