// A register's file opened up to its header. Knows no register.
#pragma once

#include <memory>
#include <string>

#include "people/import_header.h"
#include "sheets/sheets.h"

namespace khuyenhoc::people {

struct OpenRegister {
    std::unique_ptr<sheets::Reader> reader;
    HeaderMap header;
};

/// Reads up to the header: the first row in which a name and two more columns are known, or the row that `columns` names.
/// Refuses people.no_header, people.missing_column, people.doubled_column, people.bad_columns, sheets.*.
Result<OpenRegister> open_register(const std::string& path, const std::string& sheet, const std::string& columns);

}  // namespace khuyenhoc::people
