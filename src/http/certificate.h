// The certificate a server shows and how it speaks TLS: read from files, and again when they change. Knows no socket.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "http/http.h"

struct ssl_ctx_st;

namespace khuyenhoc::http {

class Certificate {
public:
    /// `chain` and `key` are PEM files; the chain begins with the certificate itself, which must be for all of `names`.
    /// Throws std::runtime_error with a sentence when they cannot be used: unreadable, not belonging together, out of date,
    /// a key that everybody on the machine may read.
    Certificate(std::string chain, std::string key, std::vector<std::string> names);

    /// What a new connection begins with. From any thread.
    std::shared_ptr<ssl_ctx_st> context() const;
    /// Whole days until the certificate ends.
    int days_left() const;

    /// Reads the files again when `always`, or when they have changed and were left alone since the last look, so that a
    /// pair is not read between its two halves. Nothing when there was nothing to do. For one thread at a time.
    std::optional<CertificateNews> renew(bool always);

private:
    using Stamp = std::array<std::int64_t, 8>;
    struct Loaded {
        std::shared_ptr<ssl_ctx_st> context;
        std::int64_t ends = 0;  ///< seconds since 1970
    };
    Loaded load() const;
    Stamp stamp() const;

    const std::string chain_;
    const std::string key_;
    const std::vector<std::string> names_;
    mutable std::mutex mutex_;
    Loaded loaded_;  ///< guarded by `mutex_`
    Stamp read_{};   ///< of the files when they were last read
    Stamp seen_{};   ///< of the files at the last look
};

}  // namespace khuyenhoc::http
