#include "people/import_file.h"

#include <algorithm>

#include "base/crypto.h"
#include "base/text.h"
#include "people/cards.h"
#include "people/lines.h"

namespace khuyenhoc::people {

namespace {

constexpr int header_rows = 30;  // titles and notes that may stand above the header
constexpr std::size_t first_rows_shown = 3;

std::vector<std::string> texts_of(const sheets::Row& row) {
    std::vector<std::string> out;
    for (const auto cell : row.cells) out.push_back(canonical(cell).value_or(""));
    return out;
}

/// The header that people chose themselves.
Result<OpenRegister> open_as_chosen(std::unique_ptr<sheets::Reader> reader, const std::string& columns) {
    auto choice = read_columns(columns);
    if (!choice) return std::unexpected(choice.error());
    while (true) {
        auto row = reader->next();
        if (!row) return std::unexpected(row.error());
        if (*row == nullptr || (*row)->number > choice->header_row) return refuse("people.no_header");
        if ((*row)->number < choice->header_row) continue;
        HeaderMap header;
        header.at = choice->at;
        header.titles = texts_of(**row);
        header.found = static_cast<std::size_t>(std::ranges::count_if(header.at, [](auto at) { return at != std::string::npos; }));
        if (auto complete = is_complete(header); !complete) return std::unexpected(complete.error());
        return OpenRegister{std::move(reader), std::move(header)};
    }
}

/// Which column is what by its heading alone; the first of two that mean the same.
std::vector<std::optional<RegisterColumn>> guesses(const std::vector<std::string>& titles) {
    std::vector<std::optional<RegisterColumn>> out;
    for (const auto& title : titles) {
        const std::string_view one[] = {title};
        const auto header = read_header(one);
        std::optional<RegisterColumn> guess;
        for (const ColumnWords& words : column_words())
            if (header && header->has(words.column)) guess = words.column;
        if (guess && std::ranges::find(out, guess) != out.end()) guess = std::nullopt;
        out.push_back(guess);
    }
    return out;
}

struct Looked {
    std::int64_t header_row = 0;
    std::vector<std::string> titles;
    std::vector<std::vector<std::string>> first;
};

/// The row that looks most like a header: with most known headings, else the first with most texts.
Result<Looked> find_header(sheets::Reader& reader) {
    std::vector<std::pair<std::int64_t, std::vector<std::string>>> rows;
    for (int i = 0; i < header_rows + static_cast<int>(first_rows_shown); ++i) {
        auto row = reader.next();
        if (!row) return std::unexpected(row.error());
        if (*row == nullptr) break;
        rows.emplace_back((*row)->number, texts_of(**row));
    }
    if (rows.empty()) return refuse("people.no_header");
    std::size_t best = 0;
    std::pair<std::ptrdiff_t, std::ptrdiff_t> most{-1, -1};
    for (std::size_t i = 0; i < rows.size() && i < header_rows; ++i) {
        const auto known = guesses(rows[i].second);
        const std::pair score{std::ranges::count_if(known, [](const auto& guess) { return guess.has_value(); }),
                              std::ranges::count_if(rows[i].second, [](const auto& text) { return !text.empty(); })};
        if (score > most) std::tie(most, best) = std::pair(score, i);
    }
    Looked looked{rows[best].first, std::move(rows[best].second), {}};
    for (std::size_t i = best + 1; i < rows.size() && looked.first.size() < first_rows_shown; ++i) looked.first.push_back(std::move(rows[i].second));
    return looked;
}

json::array texts(const std::vector<std::string>& cells) {
    json::array out;
    for (const auto& cell : cells) out.emplace_back(cell);
    return out;
}

}  // namespace

Result<OpenRegister> open_register(const std::string& path, const std::string& sheet, const std::string& columns) {
    auto reader = sheets::open_sheet(path, {}, sheet);
    if (!reader) return std::unexpected(reader.error());
    if (!columns.empty()) return open_as_chosen(std::move(*reader), columns);
    for (int i = 0; i < header_rows; ++i) {
        auto row = (*reader)->next();
        if (!row) return std::unexpected(row.error());
        if (*row == nullptr) break;
        auto header = read_header((*row)->cells);
        if (!header) return std::unexpected(header.error());
        if (header->found < 3 || !header->has(RegisterColumn::full_name)) continue;
        if (auto complete = is_complete(*header); !complete) return std::unexpected(complete.error());
        return OpenRegister{std::move(*reader), std::move(*header)};
    }
    return refuse("people.no_header");
}

Result<json::object> look_at_register(const std::string& path, const std::string& sheet, std::string_view language) {
    auto reader = sheets::open_sheet(path, {}, sheet);
    if (!reader) return std::unexpected(reader.error());
    auto looked = find_header(**reader);
    if (!looked) return std::unexpected(looked.error());
    const auto guessed = guesses(looked->titles);
    json::array columns, first, known, missing;
    std::string headings;
    for (std::size_t i = 0; i < looked->titles.size(); ++i) {
        (headings += looked->titles[i]) += '\x1f';
        columns.push_back(json::object{{"letters", sheets::column_letters(i)}, {"title", looked->titles[i]},
                                       {"guess", guessed[i] ? json::value(view(key_of(*guessed[i]))) : json::value()}});
    }
    const auto has = [&](RegisterColumn column) { return std::ranges::find(guessed, std::optional(column)) != guessed.end(); };
    for (const ColumnWords& words : column_words()) {
        known.push_back(json::object{{"key", view(key_of(words.column))}, {"name", view(language == "en" ? words.en : words.vi)}, {"required", words.required}});
        if (words.required && !has(words.column) && !(words.column == RegisterColumn::birth && has(RegisterColumn::birth_year)))
            missing.push_back(view(key_of(words.column)));
    }
    for (const auto& row : looked->first) first.push_back(texts(row));
    return json::object{{"format", (*reader)->description()}, {"header_row", looked->header_row}, {"fingerprint", sha256_hex(headings).substr(0, 16)},
                        {"columns", std::move(columns)}, {"first", std::move(first)}, {"known", std::move(known)}, {"missing", std::move(missing)}};
}

Result<json::object> rows_to_mend(const std::string& path, const ImportOptions& options, const std::vector<std::int64_t>& rows) {
    auto opened = open_register(path, options.sheet, options.columns);
    if (!opened) return std::unexpected(opened.error());
    json::array columns, list;
    for (std::size_t i = 0; i < opened->header.titles.size(); ++i) {
        json::value key;
        for (const ColumnWords& words : column_words())
            if (opened->header.of(words.column) == i) key = view(key_of(words.column));
        columns.push_back(json::object{{"letters", sheets::column_letters(i)}, {"title", opened->header.titles[i]}, {"key", std::move(key)}});
    }
    std::size_t next = 0;
    while (next < rows.size() && list.size() < most_rows_to_mend) {
        auto row = opened->reader->next();
        if (!row) return std::unexpected(row.error());
        if (*row == nullptr) break;
        while (next < rows.size() && rows[next] < (*row)->number) ++next;
        if (next == rows.size() || rows[next] != (*row)->number) continue;
        list.push_back(json::object{{"row", (*row)->number}, {"cells", texts(texts_of(**row))}});
    }
    return json::object{{"columns", std::move(columns)}, {"rows", std::move(list)}};
}

namespace {

Result<Answer> mend_file(QueryContext&, const json::object& body) {
    const auto writer = sheets::xlsx_writer();
    std::vector<sheets::Column> columns;
    for (const auto& title : body.at("columns").as_array()) columns.push_back({json::value_to<std::string>(title), 20});
    writer->sheet("", columns);
    for (const auto& row : body.at("rows").as_array()) {
        std::vector<sheets::Value> cells;
        for (const auto& cell : row.at("cells").as_array())
            cells.emplace_back(cell.is_string() ? std::string_view(cell.as_string().data(), cell.as_string().size()) : std::string_view());
        cells.resize(std::min(cells.size(), columns.size()));
        writer->row(std::span<const sheets::Value>(cells));
    }
    return Answer{.value = {}, .file = writer->finish(),
                  .content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", .file_name = "khuyenhoc-rows.xlsx"};
}

}  // namespace

std::vector<QueryLine> mend_queries() {
    using Kind = Field::Kind;
    return {{.path = "/api/people/rows-file", .summary = "Rows of a register as a workbook, to be mended there. Nothing is kept.",
             .may = anywhere(keepers_and_auditor, Access::open),
             .parameters = {}, .run = &mend_file,
             .body = {{.name = "columns", .kind = Kind::texts, .least = 1, .most = 60},
                      {.name = "rows", .kind = Kind::objects, .least = 1, .most = static_cast<std::int64_t>(most_rows_to_mend),
                       .inside = {{.name = "cells", .kind = Kind::texts, .least = 0, .most = 60}}}}}};
}

}  // namespace khuyenhoc::people
