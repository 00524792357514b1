// Asking the provider over HTTP. libcurl stays inside fetch.cpp.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>

namespace khuyenhoc::oidc {

struct Ask {
    std::string url;
    std::string form = {};              ///< sent with POST; empty: GET
    std::optional<std::pair<std::string, std::string>> user = {};  ///< name and secret, for basic authentication
    std::string authority_file = {};
    long most_ms = 0;                   ///< for the whole of it
};

struct Fetched {
    int status = 0;
    std::string body;
};

/// Nothing: no whole answer in time, one that is too long, or a certificate that will not do. A redirect is an answer like any other
/// and is not followed.
using Fetch = std::function<std::optional<Fetched>(const Ask&)>;

std::optional<Fetched> fetch_over_http(const Ask& ask);

}  // namespace khuyenhoc::oidc
