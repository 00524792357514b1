// How an ethnic group's code rests in the register: sealed into the number that held it in clear. Pure.
//
//   value = nonce (24 bits) << 6 | (code ^ mask)       nonce = first PRF(person, code), mask = second PRF(person, nonce)
//
// The nonce follows from person and code, so that the same import writes the same rows; it is worked out again when the value
// is opened, so that damage and another key are noticed. Nothing is learnt of two persons by comparing their values.
// SipHash-2-4 takes part of the work of one bare row, and 1.4 million of them are opened when a year is loaded.
#pragma once

#include <cstdint>
#include <optional>

#include "base/key_wrap.h"

namespace khuyenhoc::people {

inline constexpr int most_ethnicity = 54;

namespace sealed_ethnicity {

inline constexpr int code_bits = 6;
inline constexpr std::int64_t code_mask = (1 << code_bits) - 1;
inline constexpr std::int64_t nonce_mask = (1 << 24) - 1;

/// Never 0, which is how values from before they were sealed are told.
inline std::int64_t nonce_of(const Key& key, std::int64_t person, std::int64_t code) {
    const auto nonce = static_cast<std::int64_t>(short_hash(key, KeyHalf::first, person, code)) & nonce_mask;
    return nonce == 0 ? 1 : nonce;
}
inline std::int64_t mask_of(const Key& key, std::int64_t person, std::int64_t nonce) {
    return static_cast<std::int64_t>(short_hash(key, KeyHalf::second, person, nonce)) & code_mask;
}

}  // namespace sealed_ethnicity

/// Below 2^30. `code` is 0 (not known) to 54.
inline std::int64_t seal_ethnicity(const Key& key, std::int64_t person, int code) {
    using namespace sealed_ethnicity;
    const auto nonce = nonce_of(key, person, code);
    return nonce << code_bits | (code ^ mask_of(key, person, nonce));
}

/// A number from before values were sealed: the code itself.
inline bool is_plain_ethnicity(std::int64_t value) { return value >= 0 && value <= sealed_ethnicity::code_mask; }

/// Nothing on damage, of another person, or under another key.
inline std::optional<int> try_ethnicity(const Key& key, std::int64_t person, std::int64_t value) {
    using namespace sealed_ethnicity;
    if (is_plain_ethnicity(value)) return value <= most_ethnicity ? std::optional(static_cast<int>(value)) : std::nullopt;
    const auto nonce = value >> code_bits;
    const auto code = (value & code_mask) ^ mask_of(key, person, nonce & nonce_mask);
    if (nonce < 0 || nonce > nonce_mask || code > most_ethnicity || nonce_of(key, person, code) != nonce) return std::nullopt;
    return static_cast<int>(code);
}

/// The code; 0, not known, for what does not open. The integrity check people.ethnicity_opens reports that.
inline int open_ethnicity(const Key& key, std::int64_t person, std::int64_t value) { return try_ethnicity(key, person, value).value_or(0); }

}  // namespace khuyenhoc::people
