// Six digits that change every half minute (RFC 6238, HMAC-SHA-1, as every authenticator application makes them). Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace khuyenhoc::accounts {

constexpr std::int64_t totp_step_seconds = 30;

/// The code of a step, with its leading zeros. `secret`: bytes.
std::string totp_code(std::string_view secret, std::int64_t step, int digits = 6);

/// The step whose code was typed: this one, the one before or the one after (clocks differ), and later than `last_step`, so that no
/// code works twice. Spaces in what was typed do not matter.
std::optional<std::int64_t> totp_step(std::string_view secret, std::string_view typed, std::int64_t now_seconds, std::int64_t last_step);

/// RFC 4648, without padding: how authenticator applications want a secret.
std::string base32(std::string_view bytes);
/// "otpauth://totp/..." for a picture to be scanned.
std::string totp_uri(std::string_view secret, std::string_view login);

}  // namespace khuyenhoc::accounts
