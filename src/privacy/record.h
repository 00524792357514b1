// Everything the program holds of one person, section by section. Which tables those are is said once, here; a test holds the list
// to the schema, so that a new table with a person in it cannot be forgotten.
#pragma once

#include <span>
#include <string_view>

namespace khuyenhoc::privacy {

struct Section {
    std::string_view code;
    std::string_view vi, en;
    std::string_view tables;  ///< those it reads, for the test: "person name_key"
    /// $1 the province, $2 the person. One column per name of `columns`, in that order.
    std::string_view sql;
    std::string_view columns;  ///< "name birth sex"; words for each lie with the page and in `column_words`
};
std::span<const Section> sections();

/// Tables that name a person and are not of the record, with the reason.
struct LeftOut {
    std::string_view table, why;
};
std::span<const LeftOut> left_out();

struct ColumnWords {
    std::string_view code, vi, en;
};
std::span<const ColumnWords> column_words();

/// What a stored code of a column means.
struct ValueWords {
    std::string_view column, code, vi, en;
};
std::span<const ValueWords> value_words();

}  // namespace khuyenhoc::privacy
