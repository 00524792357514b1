#include "base/crypto.h"

#include <sodium.h>

#include <cstring>

#include "base/bytes.h"
#include "base/check.h"

namespace khuyenhoc {

namespace {

void ready() {
    static const int state = sodium_init();
    check(state >= 0, "libsodium starts");
}

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

template <std::size_t size>
std::string hex_of(const std::array<unsigned char, size>& bytes) {
    return khuyenhoc::hex_of(std::string_view(reinterpret_cast<const char*>(bytes.data()), size));
}

std::string uuid_of(std::array<unsigned char, 16> b) {
    b[6] = static_cast<unsigned char>((b[6] & 0x0f) | 0x40);
    b[8] = static_cast<unsigned char>((b[8] & 0x3f) | 0x80);
    const std::string h = hex_of(b);
    return h.substr(0, 8) + "-" + h.substr(8, 4) + "-" + h.substr(12, 4) + "-" + h.substr(16, 4) + "-" + h.substr(20);
}

}  // namespace

std::string sha256_hex(std::string_view bytes) {
    ready();
    std::array<unsigned char, crypto_hash_sha256_BYTES> out{};
    crypto_hash_sha256(out.data(), bytes_of(bytes), bytes.size());
    return hex_of(out);
}

std::string sha256(std::string_view bytes) {
    ready();
    std::string out(crypto_hash_sha256_BYTES, '\0');
    crypto_hash_sha256(reinterpret_cast<unsigned char*>(out.data()), bytes_of(bytes), bytes.size());
    return out;
}

static_assert(sizeof(crypto_hash_sha256_state) <= 128);

Sha256::Sha256() {
    ready();
    crypto_hash_sha256_init(reinterpret_cast<crypto_hash_sha256_state*>(state_.data()));
}

void Sha256::add(std::string_view bytes) {
    crypto_hash_sha256_update(reinterpret_cast<crypto_hash_sha256_state*>(state_.data()), bytes_of(bytes), bytes.size());
}

std::string Sha256::hex() {
    std::array<unsigned char, crypto_hash_sha256_BYTES> out{};
    crypto_hash_sha256_final(reinterpret_cast<crypto_hash_sha256_state*>(state_.data()), out.data());
    return hex_of(out);
}

std::string keyed_hash_hex(const Key& key, std::string_view value) {
    ready();
    std::array<unsigned char, 16> out{};
    crypto_generichash(out.data(), out.size(), bytes_of(value), value.size(), key.data(), key.size());
    return hex_of(out);
}

std::string base64url(std::string_view bytes) {
    ready();
    std::string text(sodium_base64_ENCODED_LEN(bytes.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING), '\0');
    sodium_bin2base64(text.data(), text.size(), bytes_of(bytes), bytes.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    text.resize(std::strlen(text.c_str()));
    return text;
}

std::optional<std::string> from_base64url(std::string_view text) {
    ready();
    std::string bytes(text.size(), '\0');
    std::size_t size = 0;
    if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(), text.size(), nullptr, &size, nullptr,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
        return std::nullopt;
    bytes.resize(size);
    return bytes;
}

std::string seal(const Key& key, std::string_view value) {
    ready();
    constexpr std::size_t nonce_size = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
    constexpr std::size_t tag_size = crypto_aead_xchacha20poly1305_ietf_ABYTES;
    std::string raw(nonce_size + value.size() + tag_size, '\0');
    auto* out = reinterpret_cast<unsigned char*>(raw.data());
    crypto_generichash(out, nonce_size, bytes_of(value), value.size(), key.data(), key.size());
    unsigned long long written = 0;
    crypto_aead_xchacha20poly1305_ietf_encrypt(out + nonce_size, &written, bytes_of(value), value.size(), nullptr, 0,
                                               nullptr, out, key.data());
    return base64url(raw);
}

std::optional<std::string> open_sealed(const Key& key, std::string_view sealed) {
    ready();
    constexpr std::size_t nonce_size = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
    constexpr std::size_t tag_size = crypto_aead_xchacha20poly1305_ietf_ABYTES;
    const auto raw = from_base64url(sealed);
    if (!raw) return std::nullopt;
    const auto* in = bytes_of(*raw);
    const std::size_t size = raw->size();
    if (size < nonce_size + tag_size) return std::nullopt;
    std::string value(size - nonce_size - tag_size, '\0');
    unsigned long long written = 0;
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(reinterpret_cast<unsigned char*>(value.data()), &written, nullptr,
                                                   in + nonce_size, size - nonce_size, nullptr, 0, in,
                                                   key.data()) != 0)
        return std::nullopt;
    return value;
}

Key derive_key(const Key& master, std::string_view purpose) {
    ready();
    Key out{};
    crypto_generichash(out.data(), out.size(), bytes_of(purpose), purpose.size(), master.data(), master.size());
    return out;
}

Key random_key() {
    ready();
    Key out{};
    randombytes_buf(out.data(), out.size());
    return out;
}

std::string random_bytes(std::size_t count) {
    ready();
    std::string bytes(count, '\0');
    randombytes_buf(bytes.data(), count);
    return bytes;
}

std::string random_hex(std::size_t count) {
    return khuyenhoc::hex_of(random_bytes(count));
}

std::uint32_t random_below(std::uint32_t below) {
    ready();
    return randombytes_uniform(below);
}

bool is_same_secret(std::string_view left, std::string_view right) {
    return left.size() == right.size() && sodium_memcmp(left.data(), right.data(), left.size()) == 0;
}

std::string password_hash(std::string_view password) {
    ready();
    constexpr unsigned long long passes = 2;
    constexpr std::size_t memory = 19 * 1024 * 1024;
    std::array<char, crypto_pwhash_STRBYTES> out{};
    check(crypto_pwhash_str(out.data(), password.data(), password.size(), passes, memory) == 0, "there is memory to hash a password");
    return out.data();
}

bool fits_password_hash(std::string_view hash, std::string_view password) {
    ready();
    const std::string ended(hash);
    return crypto_pwhash_str_verify(ended.c_str(), password.data(), password.size()) == 0;
}

std::string random_uuid() {
    ready();
    std::array<unsigned char, 16> b{};
    randombytes_buf(b.data(), b.size());
    return uuid_of(b);
}

std::string uuid_from(std::string_view text) {
    ready();
    std::array<unsigned char, 16> b{};
    crypto_generichash(b.data(), b.size(), bytes_of(text), text.size(), nullptr, 0);
    return uuid_of(b);
}

}  // namespace khuyenhoc
