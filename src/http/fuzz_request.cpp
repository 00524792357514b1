// Fuzzer: any bytes as a stream of HTTP requests. However the bytes are cut into pieces, the same requests are read;
// and what is read is clean.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>

#include "base/text.h"
#include "http/request_reader.h"

namespace {

using namespace khuyenhoc;
using http::RequestReader;

void must(bool holds) {
    if (!holds) std::abort();
}

http::Limits small_limits() {
    http::Limits limits;
    limits.header_bytes = 512;
    limits.body_bytes = 64;
    limits.upload_bytes = 256;
    return limits;
}

void must_be_clean(const http::Request& request) {
    must(!request.method.empty());
    must(request.path.starts_with('/'));
    must(is_clean_utf8(request.path));
    must((request.path + "/").find("/../") == std::string::npos);
    for (const auto& [name, value] : request.query) must(is_clean_utf8(name) && is_clean_utf8(value));
    for (const auto& [name, value] : request.headers) {
        must((name + value).find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos);
        must(name != "transfer-encoding" || value.size() == 7);
    }
    must(request.body.size() <= (request.path.starts_with("/api/upload/") ? 256u : 64u));
}

std::string read_all(std::string_view bytes, std::size_t piece) {
    static const http::Limits limits = small_limits();
    RequestReader reader(limits);
    std::string out;
    auto progress = RequestReader::Progress::more;
    while (true) {
        if (progress == RequestReader::Progress::refused) {
            must(reader.refusal().code.starts_with("http."));
            return out + "refused";
        }
        if (progress == RequestReader::Progress::whole) {
            must_be_clean(reader.request());
            out += reader.request().method + " " + reader.request().path + " " + reader.request().body +
                   (reader.keep_alive() ? "\n" : ".\n");
            progress = reader.next();
            continue;
        }
        if (bytes.empty()) return out;
        const auto room = reader.room();
        must(!room.empty());
        const std::size_t count = std::min({piece, room.size(), bytes.size()});
        std::memcpy(room.data(), bytes.data(), count);
        bytes.remove_prefix(count);
        progress = reader.took(count);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string_view stream(reinterpret_cast<const char*>(bytes), size);
    const std::string whole = read_all(stream, std::max<std::size_t>(size, 1));
    must(read_all(stream, 1) == whole);
    must(read_all(stream, 5) == whole);
    return 0;
}
