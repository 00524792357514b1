#include "store/script.h"

#include <algorithm>
#include <cctype>

#include "base/check.h"

namespace khuyenhoc::store {

namespace {

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())) != 0) text.remove_prefix(1);
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0) text.remove_suffix(1);
    return text;
}

}  // namespace

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

std::vector<std::string> marked(std::string_view script, std::string_view marker) {
    std::vector<std::string> names;
    const std::string prefix = "-- " + std::string(marker) + ":";
    for (std::size_t at = script.find(prefix); at != std::string_view::npos; at = script.find(prefix, at + 1)) {
        const std::size_t end = std::min(script.find('\n', at), script.size());
        names.emplace_back(trimmed(script.substr(at + prefix.size(), end - at - prefix.size())));
    }
    return names;
}

std::vector<Erasable> erasable(std::string_view script) {
    std::vector<Erasable> all;
    for (const std::string& line : marked(script, "erasable")) {
        const auto opens = line.find('('), closes = line.find(')');
        const auto opens_again = line.find("beside(", closes), closes_again = line.rfind(')');
        check(opens < closes && closes < opens_again && opens_again < closes_again, "an erasable table names its columns");
        const auto from = opens_again + std::string_view("beside(").size();
        all.push_back({line.substr(0, opens), line.substr(opens + 1, closes - opens - 1), line.substr(from, closes_again - from)});
    }
    return all;
}

std::vector<std::string> names_in(std::string_view list) {
    std::vector<std::string> names;
    for (std::size_t at = 0; at < list.size();) {
        const auto end = std::min(list.find(',', at), list.size());
        names.emplace_back(trimmed(list.substr(at, end - at)));
        at = end + 1;
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

}  // namespace khuyenhoc::store
