// Keys sealed under another key, short keyed hashes of numbers, and memory that forgets. Knows no file and no purpose.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/crypto.h"

namespace khuyenhoc {

/// `key` sealed under `wrapping` with XChaCha20-Poly1305 and a random nonce. `beside` is not kept, but must be the same when
/// it is opened: a wrapped key put in another's place does not open. URL-safe base64.
std::string wrap_key(const Key& wrapping, const Key& key, std::string_view beside);
/// Nothing on damage, under another key, or beside something else.
std::optional<Key> unwrap_key(const Key& wrapping, std::string_view wrapped, std::string_view beside);

/// SipHash-2-4 of two numbers under half of a key (the first or the second 16 bytes): some nanoseconds, for a column of
/// millions of rows. Too short to stand for anything but itself.
enum class KeyHalf : std::uint8_t { first, second };
std::uint64_t short_hash(const Key& key, KeyHalf half, std::int64_t one, std::int64_t other);

/// Overwrites what is no longer needed, in a way that no compiler leaves out.
void wipe(Key& key);
void wipe(std::string& text);

}  // namespace khuyenhoc
