// Certificates made on the spot, and what a client needs to believe them.
#pragma once

#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "base/check.h"

namespace khuyenhoc::http {

/// A folder that goes with the test.
class Folder {
public:
    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "khuyenhoc-http-XXXXXX").string();
        check(::mkdtemp(name.data()) != nullptr, "a folder can be made");
        path_ = name;
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    std::string file(const std::string& name) const { return path_ / name; }

private:
    std::filesystem::path path_;
};

struct Wanted {
    std::string name = "localhost";
    int from_days = -1;
    int to_days = 30;
};

/// Writes a self-signed certificate and its key beside each other; an old pair is replaced as certbot replaces it.
inline void make_certificate(const std::string& chain, const std::string& key, const Wanted& wanted = {}) {
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> pair(EVP_EC_gen("P-256"), EVP_PKEY_free);
    const std::unique_ptr<X509, decltype(&X509_free)> made(X509_new(), X509_free);
    static long number = 1;
    X509_set_version(made.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(made.get()), number++);
    X509_gmtime_adj(X509_getm_notBefore(made.get()), wanted.from_days * 86400L);
    X509_gmtime_adj(X509_getm_notAfter(made.get()), wanted.to_days * 86400L + 3600);
    X509_set_pubkey(made.get(), pair.get());
    X509_NAME* subject = X509_get_subject_name(made.get());
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(wanted.name.c_str()), -1, -1, 0);
    X509_set_issuer_name(made.get(), subject);
    X509_EXTENSION* names = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, ("DNS:" + wanted.name).c_str());
    X509_add_ext(made.get(), names, -1);
    X509_EXTENSION_free(names);
    check(X509_sign(made.get(), pair.get(), EVP_sha256()) > 0, "a certificate can be signed");
    const auto write = [](const std::string& path, auto&& put) {
        FILE* file = std::fopen((path + ".new").c_str(), "w");
        check(file != nullptr && put(file) == 1, "a certificate can be written");
        std::fclose(file);
        ::chmod((path + ".new").c_str(), 0600);
        std::filesystem::rename(path + ".new", path);
    };
    write(chain, [&](FILE* file) { return PEM_write_X509(file, made.get()); });
    write(key, [&](FILE* file) { return PEM_write_PrivateKey(file, pair.get(), nullptr, nullptr, 0, nullptr, nullptr); });
}

using ClientContext = std::shared_ptr<SSL_CTX>;

/// What a client believes: certificates of `chain`, and nothing else.
inline ClientContext believing(const std::string& chain) {
    ClientContext context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
    check(SSL_CTX_load_verify_file(context.get(), chain.c_str()) == 1, "a client can read the certificate");
    return context;
}

/// One pair for all tests that only want TLS to be there.
struct CommonCertificate {
    CommonCertificate() { make_certificate(chain, key); }
    Folder folder;
    std::string chain = folder.file("chain.pem");
    std::string key = folder.file("key.pem");
};
inline const CommonCertificate& common_certificate() {
    static const CommonCertificate made;
    return made;
}

}  // namespace khuyenhoc::http
