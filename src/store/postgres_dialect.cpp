#include "store/postgres_dialect.h"

#include "store/script.h"

namespace khuyenhoc::store {

std::vector<std::string> postgres_statements(std::string_view script) {
    auto statements = split(without_comments(script));
    for (const auto& table : marked(script, "append-only"))
        statements.push_back("REVOKE UPDATE, DELETE, TRUNCATE ON " + table + " FROM CURRENT_USER");
    for (const auto& one : erasable(script)) statements.push_back("GRANT UPDATE (" + one.columns + ") ON " + one.table + " TO CURRENT_USER");
    for (const auto& table : marked(script, "removable")) statements.push_back("GRANT DELETE ON " + table + " TO CURRENT_USER");
    for (const auto& table : marked(script, "by-seq"))
        statements.push_back("CREATE INDEX " + table + "_by_seq ON " + table + " USING brin (seq)");
    return statements;
}

}  // namespace khuyenhoc::store
