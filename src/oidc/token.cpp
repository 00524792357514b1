#include "oidc/token.h"

#include <cjose/cjose.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

#include "base/check.h"

namespace khuyenhoc::oidc {

namespace {

constexpr std::size_t longest_token = 32 * 1024;
constexpr std::size_t most_keys = 50;
constexpr std::size_t least_bits = 2048, most_bits = 8192;  // a larger one only costs time

using Jws = std::unique_ptr<cjose_jws_t, decltype(&cjose_jws_release)>;
using Jwk = std::unique_ptr<cjose_jwk_t, decltype(&cjose_jwk_release)>;

std::unexpected<Refusal> not_believed(std::string_view what) { return refuse("oidc.not_believed", what); }

std::string text_of(const json::object& from, std::string_view name) {
    const auto* value = from.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

Jwk key_from(const std::string& text) { return {cjose_jwk_import(text.c_str(), text.size(), nullptr), &cjose_jwk_release}; }

/// The kind of key an algorithm wants; "" for any algorithm but ours. "none" and those with a shared secret are never among them.
std::string_view kind_for(std::string_view algorithm) {
    if (algorithm == "RS256" || algorithm == "PS256") return "RSA";
    return algorithm == "ES256" ? "EC" : "";
}

/// Its public numbers alone: a set that also has private ones by mistake does not bring them in.
std::optional<Keys::One> key_of(const json::object& said) {
    const auto use = text_of(said, "use");
    Keys::One one{text_of(said, "kid"), text_of(said, "alg"), text_of(said, "kty"), {}};
    if ((!use.empty() && use != "sig") || (!one.algorithm.empty() && kind_for(one.algorithm) != one.kind)) return std::nullopt;
    json::object numbers{{"kty", one.kind}};
    if (one.kind == "EC" && text_of(said, "crv") != "P-256") return std::nullopt;
    for (const char* name : {"crv", "x", "y"})
        if (one.kind == "EC") numbers[name] = text_of(said, name);
    for (const char* name : {"n", "e"})
        if (one.kind == "RSA") numbers[name] = text_of(said, name);
    one.text = json::serialize(numbers);
    if (one.kind != "EC" && one.kind != "RSA") return std::nullopt;
    const auto key = key_from(one.text);
    if (key == nullptr) return std::nullopt;
    const auto bits = cjose_jwk_get_keysize(key.get(), nullptr);
    if (one.kind == "RSA" && (bits < least_bits || bits > most_bits)) return std::nullopt;
    return one;
}

std::string header_of(const Jws& jws, const char* name) {
    const char* value = cjose_header_get(cjose_jws_get_protected(jws.get()), name, nullptr);
    return value == nullptr ? std::string() : std::string(value);
}

/// What must be understood, and is not, when a header is marked so.
bool is_marked_critical(const Jws& jws) {
    const std::unique_ptr<char, decltype(&std::free)> marked(cjose_header_get_raw(cjose_jws_get_protected(jws.get()), "crit", nullptr), &std::free);
    return marked != nullptr;
}

/// The one key that is meant: by its id; by being the only one when the token names none.
const Keys::One* meant(const Keys& keys, std::string_view id, std::string_view algorithm) {
    const Keys::One* found = nullptr;
    for (const auto& key : keys.all()) {
        if (key.kind != kind_for(algorithm) || (!key.algorithm.empty() && key.algorithm != algorithm)) continue;
        if (!id.empty() && key.id != id) continue;
        if (found != nullptr) return nullptr;  // of two alike neither is sure
        found = &key;
    }
    return found;
}

}  // namespace

std::string base64_url(std::string_view bytes) {
    char* text = nullptr;
    std::size_t length = 0;
    const bool done = cjose_base64url_encode(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size(), &text, &length, nullptr);
    const std::unique_ptr<char, decltype(&std::free)> held(text, &std::free);
    check(done, "cjose has memory");
    return {held.get(), length};
}

std::optional<Keys> Keys::read(std::string_view text) {
    const auto parsed = parse_json(text);
    if (!parsed || !parsed->is_object()) return std::nullopt;
    const auto* list = parsed->as_object().if_contains("keys");
    if (list == nullptr || !list->is_array() || list->as_array().size() > most_keys) return std::nullopt;
    Keys keys;
    for (const auto& said : list->as_array())
        if (said.is_object())
            if (auto one = key_of(said.as_object())) keys.all_.push_back(std::move(*one));
    return keys;
}

Result<json::object> open_token(std::string_view token, const Keys& keys) {
    if (token.size() > longest_token) return not_believed("token");
    const Jws jws(cjose_jws_import(token.data(), token.size(), nullptr), &cjose_jws_release);
    if (jws == nullptr) return not_believed("token");
    const auto algorithm = header_of(jws, CJOSE_HDR_ALG);
    if (kind_for(algorithm).empty()) return not_believed("algorithm");
    if (is_marked_critical(jws)) return not_believed("token");
    const auto* one = meant(keys, header_of(jws, CJOSE_HDR_KID), algorithm);
    if (one == nullptr) return not_believed("key");
    const auto key = key_from(one->text);
    if (key == nullptr || !cjose_jws_verify(jws.get(), key.get(), nullptr)) return not_believed("signature");
    std::uint8_t* said = nullptr;
    std::size_t length = 0;
    if (!cjose_jws_get_plaintext(jws.get(), &said, &length, nullptr)) return not_believed("token");
    auto claims = parse_json({reinterpret_cast<const char*>(said), length});
    if (!claims || !claims->is_object()) return not_believed("token");
    return std::move(claims->as_object());
}

}  // namespace khuyenhoc::oidc
