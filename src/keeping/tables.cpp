#include "keeping/tables.h"

#include <algorithm>

#include "base/check.h"
#include "store/script.h"

namespace khuyenhoc::keeping {

namespace {

/// Splits at commas outside parentheses and quotes.
std::vector<std::string_view> parts_of(std::string_view inside) {
    std::vector<std::string_view> parts;
    int depth = 0;
    bool quoted = false;
    std::size_t start = 0;
    for (std::size_t i = 0; i <= inside.size(); ++i) {
        const char c = i < inside.size() ? inside[i] : ',';
        if (c == '\'') quoted = !quoted;
        if (quoted) continue;
        if (c == '(') ++depth;
        if (c == ')') --depth;
        if (c != ',' || (depth > 0 && i < inside.size())) continue;
        parts.push_back(inside.substr(start, i - start));
        start = i + 1;
    }
    return parts;
}

/// The first words of a text; what is not a letter, digit or '_' parts them.
std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words(1);
    for (const char c : text) {
        if (store::is_word(c)) words.back().push_back(c);
        else if (!words.back().empty()) words.emplace_back();
    }
    if (words.back().empty()) words.pop_back();
    return words;
}

Column column_of(const std::vector<std::string>& words) {
    check(words.size() >= 2, "a column has a name and a type");
    check(words[1] == "BIGINT" || words[1] == "INTEGER" || words[1] == "TEXT", "a column is BIGINT, INTEGER or TEXT");
    return {words[0], words[1] == "TEXT"};
}

std::size_t place_of(const TableShape& table, std::string_view column) {
    const auto found = std::ranges::find(table.columns, column, &Column::name);
    check(found != table.columns.end(), "a key names columns of its table");
    return static_cast<std::size_t>(found - table.columns.begin());
}

TableShape made_by(std::string_view create) {
    const auto open = create.find('(');
    const auto close = create.rfind(')');
    check(open != std::string_view::npos && close != std::string_view::npos, "a table has columns");
    TableShape table;
    table.name = words_of(create.substr(0, open)).back();
    for (const auto part : parts_of(create.substr(open + 1, close - open - 1))) {
        const auto words = words_of(part);
        check(!words.empty(), "a column is not empty");
        if (words[0] == "PRIMARY") {
            for (std::size_t i = 2; i < words.size(); ++i) table.key.push_back(place_of(table, words[i]));
        } else if (words[0] != "CHECK" && words[0] != "UNIQUE" && words[0] != "FOREIGN" && words[0] != "CONSTRAINT") {
            table.columns.push_back(column_of(words));
        }
    }
    check(!table.key.empty(), "every table says its primary key at the end");
    return table;
}

void alter(std::vector<TableShape>& tables, const std::vector<std::string>& words) {
    const auto found = std::ranges::find(tables, words.at(2), &TableShape::name);
    check(found != tables.end() && words.at(3) == "ADD" && words.at(4) == "COLUMN", "a table is altered by a column more");
    found->columns.push_back(column_of({words.begin() + 5, words.end()}));
}

}  // namespace

std::vector<TableShape> tables_of(std::span<const store::Migration> migrations) {
    std::vector<TableShape> tables{{"counter", {{"province_id", false}, {"name", true}, {"next", false}}, {0, 1}}};
    for (const auto& migration : migrations) {
        for (const auto& statement : store::split(store::without_comments(migration.sql))) {
            const auto words = words_of(statement);
            if (statement.starts_with("CREATE TABLE ")) tables.push_back(made_by(statement));
            else if (statement.starts_with("ALTER TABLE ")) alter(tables, words);
            else if (statement.starts_with("DROP TABLE ")) std::erase_if(tables, [&](const auto& t) { return t.name == words.back(); });
        }
    }
    return tables;
}

}  // namespace khuyenhoc::keeping
