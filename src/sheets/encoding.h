// Bytes of a text file of unknown encoding, made into UTF-8 piece by piece. Knows no sheet.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace khuyenhoc::sheets {

/// Decides by byte order mark, by zero bytes, then by the first bytes above 127: UTF-8 when they are well formed there,
/// Windows-1258 when they read as Vietnamese in it, else refuses (sheets.bad_encoding; sheets.not_a_sheet for binary).
/// Text taken for UTF-8 is passed on as it is: later malformed bytes are the reader's to find, cell by cell.
class Decoder {
public:
    /// Appends the text of `bytes` to `out`. `last`: nothing follows.
    Result<void> add(std::string_view bytes, bool last, std::string& out);
    std::string_view name() const;

private:
    enum class Encoding { unknown, undecided, utf8, utf16_le, utf16_be, windows_1258 };

    Result<void> decide_by_start(std::string_view& bytes);
    Result<void> decide_by_letters(std::string_view bytes);
    Result<void> add_utf16(std::string_view bytes, bool last, std::string& out);
    void add_windows_1258(std::string_view bytes, std::string& out) const;

    Encoding encoding_ = Encoding::unknown;
    std::string kept_;            ///< bytes that wait for more: the start, half a unit
    char32_t high_surrogate_ = 0;
};

}  // namespace khuyenhoc::sheets
