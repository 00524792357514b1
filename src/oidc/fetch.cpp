#include "oidc/fetch.h"

#include <curl/curl.h>

#include <algorithm>
#include <memory>

#include "base/check.h"
#include "oidc/settings.h"

namespace khuyenhoc::oidc {

namespace {

constexpr std::size_t longest_answer = 256 * 1024;
constexpr long connect_ms = 3'000;

using Line = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
using Headers = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

std::size_t keep(char* bytes, std::size_t size, std::size_t count, void* into) {
    auto& body = *static_cast<std::string*>(into);
    const std::size_t length = size * count;
    if (length > longest_answer - std::min(body.size(), longest_answer)) return 0;  // ends it
    body.append(bytes, length);
    return length;
}

template <class Value>
void set(const Line& line, CURLoption option, Value value) {
    check(curl_easy_setopt(line.get(), option, value) == CURLE_OK, "libcurl knows what is asked of it");
}

void limit(const Line& line, const Ask& ask) {
    const bool here = is_loopback(ask.url);
    set(line, CURLOPT_PROTOCOLS_STR, here ? "http" : "https");
    if (here) set(line, CURLOPT_PROXY, "");
    set(line, CURLOPT_FOLLOWLOCATION, 0L);
    set(line, CURLOPT_CONNECTTIMEOUT_MS, std::min(connect_ms, ask.most_ms));
    set(line, CURLOPT_TIMEOUT_MS, ask.most_ms);
    set(line, CURLOPT_NOSIGNAL, 1L);
    set(line, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (!ask.authority_file.empty()) set(line, CURLOPT_CAINFO, ask.authority_file.c_str());
}

}  // namespace

std::optional<Fetched> fetch_over_http(const Ask& ask) {
    static const auto started = curl_global_init(CURL_GLOBAL_DEFAULT);
    check(started == CURLE_OK, "libcurl starts");
    const Line line(curl_easy_init(), &curl_easy_cleanup);
    check(line != nullptr, "libcurl has memory");
    const Headers headers(curl_slist_append(nullptr, "Accept: application/json"), &curl_slist_free_all);
    Fetched fetched;
    limit(line, ask);
    set(line, CURLOPT_URL, ask.url.c_str());
    set(line, CURLOPT_HTTPHEADER, headers.get());
    set(line, CURLOPT_WRITEFUNCTION, &keep);
    set(line, CURLOPT_WRITEDATA, static_cast<void*>(&fetched.body));
    if (ask.user) {
        set(line, CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
        set(line, CURLOPT_USERNAME, ask.user->first.c_str());
        set(line, CURLOPT_PASSWORD, ask.user->second.c_str());
    }
    if (!ask.form.empty()) {
        set(line, CURLOPT_POSTFIELDSIZE, static_cast<long>(ask.form.size()));
        set(line, CURLOPT_POSTFIELDS, ask.form.c_str());
    }
    if (curl_easy_perform(line.get()) != CURLE_OK) return std::nullopt;
    long status = 0;
    curl_easy_getinfo(line.get(), CURLINFO_RESPONSE_CODE, &status);
    fetched.status = static_cast<int>(status);
    return fetched;
}

}  // namespace khuyenhoc::oidc
