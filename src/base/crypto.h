// Hashes, keyed hashes and sealing of short secrets. Knows no key file and no domain.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace khuyenhoc {

using Key = std::array<unsigned char, 32>;

/// Lower-case hex of SHA-256.
std::string sha256_hex(std::string_view bytes);

/// Its 32 bytes.
std::string sha256(std::string_view bytes);

/// SHA-256 fed piece by piece, for files that do not fit in memory.
class Sha256 {
public:
    Sha256();
    void add(std::string_view bytes);
    std::string hex();

private:
    alignas(16) std::array<unsigned char, 128> state_{};
};

/// Lower-case hex of a 16-byte keyed BLAKE2b: the same value under the same key gives the same text, and nothing can be
/// learnt from it without the key. For look-ups of citizen numbers.
std::string keyed_hash_hex(const Key& key, std::string_view value);

/// XChaCha20-Poly1305 with a nonce derived from key and value (the same value seals to the same text, so that a repeated
/// import changes nothing). Base64. `open_sealed` returns nullopt on damage or a wrong key.
std::string seal(const Key& key, std::string_view value);
std::optional<std::string> open_sealed(const Key& key, std::string_view sealed);

/// A key for one purpose, from the installation's master key.
Key derive_key(const Key& master, std::string_view purpose);

/// 32 bytes from the operating system.
Key random_key();

/// RFC 4648, section 5, without padding; and back, or nothing.
std::string base64url(std::string_view bytes);
std::optional<std::string> from_base64url(std::string_view text);

/// `count` bytes from the operating system.
std::string random_bytes(std::size_t count);
/// Lower-case hex of `count` bytes from the operating system, and an even draw of 0 .. below - 1.
std::string random_hex(std::size_t count);
std::uint32_t random_below(std::uint32_t below);

/// Equal or not, in a time that says nothing of where they differ.
bool is_same_secret(std::string_view left, std::string_view right);

/// argon2id with a salt of its own, 19 MiB and two passes: some 26 ms, on purpose. And whether a password is the hashed one.
std::string password_hash(std::string_view password);
bool fits_password_hash(std::string_view hash, std::string_view password);

/// A random UUID (version 4), lower case; and one made from a text (same text, same id).
std::string random_uuid();
std::string uuid_from(std::string_view text);

}  // namespace khuyenhoc
