#include "keeping/rows.h"

#include <algorithm>

#include "base/bytes.h"

namespace khuyenhoc::keeping {

namespace {

using store::Parameter;
using store::Row;

/// Rows asked for at once: a server's clock for one statement never runs out, whatever the table's size.
constexpr std::int64_t rows_a_page = 50'000;

void put_row(std::string& to, const TableShape& table, const Row& row) {
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        const int column = static_cast<int>(i);
        if (row.is_null(column)) {
            to.push_back('n');
        } else if (table.columns[i].is_text) {
            const auto text = row.text(column);
            to.push_back('t');
            put_number(to, static_cast<std::uint32_t>(text.size()));
            to += text;
        } else {
            to.push_back('i');
            put_number(to, static_cast<std::uint64_t>(row.integer(column)));
        }
    }
}

/// Moves past one value and gives it; `from` is well formed.
Parameter take_value(std::string_view& from) {
    const char kind = from.front();
    from.remove_prefix(1);
    if (kind == 'n') return {};
    if (kind == 'i') return static_cast<std::int64_t>(take_number<std::uint64_t>(from));
    const auto size = take_number<std::uint32_t>(from);
    const auto text = from.substr(0, size);
    from.remove_prefix(size);
    return text;
}

bool skip_value(std::string_view& from, bool is_text) {
    if (from.empty()) return false;
    const char kind = from.front();
    from.remove_prefix(1);
    if (kind == 'n') return true;
    if (kind != (is_text ? 't' : 'i')) return false;
    std::size_t size = 8;
    if (is_text) {
        if (from.size() < 4) return false;
        size = take_number<std::uint32_t>(from);
    }
    if (from.size() < size) return false;
    from.remove_prefix(size);
    return true;
}

std::string names(const TableShape& table) {
    std::string out;
    for (const auto& column : table.columns) out += (out.empty() ? "" : ", ") + column.name;
    return out;
}

std::string key_names(const TableShape& table) {
    std::string out;
    for (const auto place : table.key) out += (out.empty() ? "" : ", ") + table.columns[place].name;
    return out;
}

std::string numbered(std::size_t count) {
    std::string out;
    for (std::size_t i = 1; i <= count; ++i) out += (i == 1 ? "$" : ", $") + std::to_string(i);
    return out;
}

/// One table, read page after page, each beginning behind the key that ended the one before.
class Reading {
public:
    Reading(store::Connection& db, const TableShape& table, std::size_t place, const TakeChunk& take)
        : table_(table), take_(take), last_(table.key.size()) {
        const std::string head = "/* whole */ SELECT " + names(table) + " FROM " + table.name;
        const std::string tail = " ORDER BY " + key_names(table) + " LIMIT " + std::to_string(rows_a_page);
        first_ = db.prepare(head + tail);
        next_ = db.prepare(head + " WHERE (" + key_names(table) + ") > (" + numbered(table.key.size()) + ")" + tail);
        chunk_.table = place;
    }

    Content all() {
        auto left = page(*first_, {});
        while (left == rows_a_page) {
            std::vector<Parameter> after;
            for (std::size_t i = 0; i < last_.size(); ++i)
                after.push_back(is_text(i) ? Parameter(std::string_view(last_[i].text)) : Parameter(last_[i].number));
            left = page(*next_, after);
        }
        hand_on();
        return {table_.name, rows_, hash_.hex()};
    }

private:
    struct KeyPart {
        std::int64_t number = 0;
        std::string text;
    };
    bool is_text(std::size_t part) const { return table_.columns[table_.key[part]].is_text; }

    std::int64_t page(store::Statement& statement, std::span<const Parameter> after) {
        statement.start(after);
        std::int64_t count = 0;
        while (const Row* row = statement.step()) {
            put_row(chunk_.bytes, table_, *row);
            ++chunk_.rows;
            if (++count == rows_a_page) remember(*row);
            if (chunk_.bytes.size() >= usual_chunk) hand_on();
        }
        return count;
    }

    void remember(const Row& row) {
        for (std::size_t i = 0; i < last_.size(); ++i) {
            const int column = static_cast<int>(table_.key[i]);
            if (is_text(i)) last_[i].text = row.text(column);
            else last_[i].number = row.integer(column);
        }
    }

    void hand_on() {
        if (chunk_.rows == 0) return;
        hash_.add(chunk_.bytes);
        rows_ += chunk_.rows;
        take_(chunk_);
        chunk_.bytes.clear();
        chunk_.rows = 0;
    }

    const TableShape& table_;
    const TakeChunk& take_;
    std::unique_ptr<store::Statement> first_, next_;
    std::vector<KeyPart> last_;
    Chunk chunk_;
    Sha256 hash_;
    std::int64_t rows_ = 0;
};

}  // namespace

std::vector<Content> read_rows(store::Connection& db, const std::vector<TableShape>& tables, const TakeChunk& take) {
    std::vector<Content> found;
    for (std::size_t i = 0; i < tables.size(); ++i) found.push_back(Reading(db, tables[i], i, take).all());
    return found;
}

std::vector<std::int64_t> count_rows(store::Connection& db, const std::vector<TableShape>& tables) {
    std::vector<std::int64_t> counts;
    for (const auto& table : tables) counts.push_back(db.query_integer("/* whole */ SELECT count(*) FROM " + table.name).value_or(0));
    return counts;
}

bool is_well_formed(const TableShape& table, const Chunk& chunk) {
    std::string_view left = chunk.bytes;
    for (std::int64_t row = 0; row < chunk.rows; ++row)
        for (const auto& column : table.columns)
            if (!skip_value(left, column.is_text)) return false;
    return left.empty();
}

void write_rows(store::Connection& db, const TableShape& table, const Chunk& chunk, std::int64_t skipped) {
    const auto insert = db.prepare("INSERT INTO " + table.name + "(" + names(table) + ") VALUES (" + numbered(table.columns.size()) + ")");
    std::vector<Parameter> values(table.columns.size());
    std::string_view left = chunk.bytes;
    for (std::int64_t row = 0; row < chunk.rows; ++row) {
        for (auto& value : values) value = take_value(left);
        if (row >= skipped) insert->add(values);
    }
}

std::vector<std::string> different(const std::vector<Content>& left, const std::vector<Content>& right) {
    std::vector<std::string> names;
    for (const auto& content : left)
        if (std::ranges::find(right, content) == right.end()) names.push_back(content.table);
    for (const auto& content : right)
        if (std::ranges::find(left, content.table, &Content::table) == left.end()) names.push_back(content.table);
    return names;
}

}  // namespace khuyenhoc::keeping
