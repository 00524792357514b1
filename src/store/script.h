// A script of SQL in the shared subset: its statements, and what its comment lines say of tables.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace khuyenhoc::store {

bool is_word(char c);

/// Names after `-- marker: NAME` lines, in order.
std::vector<std::string> marked(std::string_view script, std::string_view marker);

/// What an append-only table lets go of all the same: `-- erasable: TABLE(column, column) beside(all its other columns)`.
struct Erasable {
    std::string table;
    std::string columns;  ///< as written, between the brackets
    std::string beside;
};
std::vector<Erasable> erasable(std::string_view script);
/// The columns of such a list.
std::vector<std::string> names_in(std::string_view list);

std::string without_comments(std::string_view script);

/// Splits at `;` outside quotes; nothing empty. Comments must be gone.
std::vector<std::string> split(std::string_view script);

}  // namespace khuyenhoc::store
