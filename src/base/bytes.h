// Numbers as bytes, the largest byte first, for files and servers; bytes as hex.
#pragma once

#include <array>
#include <bit>
#include <concepts>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "base/check.h"

namespace khuyenhoc {

/// The bytes of a number, the largest first.
template <std::integral Number>
std::array<char, sizeof(Number)> largest_first(Number number) {
    if constexpr (std::endian::native == std::endian::little) number = std::byteswap(number);
    return std::bit_cast<std::array<char, sizeof(Number)>>(number);
}

template <std::integral Number>
void put_number(std::string& to, Number number) {
    const auto bytes = largest_first(number);
    to.append(bytes.data(), bytes.size());
}

/// The number that `from` begins with. That there are enough bytes is the caller's to know: fewer are a Bug.
template <std::integral Number>
Number first_number(std::string_view from) {
    check(from.size() >= sizeof(Number), "a number is whole");
    Number number;
    std::memcpy(&number, from.data(), sizeof number);
    if constexpr (std::endian::native == std::endian::little) number = std::byteswap(number);
    return number;
}

/// The same, moving past it.
template <std::integral Number>
Number take_number(std::string_view& from) {
    const auto number = first_number<Number>(from);
    from.remove_prefix(sizeof number);
    return number;
}

/// Two lower-case digits a byte; and back, nothing when it is anything else.
std::string hex_of(std::string_view bytes);
std::optional<std::string> from_hex(std::string_view hex);

}  // namespace khuyenhoc
