#include "accounts/passkey.h"

#include <fido.h>
#include <fido/es256.h>
#include <fido/rs256.h>

#include <algorithm>
#include <memory>

#include "base/check.h"
#include "base/crypto.h"
#include "base/json.h"

namespace khuyenhoc::accounts {

namespace {

constexpr unsigned char was_present = 0x01, was_verified = 0x04;
constexpr std::size_t host_hash_bytes = 32;
constexpr int algorithms[] = {COSE_ES256, COSE_RS256};

struct Free {
    void operator()(fido_cred_t* one) const { fido_cred_free(&one); }
    void operator()(fido_assert_t* one) const { fido_assert_free(&one); }
    void operator()(es256_pk_t* one) const { es256_pk_free(&one); }
    void operator()(rs256_pk_t* one) const { rs256_pk_free(&one); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

template <class T>
Owned<T> owned(T* made) {
    check(made != nullptr, "there is memory for a passkey");
    return Owned<T>(made);
}

void ready() {
    [[maybe_unused]] static const bool once = (fido_init(0), true);
}

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
std::string text_of(const unsigned char* bytes, std::size_t size) { return {reinterpret_cast<const char*>(bytes), size}; }

bool is_number_address(std::string_view host) {
    return host.starts_with('[') || std::ranges::all_of(host, [](char c) { return (c >= '0' && c <= '9') || c == '.'; });
}

std::string_view word(const json::object& said, std::string_view name) {
    const auto* value = said.if_contains(name);
    return value != nullptr && value->is_string() ? std::string_view(value->get_string()) : std::string_view();
}

/// Of that algorithm, or nothing when the data are of another, or of none.
std::optional<Passkey> read_passkey(int algorithm, std::string_view authenticator_data, const std::string& client_hash, const Site& site) {
    const auto made = owned(fido_cred_new());
    if (fido_cred_set_type(made.get(), algorithm) != FIDO_OK || fido_cred_set_clientdata_hash(made.get(), bytes_of(client_hash), client_hash.size()) != FIDO_OK ||
        fido_cred_set_rp(made.get(), site.host.c_str(), nullptr) != FIDO_OK ||
        fido_cred_set_authdata_raw(made.get(), bytes_of(authenticator_data), authenticator_data.size()) != FIDO_OK)
        return std::nullopt;
    const auto flags = fido_cred_flags(made.get());
    if ((flags & was_present) == 0 || (flags & was_verified) == 0) return std::nullopt;
    if (fido_cred_id_len(made.get()) == 0 || fido_cred_pubkey_len(made.get()) == 0) return std::nullopt;
    return Passkey{text_of(fido_cred_id_ptr(made.get()), fido_cred_id_len(made.get())), algorithm,
                   text_of(fido_cred_pubkey_ptr(made.get()), fido_cred_pubkey_len(made.get())), fido_cred_sigcount(made.get())};
}

bool is_signed_by(const Passkey& passkey, const fido_assert_t* given) {
    const auto* key = bytes_of(passkey.public_key);
    const auto size = passkey.public_key.size();
    if (passkey.algorithm == COSE_ES256) {
        const auto read = owned(es256_pk_new());
        return es256_pk_from_ptr(read.get(), key, size) == FIDO_OK && fido_assert_verify(given, 0, COSE_ES256, read.get()) == FIDO_OK;
    }
    const auto read = owned(rs256_pk_new());
    return passkey.algorithm == COSE_RS256 && rs256_pk_from_ptr(read.get(), key, size) == FIDO_OK && fido_assert_verify(given, 0, COSE_RS256, read.get()) == FIDO_OK;
}

}  // namespace

std::optional<Site> site_of(std::string_view host_and_port, bool is_secure) {
    const auto host = host_and_port.substr(0, host_and_port.starts_with('[') ? host_and_port.find(']') + 1 : host_and_port.find(':'));
    if (host.empty() || is_number_address(host) || (!is_secure && host != "localhost")) return std::nullopt;
    return Site{std::string(host), (is_secure ? "https://" : "http://") + std::string(host_and_port)};
}

std::optional<std::string> challenge_in(std::string_view client_data, std::string_view type, const Site& site) {
    const auto value = parse_json(client_data);
    if (!value || !value->is_object()) return std::nullopt;
    const auto& said = value->as_object();
    const auto* inside = said.if_contains("crossOrigin");
    const bool is_inside = inside != nullptr && *inside != json::value(false);
    if (word(said, "type") != type || word(said, "origin") != site.origin || is_inside || said.contains("topOrigin")) return std::nullopt;
    return std::string(word(said, "challenge"));
}

std::optional<Passkey> new_passkey(std::string_view authenticator_data, std::string_view client_data, const Site& site) {
    ready();
    if (authenticator_data.substr(0, host_hash_bytes) != sha256(site.host)) return std::nullopt;
    const auto client_hash = sha256(client_data);
    for (const int algorithm : algorithms)
        if (auto made = read_passkey(algorithm, authenticator_data, client_hash, site)) return made;
    return std::nullopt;
}

std::optional<std::int64_t> signed_count(const Passkey& passkey, std::string_view authenticator_data, std::string_view client_data, std::string_view signature,
                                         const Site& site) {
    ready();
    const auto client_hash = sha256(client_data);
    const auto given = owned(fido_assert_new());
    if (fido_assert_set_clientdata_hash(given.get(), bytes_of(client_hash), client_hash.size()) != FIDO_OK ||
        fido_assert_set_rp(given.get(), site.host.c_str()) != FIDO_OK || fido_assert_set_up(given.get(), FIDO_OPT_TRUE) != FIDO_OK ||
        fido_assert_set_uv(given.get(), FIDO_OPT_TRUE) != FIDO_OK || fido_assert_set_count(given.get(), 1) != FIDO_OK ||
        fido_assert_set_authdata_raw(given.get(), 0, bytes_of(authenticator_data), authenticator_data.size()) != FIDO_OK ||
        fido_assert_set_sig(given.get(), 0, bytes_of(signature), signature.size()) != FIDO_OK || !is_signed_by(passkey, given.get()))
        return std::nullopt;
    return fido_assert_sigcount(given.get(), 0);
}

bool is_copied(std::int64_t last_count, std::int64_t now_count) { return (last_count > 0 || now_count > 0) && now_count <= last_count; }

}  // namespace khuyenhoc::accounts
