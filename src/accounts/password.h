// What a password must be, and what the codes that are given in person look like. Pure, but for the drawing of codes.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace khuyenhoc::accounts {

constexpr std::size_t least_password = 12;   ///< code points; a sentence of four short words has as many
constexpr std::size_t most_password = 128;
/// A thousand million guesses. Attempts are few (`throttle`) and each costs argon2id, so this is years at the door and a great deal beside a stolen file.
constexpr double least_bits = 30;
constexpr double good_bits = 50;  ///< from here on the meter is full

/// The password as it is hashed: in one canonical form, since a phone and a computer write "ế" differently.
/// `login` empty: not known yet. Refuses accounts.password_short, accounts.password_long, accounts.password_common, accounts.password_is_login.
Result<std::string> checked_password(std::string_view typed, std::string_view login);
/// How many guesses it takes, as a power of two, estimated by zxcvbn: the least over the text as typed, without marks, and without spaces.
/// 0 of what can be no password. Costs up to some milliseconds.
double bits_to_guess(std::string_view typed, std::string_view login);
/// The same form of what somebody signs in with; what can be no password becomes a text that is none either. Nothing is cut off.
std::string typed_password(std::string_view typed);

/// Eight groups of three digits, to be printed, read out and typed on any keyboard: "104 882 ...". 80 bits.
std::string draw_code();
/// Ten letters and digits that are not mistaken for one another: "k7mw-2pxr-9d". 50 bits.
std::string draw_recovery_code();
/// What was typed without spaces, hyphens and capitals.
std::string plain_code(std::string_view typed);

}  // namespace khuyenhoc::accounts
