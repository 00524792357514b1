#include "base/key_wrap.h"

#include <sodium.h>

#include <cstring>

#include "base/check.h"

namespace khuyenhoc {

namespace {

constexpr std::size_t nonce_size = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_size = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t raw_size = nonce_size + std::tuple_size_v<Key> + tag_size;
constexpr int base64 = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

void ready() { check(sodium_init() >= 0, "libsodium starts"); }

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

}  // namespace

std::string wrap_key(const Key& wrapping, const Key& key, std::string_view beside) {
    ready();
    std::array<unsigned char, raw_size> raw{};
    randombytes_buf(raw.data(), nonce_size);
    crypto_aead_xchacha20poly1305_ietf_encrypt(raw.data() + nonce_size, nullptr, key.data(), key.size(), bytes_of(beside), beside.size(),
                                               nullptr, raw.data(), wrapping.data());
    std::string text(sodium_base64_ENCODED_LEN(raw_size, base64), '\0');
    sodium_bin2base64(text.data(), text.size(), raw.data(), raw.size(), base64);
    text.resize(std::strlen(text.c_str()));
    return text;
}

std::optional<Key> unwrap_key(const Key& wrapping, std::string_view wrapped, std::string_view beside) {
    ready();
    std::array<unsigned char, raw_size> raw{};
    std::size_t size = 0;
    if (sodium_base642bin(raw.data(), raw.size(), wrapped.data(), wrapped.size(), nullptr, &size, nullptr, base64) != 0 || size != raw_size)
        return std::nullopt;
    Key key{};
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(key.data(), nullptr, nullptr, raw.data() + nonce_size, raw_size - nonce_size,
                                                   bytes_of(beside), beside.size(), raw.data(), wrapping.data()) != 0)
        return std::nullopt;
    return key;
}

std::uint64_t short_hash(const Key& key, KeyHalf half, std::int64_t one, std::int64_t other) {
    static_assert(crypto_shorthash_KEYBYTES * 2 == std::tuple_size_v<Key>);
    const std::int64_t numbers[] = {one, other};
    std::uint64_t out = 0;
    static_assert(sizeof out == crypto_shorthash_BYTES);
    crypto_shorthash(reinterpret_cast<unsigned char*>(&out), reinterpret_cast<const unsigned char*>(numbers), sizeof numbers,
                     key.data() + (half == KeyHalf::second ? crypto_shorthash_KEYBYTES : 0));
    return out;
}

void wipe(Key& key) { sodium_memzero(key.data(), key.size()); }
void wipe(std::string& text) { sodium_memzero(text.data(), text.size()); }

}  // namespace khuyenhoc
