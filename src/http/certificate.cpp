#include "http/certificate.h"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstring>
#include <ctime>
#include <stdexcept>
#include <utility>

#include "base/check.h"

namespace khuyenhoc::http {

namespace {

constexpr long kept_sessions = 4096;
constexpr long session_seconds = 4 * 3600;

// Forward secrecy and authenticated encryption only. TLS 1.3 has its own list, which is all of that kind.
constexpr const char* ciphers_of_tls_1_2 = "ECDHE+AESGCM:ECDHE+CHACHA20";

[[noreturn]] void fail(const std::string& sentence) {
    ERR_clear_error();
    throw std::runtime_error(sentence);
}

/// HTTP/1.1 is all we speak. Who offers protocols without it is talking to somebody else (and may have been led here).
int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* length, const unsigned char* offered,
                    unsigned int size, void*) {
    static constexpr unsigned char ours[] = "\x08http/1.1";
    unsigned char* found = nullptr;
    const int result = SSL_select_next_proto(&found, length, ours, sizeof ours - 1, offered, size);
    *chosen = found;
    return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

std::shared_ptr<ssl_ctx_st> new_context() {
    std::shared_ptr<ssl_ctx_st> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
    SSL_CTX* raw = context.get();
    check(raw != nullptr, "OpenSSL makes a context");
    const bool set = SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION) == 1 &&
                     SSL_CTX_set_cipher_list(raw, ciphers_of_tls_1_2) == 1 &&
                     SSL_CTX_set1_groups_list(raw, "X25519:P-256:P-384") == 1;
    check(set, "OpenSSL knows the versions, ciphers and groups");
    // Phones without AES in hardware say so by their order, and get ChaCha20. Sessions are kept here rather than in tickets:
    // there is then no key whose theft opens what was recorded.
    SSL_CTX_set_options(raw, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE |
                                 SSL_OP_PRIORITIZE_CHACHA | SSL_OP_NO_TICKET);
    SSL_CTX_set_mode(raw, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_session_cache_mode(raw, SSL_SESS_CACHE_SERVER);
    SSL_CTX_sess_set_cache_size(raw, kept_sessions);
    SSL_CTX_set_timeout(raw, session_seconds);
    SSL_CTX_set_num_tickets(raw, 1);
    SSL_CTX_set_alpn_select_cb(raw, choose_protocol, nullptr);
    // A key with a passphrase is refused instead of asking for it on a terminal nobody looks at.
    SSL_CTX_set_default_passwd_cb(raw, [](char*, int, int, void*) { return -1; });
    return context;
}

std::int64_t seconds_of(const ASN1_TIME* time) {
    std::tm parts{};
    check(ASN1_TIME_to_tm(time, &parts) == 1, "a certificate's time is a time");
    return ::timegm(&parts);
}

bool is_for(X509* certificate, const std::string& name) {
    return X509_check_host(certificate, name.data(), name.size(), 0, nullptr) == 1 ||
           X509_check_ip_asc(certificate, name.c_str(), 0) == 1;
}

/// The day a certificate ends, after its dates and names were found good.
std::int64_t checked_end(X509* certificate, const std::string& file, const std::vector<std::string>& names) {
    const std::int64_t now = std::time(nullptr);
    const std::int64_t ends = seconds_of(X509_get0_notAfter(certificate));
    if (ends <= now) fail(fmt::format("The certificate in {} has ended.", file));
    if (seconds_of(X509_get0_notBefore(certificate)) > now) {
        fail(fmt::format("The certificate in {} is not valid yet; is the clock of this machine right?", file));
    }
    for (const auto& name : names) {
        if (!is_for(certificate, name)) fail(fmt::format("The certificate in {} is not for {}.", file, name));
    }
    return ends;
}

/// Where a file is, and what shows that it was replaced or rewritten.
void put_stamp(const std::string& file, std::int64_t* out) {
    struct stat found {};
    if (::stat(file.c_str(), &found) != 0) return;
    out[0] = static_cast<std::int64_t>(found.st_ino);
    out[1] = found.st_size;
    out[2] = found.st_mtim.tv_sec;
    out[3] = found.st_mtim.tv_nsec;
}

void refuse_open_key(const std::string& file) {
    struct stat found {};
    if (::stat(file.c_str(), &found) != 0) fail(fmt::format("The key {} cannot be read: {}.", file, std::strerror(errno)));
    if ((found.st_mode & S_IRWXO) != 0) {
        fail(fmt::format("The key {} may be read by everybody on this machine: chmod o= {}", file, file));
    }
}

}  // namespace

Certificate::Certificate(std::string chain, std::string key, std::vector<std::string> names)
    : chain_(std::move(chain)), key_(std::move(key)), names_(std::move(names)) {
    read_ = seen_ = stamp();
    loaded_ = load();
}

Certificate::Stamp Certificate::stamp() const {
    Stamp stamp{};
    put_stamp(chain_, stamp.data());
    put_stamp(key_, stamp.data() + 4);
    return stamp;
}

Certificate::Loaded Certificate::load() const {
    ERR_clear_error();
    refuse_open_key(key_);
    auto context = new_context();
    if (SSL_CTX_use_certificate_chain_file(context.get(), chain_.c_str()) != 1) {
        fail(fmt::format("{} cannot be read as a certificate in PEM form, or its key is too weak.", chain_));
    }
    if (SSL_CTX_use_PrivateKey_file(context.get(), key_.c_str(), SSL_FILETYPE_PEM) != 1 ||
        SSL_CTX_check_private_key(context.get()) != 1) {
        fail(fmt::format("{} cannot be read as the key of {}: PEM form, without a passphrase, belonging to it.", key_, chain_));
    }
    const std::int64_t ends = checked_end(SSL_CTX_get0_certificate(context.get()), chain_, names_);
    return {std::move(context), ends};
}

std::shared_ptr<ssl_ctx_st> Certificate::context() const {
    const std::lock_guard lock(mutex_);
    return loaded_.context;
}

int Certificate::days_left() const {
    const std::lock_guard lock(mutex_);
    return static_cast<int>((loaded_.ends - std::time(nullptr)) / 86400);
}

std::optional<CertificateNews> Certificate::renew(bool always) {
    const Stamp now = stamp();
    const bool is_settled = now == std::exchange(seen_, now);
    if (!always && (now == read_ || !is_settled)) return std::nullopt;
    read_ = now;
    try {
        Loaded loaded = load();
        {
            const std::lock_guard lock(mutex_);
            loaded_ = std::move(loaded);
        }
        return CertificateNews{true, fmt::format("The certificate was read anew; it ends in {} days.", days_left())};
    } catch (const std::runtime_error& error) {
        return CertificateNews{false, fmt::format("The new certificate was refused, the old one stays. {}", error.what())};
    }
}

}  // namespace khuyenhoc::http
