#include "base/sealed_stream.h"

#include <sodium.h>

#include "base/check.h"

namespace khuyenhoc {

namespace {

void ready() { check(sodium_init() >= 0, "libsodium starts"); }

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

constexpr PassphraseCost highest{8, 1u << 30};

}  // namespace

const std::size_t SealingStream::start_size = crypto_secretstream_xchacha20poly1305_HEADERBYTES;
const std::size_t SealingStream::overhead = crypto_secretstream_xchacha20poly1305_ABYTES;

struct SealingStream::State {
    crypto_secretstream_xchacha20poly1305_state bytes{};
    ~State() { sodium_memzero(&bytes, sizeof bytes); }
};
struct OpeningStream::State {
    crypto_secretstream_xchacha20poly1305_state bytes{};
    ~State() { sodium_memzero(&bytes, sizeof bytes); }
};

SealingStream::SealingStream(const Key& key) : state_(std::make_unique<State>()), start_(start_size, '\0') {
    ready();
    check(crypto_secretstream_xchacha20poly1305_init_push(&state_->bytes, bytes_of(start_), key.data()) == 0, "a stream starts");
}
SealingStream::~SealingStream() = default;

std::string SealingStream::seal(std::string_view piece, bool is_last, std::string_view beside) {
    std::string sealed(piece.size() + overhead, '\0');
    const auto tag = is_last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE;
    const int done = crypto_secretstream_xchacha20poly1305_push(&state_->bytes, bytes_of(sealed), nullptr, bytes_of(piece), piece.size(),
                                                                bytes_of(beside), beside.size(), static_cast<unsigned char>(tag));
    check(done == 0, "a piece can be sealed");
    return sealed;
}

OpeningStream::OpeningStream(const Key& key, std::string_view start) : state_(std::make_unique<State>()) {
    ready();
    check(start.size() == SealingStream::start_size, "a stream's start is whole");
    check(crypto_secretstream_xchacha20poly1305_init_pull(&state_->bytes, bytes_of(start), key.data()) == 0, "a stream starts");
}
OpeningStream::~OpeningStream() = default;

std::optional<OpeningStream::Piece> OpeningStream::open(std::string_view sealed, std::string_view beside) {
    if (sealed.size() < SealingStream::overhead) return std::nullopt;
    Piece piece;
    piece.bytes.resize(sealed.size() - SealingStream::overhead);
    unsigned char tag = 0;
    const int done = crypto_secretstream_xchacha20poly1305_pull(&state_->bytes, bytes_of(piece.bytes), nullptr, &tag, bytes_of(sealed),
                                                                sealed.size(), bytes_of(beside), beside.size());
    if (done != 0) return std::nullopt;
    piece.is_last = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
    return piece;
}

std::string random_salt() {
    ready();
    std::string salt(passphrase_salt_size, '\0');
    randombytes_buf(salt.data(), salt.size());
    return salt;
}

std::optional<Key> key_of_passphrase(std::string_view passphrase, std::string_view salt, PassphraseCost cost) {
    ready();
    static_assert(passphrase_salt_size == crypto_pwhash_SALTBYTES);
    if (salt.size() != passphrase_salt_size || cost.passes < 1 || cost.passes > highest.passes || cost.memory < (8u << 20) ||
        cost.memory > highest.memory)
        return std::nullopt;
    Key key{};
    const int done = crypto_pwhash(key.data(), key.size(), passphrase.data(), passphrase.size(), bytes_of(salt), cost.passes,
                                   static_cast<std::size_t>(cost.memory), crypto_pwhash_ALG_ARGON2ID13);
    if (done != 0) return std::nullopt;
    return key;
}

}  // namespace khuyenhoc
