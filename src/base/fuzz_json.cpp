// Fuzzer: any bytes as a JSON body. What is accepted can be written, is clean, and reads back as the same value.
#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "base/json.h"
#include "base/text.h"

namespace {

using namespace khuyenhoc;

/// Boost.JSON 1.81 reads some decimal fractions one bit off, so only values without them must come back exactly.
bool has_fraction(const json::value& value) {
    if (value.is_double()) return true;
    if (const auto* list = value.if_array()) return std::ranges::any_of(*list, has_fraction);
    const auto* object = value.if_object();
    return object != nullptr && std::ranges::any_of(*object, [](const auto& pair) { return has_fraction(pair.value()); });
}

void must(bool holds) {
    if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(bytes), size);
    const auto value = parse_json(text);
    if (!value) {
        must(value.error().code.starts_with("json."));
        return 0;
    }
    const std::string canonical = canonical_json(*value);
    must(is_clean_utf8(canonical));
    const auto again = parse_json(canonical);
    must(again.has_value());
    must(has_fraction(*value) || canonical_json(*again) == canonical);
    return 0;
}
