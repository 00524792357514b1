// Vietnamese text: canonical form, search folding, shapes for error messages. Knows no language tables but its own.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace khuyenhoc {

/// True when `text` is well-formed UTF-8 without U+0000.
bool is_clean_utf8(std::string_view text);

/// Canonical form (NFC), spaces collapsed and trimmed, control characters removed. Empty result means no text.
/// nullopt when `text` is not clean UTF-8. Every boundary passes its text through here once.
std::optional<std::string> canonical(std::string_view text);

/// For searching: lower case, no diacritics, đ as d, one space between words. `fold("Lò Thị ĐÀO") == "lo thi dao"`.
/// Takes clean UTF-8 in any normal form.
std::string fold(std::string_view text);

/// The words of a folded text.
std::vector<std::string_view> words_of(std::string_view folded);

/// Number of Unicode code points.
std::size_t length_of(std::string_view text);

/// What a value looks like, without saying it: "11 digits", "letters and 2 digits", "empty", "37 characters".
std::string shape_of(std::string_view value);

/// Decimal integer over the whole text; nullopt on anything else or on overflow.
std::optional<std::int64_t> parse_integer(std::string_view text);

/// Groups of three digits: "1.404.587" for Vietnamese, "1,404,587" for English.
std::string grouped(std::int64_t number, char separator);

/// A name stripped of nothing, sortable as Vietnamese sorts: ICU `vi` collation key bytes, hex. For ordering only.
std::string vietnamese_sort_key(std::string_view text);

}  // namespace khuyenhoc
