#include "base/text.h"

#include <fmt/format.h>
#include <unicode/coll.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <array>
#include <charconv>
#include <memory>

#include "base/check.h"

namespace khuyenhoc {

namespace {

const icu::Normalizer2& nfc() {
    UErrorCode status = U_ZERO_ERROR;
    const auto* n = icu::Normalizer2::getNFCInstance(status);
    check(U_SUCCESS(status), "ICU has NFC");
    return *n;
}

const icu::Normalizer2& nfd() {
    UErrorCode status = U_ZERO_ERROR;
    const auto* n = icu::Normalizer2::getNFDInstance(status);
    check(U_SUCCESS(status), "ICU has NFD");
    return *n;
}

bool is_plain_ascii(std::string_view text) {
    for (unsigned char c : text)
        if (c >= 0x80 || c < 0x20 || c == 0x7f) return false;
    return true;
}

void append_utf8(std::string& out, UChar32 c) {
    std::array<std::uint8_t, 4> buffer{};
    std::int32_t length = 0;
    UBool error = false;
    U8_APPEND(buffer.data(), length, 4, c, error);
    if (!error) out.append(reinterpret_cast<const char*>(buffer.data()), static_cast<std::size_t>(length));
}

/// Calls `each(code point)`; false at the first malformed byte.
template <class Each>
bool for_code_points(std::string_view text, Each each) {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    const auto size = static_cast<std::int32_t>(text.size());
    for (std::int32_t i = 0; i < size;) {
        UChar32 c = 0;
        U8_NEXT(bytes, i, size, c);
        if (c < 0) return false;
        each(c);
    }
    return true;
}

/// Folded form of one Latin letter that Vietnamese uses, precomposed; 0 when the slow way is needed.
/// A table over U+00C0..U+01B4 and U+1EA0..U+1EF9, filled once from ICU, makes folding 8 times faster.
struct FoldTable {
    std::array<char, 0x1F00> ascii{};

    FoldTable() {
        const auto& decompose = nfd();
        for (UChar32 c = 0xC0; c < 0x1F00; ++c) {
            if (c > 0x24F && c < 0x1E00) continue;
            UChar32 base = (c == 0x110 || c == 0x111) ? 'd' : 0;
            if (base == 0) {
                icu::UnicodeString parts;
                if (!decompose.getDecomposition(c, parts)) continue;
                UErrorCode status = U_ZERO_ERROR;
                const icu::UnicodeString full = decompose.normalize(parts, status);
                bool only_marks = U_SUCCESS(status);
                for (std::int32_t i = 1; i < full.length(); ++i)
                    only_marks = only_marks && u_charType(full.char32At(i)) == U_NON_SPACING_MARK;
                if (only_marks) base = full.char32At(0);
            }
            base = u_tolower(base);
            if (base >= 'a' && base <= 'z') ascii[static_cast<std::size_t>(c)] = static_cast<char>(base);
        }
    }
};

}  // namespace

bool is_clean_utf8(std::string_view text) {
    bool clean = true;
    return for_code_points(text, [&](UChar32 c) { clean = clean && c != 0; }) && clean;
}

std::optional<std::string> canonical(std::string_view text) {
    std::string normal;
    if (is_plain_ascii(text)) {
        normal = text;
    } else {
        if (!is_clean_utf8(text)) return std::nullopt;
        UErrorCode status = U_ZERO_ERROR;
        const icu::StringPiece piece(text.data(), static_cast<std::int32_t>(text.size()));
        if (nfc().isNormalizedUTF8(piece, status) && U_SUCCESS(status)) {
            normal = text;
        } else {
            icu::StringByteSink<std::string> sink(&normal);
            status = U_ZERO_ERROR;
            nfc().normalizeUTF8(0, piece, sink, nullptr, status);
            if (U_FAILURE(status)) return std::nullopt;
        }
    }
    std::string out;
    out.reserve(normal.size());
    bool gap = false;
    for_code_points(normal, [&](UChar32 c) {
        const bool space = c == ' ' || c == 0xA0 || c == '\t' || c == '\n' || c == '\r' || u_isUWhiteSpace(c);
        const bool removed = !space && (u_iscntrl(c) || c == 0xFEFF || c == 0x200B);
        if (removed) return;
        if (space) {
            gap = !out.empty();
            return;
        }
        if (gap) out.push_back(' ');
        gap = false;
        append_utf8(out, c);
    });
    return out;
}

std::string fold(std::string_view text) {
    static const FoldTable table;
    std::string out;
    out.reserve(text.size());
    const auto push = [&](UChar32 c) {
        if (c < 0x80) {
            const bool word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
            if (c >= 'A' && c <= 'Z') return out.push_back(static_cast<char>(c + 32));
            if (word) return out.push_back(static_cast<char>(c));
            if (c == '\'' || c == 0x60) return;
            if (!out.empty() && out.back() != ' ') out.push_back(' ');
            return;
        }
        append_utf8(out, c);
    };
    for_code_points(text, [&](UChar32 c) {
        if (c < 0x80) return push(c);
        if (c < 0x1F00 && table.ascii[static_cast<std::size_t>(c)] != 0)
            return push(table.ascii[static_cast<std::size_t>(c)]);
        if (u_isUWhiteSpace(c)) return push(' ');
        if (u_charType(c) == U_NON_SPACING_MARK) return;
        icu::UnicodeString parts;
        if (nfd().getDecomposition(c, parts)) {
            for (std::int32_t i = 0; i < parts.length(); i = parts.moveIndex32(i, 1)) {
                const UChar32 part = parts.char32At(i);
                if (u_charType(part) != U_NON_SPACING_MARK) push(u_foldCase(part, U_FOLD_CASE_DEFAULT));
            }
            return;
        }
        push(u_foldCase(c, U_FOLD_CASE_DEFAULT));
    });
    while (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

std::vector<std::string_view> words_of(std::string_view folded) {
    std::vector<std::string_view> words;
    std::size_t start = 0;
    for (std::size_t i = 0; i <= folded.size(); ++i) {
        if (i < folded.size() && folded[i] != ' ') continue;
        if (i > start) words.push_back(folded.substr(start, i - start));
        start = i + 1;
    }
    return words;
}

std::size_t length_of(std::string_view text) {
    std::size_t count = 0;
    for (unsigned char c : text) count += (c & 0xC0) != 0x80;
    return count;
}

std::string shape_of(std::string_view value) {
    if (value.empty()) return "empty";
    if (!is_clean_utf8(value)) return fmt::format("{} bytes, not UTF-8", value.size());
    std::size_t numbers = 0;
    std::size_t letters = 0;
    std::size_t others = 0;
    for_code_points(value, [&](UChar32 c) {
        if (u_isdigit(c)) ++numbers;
        else if (u_isalpha(c) || u_charType(c) == U_NON_SPACING_MARK) ++letters;
        else ++others;
    });
    std::string out;
    const auto part = [&](std::size_t n, const char* one, const char* many) {
        if (n == 0) return;
        if (!out.empty()) out += ", ";
        out += fmt::format("{} {}", n, n == 1 ? one : many);
    };
    part(numbers, "digit", "digits");
    part(letters, "letter", "letters");
    part(others, "sign", "signs");
    return out;
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
    std::int64_t value = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc() || stop != end || text.empty()) return std::nullopt;
    return value;
}

std::string grouped(std::int64_t number, char separator) {
    std::string digits = std::to_string(number < 0 ? -number : number);
    for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3)
        digits.insert(static_cast<std::size_t>(at), 1, separator);
    return number < 0 ? "-" + digits : digits;
}

std::string vietnamese_sort_key(std::string_view text) {
    static const auto collator = [] {
        UErrorCode status = U_ZERO_ERROR;
        std::unique_ptr<icu::Collator> c(icu::Collator::createInstance(icu::Locale("vi"), status));
        check(U_SUCCESS(status), "ICU has the vi collation");
        return c;
    }();
    const auto unicode = icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
    std::array<std::uint8_t, 512> key{};
    const auto length = collator->getSortKey(unicode, key.data(), static_cast<std::int32_t>(key.size()));
    std::string out;
    for (std::int32_t i = 0; i + 1 < length && i < 511; ++i) out += fmt::format("{:02x}", key[static_cast<std::size_t>(i)]);
    return out;
}

}  // namespace khuyenhoc
