#include "store/sqlite_dialect.h"

#include <set>

#include "store/script.h"

namespace khuyenhoc::store {

namespace {

void replace_word(std::string& text, std::string_view word, std::string_view by) {
    for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + by.size())) {
        const bool starts = at == 0 || !is_word(text[at - 1]);
        const bool ends = at + word.size() == text.size() || !is_word(text[at + word.size()]);
        if (starts && ends) text.replace(at, word.size(), by);
    }
}

std::string table_name(std::string_view create) {
    std::size_t at = std::string_view("CREATE TABLE ").size();
    if (create.substr(at).starts_with("IF NOT EXISTS ")) at += std::string_view("IF NOT EXISTS ").size();
    std::size_t end = at;
    while (end < create.size() && is_word(create[end])) ++end;
    return std::string(create.substr(at, end - at));
}

}  // namespace

std::vector<std::string> sqlite_statements(std::string_view script) {
    const auto kept = marked(script, "rowid");
    const std::set<std::string> rowid(kept.begin(), kept.end());
    auto statements = split(without_comments(script));
    for (auto& statement : statements) {
        if (!statement.starts_with("CREATE TABLE ")) continue;
        replace_word(statement, "BIGINT", "INTEGER");
        const bool keyed = statement.find("PRIMARY KEY") != std::string::npos && !rowid.contains(table_name(statement));
        statement += keyed ? " STRICT, WITHOUT ROWID" : " STRICT";
    }
    for (const auto& table : marked(script, "append-only")) {
        for (const std::string verb : {"UPDATE", "DELETE"}) {
            statements.push_back("CREATE TRIGGER " + table + "_no_" + verb + " BEFORE " + verb + " ON " + table +
                                 " BEGIN SELECT RAISE(ABORT, 'append-only'); END");
        }
    }
    for (const auto& one : erasable(script)) {
        std::string filled;
        for (const auto& column : names_in(one.columns))
            filled += (filled.empty() ? "" : " OR ") + ("(NEW." + column + " <> '' AND NEW." + column + " IS NOT OLD." + column + ")");
        const std::string stop = " BEGIN SELECT RAISE(ABORT, 'append-only'); END";
        statements.push_back("DROP TRIGGER " + one.table + "_no_UPDATE");
        statements.push_back("CREATE TRIGGER " + one.table + "_no_UPDATE BEFORE UPDATE OF " + one.beside + " ON " + one.table + stop);
        statements.push_back("CREATE TRIGGER " + one.table + "_only_blank BEFORE UPDATE ON " + one.table + " WHEN " + filled + stop);
    }
    for (const auto& table : marked(script, "removable")) statements.push_back("DROP TRIGGER " + table + "_no_DELETE");
    return statements;
}

}  // namespace khuyenhoc::store
