#include "base/address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <optional>

namespace khuyenhoc {

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

std::string written(const Parsed& parsed) {
    std::array<char, INET6_ADDRSTRLEN> out{};
    ::inet_ntop(parsed.is_v6 ? AF_INET6 : AF_INET, parsed.bytes.data(), out.data(), out.size());
    return out.data();
}

/// ::ffff:a.b.c.d (RFC 4291, 2.5.5.2).
bool holds_v4(const Parsed& parsed) {
    constexpr std::array<unsigned char, 12> prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    return parsed.is_v6 && std::equal(prefix.begin(), prefix.end(), parsed.bytes.begin());
}

}  // namespace

std::string usual_address(std::string_view text) {
    const auto parsed = parse(text);
    return parsed ? written(*parsed) : "";
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

std::string network_of(std::string_view address) {
    auto parsed = parse(address);
    if (!parsed || !parsed->is_v6) return std::string(address);
    if (holds_v4(*parsed)) {
        Parsed alone;
        std::copy_n(parsed->bytes.begin() + 12, 4, alone.bytes.begin());
        return written(alone);
    }
    std::fill(parsed->bytes.begin() + 8, parsed->bytes.end(), 0);
    return written(*parsed) + "/64";
}

}  // namespace khuyenhoc
