// Tables of cells in and out: CSV and XLSX behind one row-by-row door. Knows no domain, no database, no clock.
// Reading never trusts the file: every limit below ends in a named refusal (sheets.*), never in a crash or a full memory.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/date.h"
#include "base/result.h"

namespace khuyenhoc::sheets {

/// What reading may cost. Going over is a refusal that names the limit.
struct Limits {
    std::size_t file_bytes = std::size_t{2} << 30;          ///< of the file as it lies on disk
    std::size_t field_bytes = 128 * 1024;                   ///< one cell, as UTF-8 (a workbook cell: 32,767 characters)
    std::size_t columns = 512;
    std::int64_t rows = 5'000'000;
    std::size_t entry_bytes = std::size_t{2} << 30;         ///< one part of a workbook, unpacked
    std::size_t unpacked_ratio = 300;                       ///< unpacked to packed size, looked at above 8 MiB
    std::size_t entries = 2048;                             ///< parts in a workbook
    std::size_t shared_strings_bytes = std::size_t{256} << 20;
    std::size_t shared_strings = 4'000'000;
    std::size_t header_rows = 64;                           ///< rows looked through for the sheet's separator
};

/// One row, valid until the next `next()`. Cells are text: numbers as the shortest decimal ("12", "0.5"), dates as
/// "YYYY-MM-DD" (with " HH:MM:SS" when there is a time of day), booleans "TRUE"/"FALSE", errors as Excel names them
/// ("#N/A"). CSV cells are what stands between separators, as UTF-8; a file taken for UTF-8 may still hold malformed
/// bytes in a cell: `canonical` says so.
struct Row {
    std::int64_t number = 0;              ///< as the person sees it: the first line or row is 1
    std::vector<std::string_view> cells;  ///< from column A on, without gaps; trailing empty cells may be missing

    std::string_view cell(std::size_t column) const { return column < cells.size() ? cells[column] : std::string_view(); }
    bool is_blank() const;                ///< no cell has anything but spaces
};

/// Walks the rows of one sheet, blank ones left out.
class Reader {
public:
    virtual ~Reader() = default;
    /// The next row; nullptr at the end. After a refusal or the end the reader is done.
    virtual Result<const Row*> next() = 0;
    /// "csv, utf-8, ;" or "xlsx, Sheet1": for reports.
    virtual std::string description() const = 0;
    /// 0..1000, by bytes read; for progress.
    virtual int permille() const = 0;
};

/// Opens a CSV or XLSX file by what is in it, not by its name. `sheet` chooses a workbook's sheet by name, empty: the
/// first visible one. Refusals: sheets.not_found, sheets.empty, sheets.too_large, sheets.old_workbook,
/// sheets.not_a_sheet, sheets.bad_encoding, sheets.damaged, sheets.bomb, sheets.hostile_xml, sheets.no_such_sheet;
/// from `next`: sheets.open_quote, sheets.stray_quote, sheets.field_too_long, sheets.too_many_columns,
/// sheets.too_many_rows, sheets.bad_encoding and the workbook ones. `where` is "row 12" or "row 12, column C".
Result<std::unique_ptr<Reader>> open_sheet(const std::string& path, const Limits& limits = {}, std::string_view sheet = "");
Result<std::unique_ptr<Reader>> open_sheet_bytes(std::string bytes, const Limits& limits = {}, std::string_view sheet = "");

/// 0 -> "A", 25 -> "Z", 26 -> "AA". And back: npos when `letters` is not a column.
std::string column_letters(std::size_t column);
std::size_t column_index(std::string_view letters);

// -- writing

/// One cell on its way out. Text must live until the call returns.
using Value = std::variant<std::monostate, std::int64_t, double, std::string_view, Date>;

enum class Format {
    text,        ///< as it is
    integer,     ///< 1.404.587 (workbooks group digits in the reader's language; CSV writes plain digits)
    decimal,     ///< one decimal
    percent_bp,  ///< an integer of basis points: 5285 shows as 52.85 % (CSV: 52.85)
    date,        ///< Date
};

struct Column {
    std::string title;
    double width = 14;  ///< in characters
    Format format = Format::text;
};

/// Writes the rows of one table. `finish` gives the whole file (or what is left, when a sink takes it piece by piece).
class Writer {
public:
    virtual ~Writer() = default;
    /// Starts a sheet: writes its header row. A CSV has one sheet; calling again starts after an empty line.
    virtual void sheet(std::string_view name, std::span<const Column> columns) = 0;
    virtual void row(std::span<const Value> cells) = 0;
    virtual std::string finish() = 0;

    void row(std::initializer_list<Value> cells) { row(std::span(cells.begin(), cells.size())); }
};

struct CsvStyle {
    bool byte_order_mark = true;   ///< Excel needs it to see UTF-8; programs may not want it
    char separator = ',';
    /// Text that a spreadsheet would run as a formula (= + - @ tab CR first) gets a leading apostrophe.
    bool guard_formulas = true;
    std::function<void(std::string_view)> sink;  ///< optional; takes the text in pieces of about 64 KiB
};

std::unique_ptr<Writer> csv_writer(CsvStyle style = {});
/// A workbook, row by row, in constant memory, always the same bytes for the same cells.
std::unique_ptr<Writer> xlsx_writer();

/// The refusals of this folder; a capability that reads sheets adds them to its table.
std::span<const RefusalKind> refusals();

}  // namespace khuyenhoc::sheets
