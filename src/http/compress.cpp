#include "http/compress.h"

#include <brotli/encode.h>
#include <zlib.h>

#include <algorithm>

#include "base/check.h"
#include "http/request.h"

namespace khuyenhoc::http {

namespace {

constexpr int brotli_quality = 4;
constexpr int gzip_level = 1;

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

/// "q=0", "q=0.0", "q=0.000": not acceptable.
bool is_forbidden(std::string_view parameters) {
    const std::string_view weight = trimmed(parameters);
    if (!same_word(weight.substr(0, 2), "q=")) return false;
    const std::string_view digits = weight.substr(2);
    return !digits.empty() && std::ranges::all_of(digits, [](char c) { return c == '0' || c == '.'; });
}

std::string brotli(std::string_view bytes) {
    std::string out(BrotliEncoderMaxCompressedSize(bytes.size()), '\0');
    std::size_t size = out.size();
    const bool done = BrotliEncoderCompress(brotli_quality, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, bytes.size(),
                                            reinterpret_cast<const std::uint8_t*>(bytes.data()), &size,
                                            reinterpret_cast<std::uint8_t*>(out.data())) == BROTLI_TRUE;
    check(done, "brotli fits into its own bound");
    out.resize(size);
    return out;
}

std::string gzip(std::string_view bytes) {
    z_stream stream{};
    check(deflateInit2(&stream, gzip_level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK, "gzip starts");
    std::string out(deflateBound(&stream, bytes.size()) + 32, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const int result = deflate(&stream, Z_FINISH);
    const std::size_t size = stream.total_out;
    deflateEnd(&stream);
    check(result == Z_STREAM_END, "gzip fits into its own bound");
    out.resize(size);
    return out;
}

}  // namespace

bool accepts(std::string_view accept, Encoding encoding) {
    while (!accept.empty()) {
        const std::size_t comma = std::min(accept.find(','), accept.size());
        const std::string_view item = accept.substr(0, comma);
        accept.remove_prefix(std::min(comma + 1, accept.size()));
        const std::size_t semicolon = std::min(item.find(';'), item.size());
        if (!same_word(trimmed(item.substr(0, semicolon)), name_of(encoding))) continue;
        return semicolon == item.size() || !is_forbidden(item.substr(semicolon + 1));
    }
    return false;
}

Encoding best_encoding(std::string_view accept) {
    if (accepts(accept, Encoding::brotli)) return Encoding::brotli;
    return accepts(accept, Encoding::gzip) ? Encoding::gzip : Encoding::none;
}

std::string_view name_of(Encoding encoding) {
    switch (encoding) {
        case Encoding::brotli:
            return "br";
        case Encoding::gzip:
            return "gzip";
        case Encoding::none:
            break;
    }
    return "";
}

std::string compressed(std::string_view bytes, Encoding encoding) {
    switch (encoding) {
        case Encoding::brotli:
            return brotli(bytes);
        case Encoding::gzip:
            return gzip(bytes);
        case Encoding::none:
            break;
    }
    return std::string(bytes);
}

}  // namespace khuyenhoc::http
