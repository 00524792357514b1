#include "sheets/encoding.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace khuyenhoc::sheets {

namespace {

/// Windows-1258, 0x80..0xFF; 0 where the code page has nothing. Tones are combining marks there.
constexpr std::array<char16_t, 128> windows_1258 = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0,      0x2039, 0x0152, 0,      0,      0,
    0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0,      0x203A, 0x0153, 0,      0,      0x0178,
    0x00A0, 0x00A1, 0x00A2, 0x00A3, 0x00A4, 0x00A5, 0x00A6, 0x00A7, 0x00A8, 0x00A9, 0x00AA, 0x00AB, 0x00AC, 0x00AD, 0x00AE, 0x00AF,
    0x00B0, 0x00B1, 0x00B2, 0x00B3, 0x00B4, 0x00B5, 0x00B6, 0x00B7, 0x00B8, 0x00B9, 0x00BA, 0x00BB, 0x00BC, 0x00BD, 0x00BE, 0x00BF,
    0x00C0, 0x00C1, 0x00C2, 0x0102, 0x00C4, 0x00C5, 0x00C6, 0x00C7, 0x00C8, 0x00C9, 0x00CA, 0x00CB, 0x0300, 0x00CD, 0x00CE, 0x00CF,
    0x0110, 0x00D1, 0x0309, 0x00D3, 0x00D4, 0x01A0, 0x00D6, 0x00D7, 0x00D8, 0x00D9, 0x00DA, 0x00DB, 0x00DC, 0x01AF, 0x0303, 0x00DF,
    0x00E0, 0x00E1, 0x00E2, 0x0103, 0x00E4, 0x00E5, 0x00E6, 0x00E7, 0x00E8, 0x00E9, 0x00EA, 0x00EB, 0x0301, 0x00ED, 0x00EE, 0x00EF,
    0x0111, 0x00F1, 0x0323, 0x00F3, 0x00F4, 0x01A1, 0x00F6, 0x00F7, 0x00F8, 0x00F9, 0x00FA, 0x00FB, 0x00FC, 0x01B0, 0x20AB, 0x00FF};

void append_utf8(std::string& out, char32_t c) {
    if (c < 0x80) {
        out.push_back(static_cast<char>(c));
    } else if (c < 0x800) {
        out.push_back(static_cast<char>(0xC0 | (c >> 6)));
        out.push_back(static_cast<char>(0x80 | (c & 0x3F)));
    } else if (c < 0x10000) {
        out.push_back(static_cast<char>(0xE0 | (c >> 12)));
        out.push_back(static_cast<char>(0x80 | ((c >> 6) & 0x3F)));
        out.push_back(static_cast<char>(0x80 | (c & 0x3F)));
    } else {
        out.push_back(static_cast<char>(0xF0 | (c >> 18)));
        out.push_back(static_cast<char>(0x80 | ((c >> 12) & 0x3F)));
        out.push_back(static_cast<char>(0x80 | ((c >> 6) & 0x3F)));
        out.push_back(static_cast<char>(0x80 | (c & 0x3F)));
    }
}

/// Length of the sequence that `lead` starts; 0 when it starts none.
std::size_t sequence_length(unsigned char lead) {
    if (lead < 0x80) return 1;
    if (lead >= 0xC2 && lead < 0xE0) return 2;
    if (lead >= 0xE0 && lead < 0xF0) return 3;
    if (lead >= 0xF0 && lead < 0xF5) return 4;
    return 0;
}

enum class Look { only_ascii, utf8, malformed };

/// Judges the first few hundred sequences above 127; one cut by the end counts as well formed. A stray bad byte among
/// many good sequences is still UTF-8: the cell that holds it is the row's own problem.
Look look_at(std::string_view bytes) {
    std::size_t good = 0;
    std::size_t bad = 0;
    for (std::size_t i = 0; i < bytes.size() && good + bad < 512;) {
        const std::size_t length = sequence_length(static_cast<unsigned char>(bytes[i]));
        std::size_t k = 1;
        while (k < length && i + k < bytes.size() && (static_cast<unsigned char>(bytes[i + k]) & 0xC0) == 0x80) ++k;
        const bool whole = length > 0 && (k == length || i + k == bytes.size());
        good += whole && length > 1;
        bad += !whole;
        i += whole ? length : 1;
    }
    if (good + bad == 0) return Look::only_ascii;
    return bad * 10 <= good ? Look::utf8 : Look::malformed;
}

/// Tones stand after letters, letters outnumber signs, and no byte is outside the code page. Text in TCVN3 or VNI fonts
/// fails this: its letters fall on the code page's signs.
bool reads_as_windows_1258(std::string_view bytes) {
    std::size_t letters = 0;
    std::size_t signs = 0;
    char16_t before = 0;
    for (char byte : bytes) {
        const auto b = static_cast<unsigned char>(byte);
        const char16_t c = b < 0x80 ? b : windows_1258[b - 0x80u];
        if (c == 0) return false;
        const bool mark = c >= 0x0300 && c <= 0x0323;
        const bool letter = (before >= 'A' && before <= 'Z') || (before >= 'a' && before <= 'z') || (before >= 0xC0 && before < 0x300);
        if (mark && !letter) return false;
        if (b >= 0xC0) ++letters;
        else if (b >= 0x80 && b != 0xA0) ++signs;
        before = c;
    }
    return letters > signs * 3;
}

/// Zero bytes on one side of most pairs: text in two-byte units without a mark.
bool looks_like_utf16(std::string_view bytes, std::size_t zero_at) {
    std::size_t zeros = 0;
    std::size_t others = 0;
    for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
        zeros += bytes[i + zero_at] == '\0';
        others += bytes[i + 1 - zero_at] == '\0';
    }
    return others == 0 && zeros * 3 >= bytes.size() / 2 && zeros > 1;
}

}  // namespace

std::string_view Decoder::name() const {
    switch (encoding_) {
        case Encoding::utf16_le: return "utf-16le";
        case Encoding::utf16_be: return "utf-16be";
        case Encoding::windows_1258: return "windows-1258";
        default: return "utf-8";
    }
}

Result<void> Decoder::decide_by_start(std::string_view& bytes) {
    if (bytes.starts_with("\xEF\xBB\xBF")) {
        encoding_ = Encoding::utf8;
        bytes.remove_prefix(3);
    } else if (bytes.starts_with(std::string_view("\xFF\xFE\0\0", 4)) || bytes.starts_with(std::string_view("\0\0\xFE\xFF", 4))) {
        return refuse("sheets.bad_encoding");
    } else if (bytes.starts_with("\xFF\xFE")) {
        encoding_ = Encoding::utf16_le;
        bytes.remove_prefix(2);
    } else if (bytes.starts_with("\xFE\xFF")) {
        encoding_ = Encoding::utf16_be;
        bytes.remove_prefix(2);
    } else if (looks_like_utf16(bytes, 1)) {
        encoding_ = Encoding::utf16_le;
    } else if (looks_like_utf16(bytes, 0)) {
        encoding_ = Encoding::utf16_be;
    } else {
        const bool binary = std::ranges::any_of(bytes, [](char c) { return c >= 0 && c < 0x09; });
        if (binary) return refuse("sheets.not_a_sheet");
        encoding_ = Encoding::undecided;
    }
    return {};
}

Result<void> Decoder::decide_by_letters(std::string_view bytes) {
    switch (look_at(bytes)) {
        case Look::only_ascii: break;
        case Look::utf8: encoding_ = Encoding::utf8; break;
        case Look::malformed:
            if (!reads_as_windows_1258(bytes)) return refuse("sheets.bad_encoding");
            encoding_ = Encoding::windows_1258;
    }
    return {};
}

Result<void> Decoder::add_utf16(std::string_view bytes, bool last, std::string& out) {
    kept_.append(bytes);
    const std::size_t low = encoding_ == Encoding::utf16_le ? 0 : 1;
    const std::size_t whole = kept_.size() / 2 * 2;
    for (std::size_t i = 0; i < whole; i += 2) {
        const auto unit = static_cast<char32_t>(static_cast<unsigned char>(kept_[i + low]) |
                                                (static_cast<unsigned char>(kept_[i + 1 - low]) << 8));
        const bool is_low = unit >= 0xDC00 && unit < 0xE000;
        if ((high_surrogate_ != 0) != is_low) return refuse("sheets.bad_encoding");
        if (is_low) {
            append_utf8(out, 0x10000 + ((high_surrogate_ - 0xD800) << 10) + (unit - 0xDC00));
            high_surrogate_ = 0;
        } else if (unit >= 0xD800 && unit < 0xDC00) {
            high_surrogate_ = unit;
        } else {
            append_utf8(out, unit);
        }
    }
    kept_.erase(0, whole);
    if (last && (!kept_.empty() || high_surrogate_ != 0)) return refuse("sheets.damaged");
    return {};
}

void Decoder::add_windows_1258(std::string_view bytes, std::string& out) const {
    for (char byte : bytes) {
        const auto b = static_cast<unsigned char>(byte);
        const char16_t c = b < 0x80 ? b : windows_1258[b - 0x80u];
        append_utf8(out, c == 0 ? 0xFFFD : c);
    }
}

Result<void> Decoder::add(std::string_view bytes, bool last, std::string& out) {
    if (encoding_ == Encoding::unknown)
        if (auto decided = decide_by_start(bytes); !decided) return decided;
    if (encoding_ == Encoding::undecided)
        if (auto decided = decide_by_letters(bytes); !decided) return decided;
    if (encoding_ == Encoding::utf16_le || encoding_ == Encoding::utf16_be) return add_utf16(bytes, last, out);
    if (encoding_ == Encoding::windows_1258) add_windows_1258(bytes, out);
    else out.append(bytes);
    return {};
}

}  // namespace khuyenhoc::sheets
