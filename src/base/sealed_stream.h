// Encryption of a long file in pieces that cannot be left out, repeated, reordered or cut off unnoticed; and keys from
// passphrases. Knows no file and no format.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/crypto.h"

namespace khuyenhoc {

/// XChaCha20-Poly1305 in libsodium's secretstream.
class SealingStream {
public:
    explicit SealingStream(const Key& key);
    ~SealingStream();
    SealingStream(const SealingStream&) = delete;
    SealingStream& operator=(const SealingStream&) = delete;

    const std::string& start() const { return start_; }  ///< what the reader needs first, `start_size` bytes
    /// `beside` is not kept, but must be the same when the piece is opened.
    std::string seal(std::string_view piece, bool is_last, std::string_view beside = "");

    static const std::size_t start_size;
    static const std::size_t overhead;  ///< of a sealed piece

private:
    struct State;
    std::unique_ptr<State> state_;
    std::string start_;
};

class OpeningStream {
public:
    OpeningStream(const Key& key, std::string_view start);
    ~OpeningStream();
    OpeningStream(const OpeningStream&) = delete;
    OpeningStream& operator=(const OpeningStream&) = delete;

    struct Piece {
        std::string bytes;
        bool is_last = false;
    };
    /// Nothing when the piece is not the one that was sealed in this place, under this key.
    std::optional<Piece> open(std::string_view sealed, std::string_view beside = "");

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// How much work one try of a passphrase is: argon2id's passes and bytes of memory.
struct PassphraseCost {
    std::uint64_t passes = 3;
    std::uint64_t memory = 256u << 20;
};
inline constexpr std::size_t passphrase_salt_size = 16;
std::string random_salt();
/// Nothing when the cost is outside what a file may ask for, or there is not enough memory.
std::optional<Key> key_of_passphrase(std::string_view passphrase, std::string_view salt, PassphraseCost cost);

}  // namespace khuyenhoc
