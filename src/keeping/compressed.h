// Bytes made smaller, and back. Knows nothing of what they are.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace khuyenhoc::keeping {

std::string compressed(std::string_view bytes);
/// Nothing when the bytes were not made by `compressed`.
std::optional<std::string> decompressed(std::string_view bytes);

}  // namespace khuyenhoc::keeping
