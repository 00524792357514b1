#include "http/static_files.h"

#include <algorithm>

#include "base/crypto.h"
#include "http/refusals.h"

namespace khuyenhoc::http {

namespace {

/// Weak comparison of If-None-Match with one tag (with its quotes); "*" matches any.
bool names_tag(std::string_view if_none_match, std::string_view tag) {
    while (!if_none_match.empty()) {
        const std::size_t comma = std::min(if_none_match.find(','), if_none_match.size());
        std::string_view item = if_none_match.substr(0, comma);
        if_none_match.remove_prefix(std::min(comma + 1, if_none_match.size()));
        while (item.starts_with(' ')) item.remove_prefix(1);
        while (item.ends_with(' ')) item.remove_suffix(1);
        if (item.starts_with("W/")) item.remove_prefix(2);
        if (item == "*" || item == tag) return true;
    }
    return false;
}

/// "/hamlets/12" is a route of the pages; "/favicon.png" would be a file.
bool looks_like_page(std::string_view path) { return path.find('.', path.rfind('/')) == std::string_view::npos; }

FileAnswer refused(std::string_view code, const Request& request) {
    FileAnswer answer;
    answer.response = refusal_response(Refusal{std::string(code), "", {}}, language_of(request));
    return answer;
}

}  // namespace

StaticFiles::StaticFiles(const std::vector<StaticFile>& files, std::string_view fallback_path) : files_(files) {
    for (const auto& file : files_) entries_[file.path] = {&file, sha256_hex(file.plain).substr(0, 20)};
    const auto found = entries_.find(fallback_path);
    if (found != entries_.end()) fallback_ = &found->second;
}

const StaticFiles::Entry* StaticFiles::find(std::string_view path) const {
    const auto found = entries_.find(path);
    if (found != entries_.end()) return &found->second;
    return looks_like_page(path) ? fallback_ : nullptr;
}

bool StaticFiles::serves(const Request& request) const {
    return !request.path.starts_with("/api/") && request.path != "/api";
}

FileAnswer StaticFiles::answer(const Request& request) const {
    const Entry* entry = find(request.path);
    if (entry == nullptr) return refused("http.not_found", request);
    if (request.method != "GET" && request.method != "HEAD") {
        FileAnswer answer = refused("http.method_not_allowed", request);
        answer.response.headers.emplace_back("Allow", "GET, HEAD");
        return answer;
    }
    const StaticFile& file = *entry->file;
    FileAnswer answer;
    answer.varies = !file.brotli.empty() || !file.gzip.empty();
    const std::string_view accept = request.header("accept-encoding");
    const bool brotli = !file.brotli.empty() && accepts(accept, Encoding::brotli);
    const bool gzip = !file.gzip.empty() && accepts(accept, Encoding::gzip);
    const Encoding encoding = brotli ? Encoding::brotli : gzip ? Encoding::gzip : Encoding::none;

    const std::string tag = '"' + entry->tag + std::string(name_of(encoding)) + '"';
    answer.response.content_type = file.content_type;
    answer.response.headers.emplace_back("ETag", tag);
    answer.response.headers.emplace_back("Cache-Control",
                                         file.immutable ? "public, max-age=31536000, immutable" : "no-cache");
    if (names_tag(request.header("if-none-match"), tag)) {
        answer.response.status = 304;
        return answer;
    }
    answer.encoding = encoding;
    answer.body = brotli ? file.brotli : gzip ? file.gzip : file.plain;
    return answer;
}

}  // namespace khuyenhoc::http
