// Which column of a register's file is what. Pure: knows texts only.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace khuyenhoc::people {

enum class RegisterColumn { book_no, relation, full_name, birth, birth_year, sex, ethnicity, citizen_no, hamlet, commune, clan, unit, role };
constexpr std::size_t register_columns = 13;

struct ColumnWords {
    RegisterColumn column;
    std::string_view vi;        ///< as the template writes it
    std::string_view en;
    std::string_view also;      ///< other headings in use, folded, separated by commas
    bool required;
    double width;
};
std::span<const ColumnWords, register_columns> column_words();

/// Where each column of the register stands in the file; npos when it has none.
struct HeaderMap {
    std::array<std::size_t, register_columns> at;
    std::vector<std::string> titles;   ///< of every column in the file, canonical
    std::size_t found = 0;

    std::size_t of(RegisterColumn column) const { return at[static_cast<std::size_t>(column)]; }
    bool has(RegisterColumn column) const { return of(column) != std::string::npos; }
};

/// Reads a row as a header. A heading is known whatever its case, marks and punctuation ("HỌ VÀ TÊN (*)").
/// Refuses people.doubled_column when two headings mean the same column.
Result<HeaderMap> read_header(std::span<const std::string_view> cells);

/// "full_name": how a column is called in answers and in `columns=`. And back; nothing for other words.
std::string_view key_of(RegisterColumn column);
std::optional<RegisterColumn> column_of_key(std::string_view key);

/// What the importer said of a file: the row of its headings, and where the columns are.
struct ColumnChoice {
    std::int64_t header_row = 0;
    std::array<std::size_t, register_columns> at;
};
/// Reads "row=3,full_name=C,birth=E". Refuses people.bad_columns, and people.doubled_column when one column is two things.
Result<ColumnChoice> read_columns(std::string_view text);

/// Whether rows can be read with it. Refuses people.missing_column (facts: the column's name in both languages).
Result<void> is_complete(const HeaderMap& header);

}  // namespace khuyenhoc::people
