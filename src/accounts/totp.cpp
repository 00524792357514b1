#include "accounts/totp.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

#include "base/check.h"
#include "base/crypto.h"

namespace khuyenhoc::accounts {

namespace {

std::string without_spaces(std::string_view text) {
    std::string out(text);
    std::erase(out, ' ');
    return out;
}

}  // namespace

std::string totp_code(std::string_view secret, std::int64_t step, int digits) {
    std::array<unsigned char, 8> counter{};
    for (int i = 0; i < 8; ++i) counter[static_cast<std::size_t>(7 - i)] = static_cast<unsigned char>(step >> (8 * i));
    std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
    unsigned size = 0;
    check(HMAC(EVP_sha1(), secret.data(), static_cast<int>(secret.size()), counter.data(), counter.size(), mac.data(), &size) != nullptr && size == 20,
          "HMAC-SHA-1 is there");
    const std::size_t at = mac[19] & 0x0f;
    const std::uint32_t number = (mac[at] & 0x7fu) << 24 | static_cast<std::uint32_t>(mac[at + 1]) << 16 | static_cast<std::uint32_t>(mac[at + 2]) << 8 | mac[at + 3];
    std::uint32_t modulus = 1;
    for (int i = 0; i < digits; ++i) modulus *= 10;
    return fmt::format("{:0{}}", number % modulus, digits);
}

std::optional<std::int64_t> totp_step(std::string_view secret, std::string_view typed, std::int64_t now_seconds, std::int64_t last_step) {
    const std::string code = without_spaces(typed);
    const std::int64_t now = now_seconds / totp_step_seconds;
    std::optional<std::int64_t> found;
    for (std::int64_t step = now - 1; step <= now + 1; ++step)  // all three, whichever fits: the same time for each
        if (is_same_secret(totp_code(secret, step), code) && step > last_step) found = step;
    return found;
}

std::string base32(std::string_view bytes) {
    static constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    std::string out;
    std::uint32_t held = 0;
    int bits = 0;
    for (const char c : bytes) {
        held = (held << 8 | static_cast<unsigned char>(c)) & 0xffff;
        for (bits += 8; bits >= 5; bits -= 5) out += letters[held >> (bits - 5) & 31];
    }
    if (bits > 0) out += letters[held << (5 - bits) & 31];
    return out;
}

std::string totp_uri(std::string_view secret, std::string_view login) {
    return fmt::format("otpauth://totp/Khuyenhoc:{}?secret={}&issuer=Khuyenhoc&algorithm=SHA1&digits=6&period={}", login, base32(secret), totp_step_seconds);
}

}  // namespace khuyenhoc::accounts
