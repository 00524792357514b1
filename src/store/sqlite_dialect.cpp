#include "store/sqlite_dialect.h"

#include <algorithm>
#include <cctype>
#include <set>

namespace khuyenhoc::store {

namespace {

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())) != 0) text.remove_prefix(1);
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0) text.remove_suffix(1);
    return text;
}

/// Names after `-- marker:` lines.
std::vector<std::string> marked(std::string_view script, std::string_view marker) {
    std::vector<std::string> names;
    const std::string prefix = "-- " + std::string(marker) + ":";
    for (std::size_t at = script.find(prefix); at != std::string_view::npos; at = script.find(prefix, at + 1)) {
        const std::size_t end = std::min(script.find('\n', at), script.size());
        names.emplace_back(trimmed(script.substr(at + prefix.size(), end - at - prefix.size())));
    }
    return names;
}

std::string without_comments(std::string_view script) {
    std::string out;
    bool quoted = false;
    for (std::size_t i = 0; i < script.size(); ++i) {
        if (script[i] == '\'') quoted = !quoted;
        if (!quoted && script.substr(i, 2) == "--") {
            while (i < script.size() && script[i] != '\n') ++i;
            out.push_back('\n');
            continue;
        }
        out.push_back(script[i]);
    }
    return out;
}

std::vector<std::string> split(std::string_view script) {
    std::vector<std::string> statements;
    bool quoted = false;
    std::size_t start = 0;
    for (std::size_t i = 0; i <= script.size(); ++i) {
        const bool end = i == script.size();
        if (!end && script[i] == '\'') quoted = !quoted;
        if (!end && (quoted || script[i] != ';')) continue;
        const auto statement = trimmed(script.substr(start, i - start));
        if (!statement.empty()) statements.emplace_back(statement);
        start = i + 1;
    }
    return statements;
}

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
    return statements;
}

}  // namespace khuyenhoc::store
