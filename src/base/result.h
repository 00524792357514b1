// A refusal is a value: a stable code, where it happened, and safe facts. It never carries personal data.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace khuyenhoc {

/// Why something was not done. `code` is stable ("people.bad_date") and is looked up in the refusal tables for a
/// sentence in each language. `where` names a field, row or column. `facts` are safe words for that sentence:
/// counts, limits, codes, shapes of values ("11 digits"), never the values themselves.
struct Refusal {
    std::string code;
    std::string where;
    std::vector<std::pair<std::string, std::string>> facts;

    bool operator==(const Refusal&) const = default;
};

template <class T>
using Result = std::expected<T, Refusal>;

/// Shorthand to return a refusal: `return refuse("people.bad_date", "birth", {{"expected", "YYYY-MM-DD"}});`
inline std::unexpected<Refusal> refuse(std::string_view code, std::string_view where = "",
                                       std::vector<std::pair<std::string, std::string>> facts = {}) {
    return std::unexpected(Refusal{std::string(code), std::string(where), std::move(facts)});
}

/// One refusal a capability can answer with: its code, the HTTP status, and its sentence. `{name}` in a sentence is
/// replaced by the fact of that name. Declared once, in the capability's table; documented and tested from there.
struct RefusalKind {
    std::string_view code;
    int http_status;
    std::string_view vi;
    std::string_view en;
};

}  // namespace khuyenhoc
