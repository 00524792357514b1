// A list of the statements that were prepared, for the tests of what may run on a database spread by province.
#pragma once

#include <string_view>

namespace khuyenhoc::store {

/// With KHUYENHOC_STATEMENTS naming a folder, writes each distinct text once to a file of this process in it, one a line.
/// Otherwise does nothing.
void note_statement(std::string_view sql);

}  // namespace khuyenhoc::store
