#include "keeping/compressed.h"

#include <zlib.h>

#include <cstdint>

#include "base/bytes.h"
#include "base/check.h"

namespace khuyenhoc::keeping {

namespace {

constexpr int level = 2;                        // rows repeat their neighbours: more effort gains little
using Size = std::uint32_t;                     // how long the bytes were, before the compressed ones
constexpr std::size_t size_bytes = sizeof(Size);
constexpr std::size_t largest = 1u << 30;

}  // namespace

std::string compressed(std::string_view bytes) {
    check(bytes.size() <= largest, "pieces are compressed, not whole databases");
    uLongf size = compressBound(static_cast<uLong>(bytes.size()));
    std::string out;
    put_number(out, static_cast<Size>(bytes.size()));
    out.resize(size_bytes + size);
    const int done = compress2(reinterpret_cast<Bytef*>(out.data() + size_bytes), &size, reinterpret_cast<const Bytef*>(bytes.data()),
                               static_cast<uLong>(bytes.size()), level);
    check(done == Z_OK, "zlib fits into its own bound");
    out.resize(size_bytes + size);
    return out;
}

std::optional<std::string> decompressed(std::string_view bytes) {
    if (bytes.size() < size_bytes) return std::nullopt;
    const std::size_t size = first_number<Size>(bytes);
    if (size > largest) return std::nullopt;
    std::string out(size, '\0');
    uLongf got = static_cast<uLongf>(size);
    const int done = uncompress(reinterpret_cast<Bytef*>(out.data()), &got, reinterpret_cast<const Bytef*>(bytes.data() + size_bytes),
                                static_cast<uLong>(bytes.size() - size_bytes));
    if (done != Z_OK || got != size) return std::nullopt;
    return out;
}

}  // namespace khuyenhoc::keeping
