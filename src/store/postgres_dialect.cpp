#include "store/postgres_dialect.h"

#include "store/script.h"

namespace khuyenhoc::store {

namespace {

/// A right has no condition, so a trigger sees to it that a text is blanked and never replaced. The error is that of a missing right.
void add_erasable(const Erasable& one, std::vector<std::string>& statements) {
    std::string filled;
    for (const auto& column : names_in(one.columns))
        filled += (filled.empty() ? "" : " OR ") + ("(NEW." + column + " <> '' AND NEW." + column + " IS DISTINCT FROM OLD." + column + ")");
    statements.push_back("GRANT UPDATE (" + one.columns + ") ON " + one.table + " TO CURRENT_USER");
    statements.push_back("CREATE OR REPLACE FUNCTION only_blank() RETURNS trigger LANGUAGE plpgsql AS "
                         "'BEGIN RAISE EXCEPTION ''append-only'' USING ERRCODE = ''42501''; END'");
    statements.push_back("CREATE TRIGGER " + one.table + "_only_blank BEFORE UPDATE ON " + one.table + " FOR EACH ROW WHEN (" + filled +
                         ") EXECUTE FUNCTION only_blank()");
}

}  // namespace

std::vector<std::string> postgres_statements(std::string_view script) {
    auto statements = split(without_comments(script));
    for (const auto& table : marked(script, "append-only"))
        statements.push_back("REVOKE UPDATE, DELETE, TRUNCATE ON " + table + " FROM CURRENT_USER");
    for (const auto& one : erasable(script)) add_erasable(one, statements);
    for (const auto& table : marked(script, "removable")) statements.push_back("GRANT DELETE ON " + table + " TO CURRENT_USER");
    for (const auto& table : marked(script, "by-seq"))
        statements.push_back("CREATE INDEX " + table + "_by_seq ON " + table + " USING brin (seq)");
    return statements;
}

}  // namespace khuyenhoc::store
