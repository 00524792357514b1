// Workbooks on their way out, through libxlsxwriter in constant memory. The file lies on disk until it is finished.
#include <unistd.h>
#include <xlsxwriter.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <map>

#include "base/check.h"
#include "sheets/sheets.h"

namespace khuyenhoc::sheets {

namespace {

constexpr std::time_t created_always = 1735689600;  // the same cells give the same bytes on any day

/// What Excel takes as a sheet's name: at most 31 characters, none of []:*?/\ inside.
std::string sheet_title(std::string_view name) {
    std::string title;
    std::size_t length = 0;
    for (char c : name) {
        const bool starts_character = (static_cast<unsigned char>(c) & 0xC0) != 0x80;
        if (starts_character && ++length > 31) break;
        title.push_back(std::string_view("[]:*?/\\").find(c) == std::string_view::npos ? c : '-');
    }
    return title.empty() ? "Sheet" : title;
}

std::string read_and_remove(const std::string& path) {
    std::string bytes;
    if (std::FILE* file = std::fopen(path.c_str(), "rb")) {
        std::array<char, 65536> piece{};
        for (std::size_t got = 0; (got = std::fread(piece.data(), 1, piece.size(), file)) > 0;) bytes.append(piece.data(), got);
        std::fclose(file);
    }
    std::remove(path.c_str());
    return bytes;
}

class XlsxWriter final : public Writer {
public:
    XlsxWriter() {
        std::string pattern = (std::filesystem::temp_directory_path() / "khuyenhoc-XXXXXX").string();
        const int file = ::mkstemp(pattern.data());
        check(file >= 0, "a temporary file can be made");
        ::close(file);
        path_ = pattern;
        lxw_workbook_options options{};
        options.constant_memory = LXW_TRUE;
        book_ = workbook_new_opt(path_.c_str(), &options);
        check(book_ != nullptr, "a workbook can be begun");
        lxw_doc_properties properties{};
        properties.created = created_always;
        workbook_set_properties(book_, &properties);
        header_ = workbook_add_format(book_);
        format_set_bold(header_);
        format_set_text_wrap(header_);
        format_set_align(header_, LXW_ALIGN_VERTICAL_CENTER);
        format_set_bg_color(header_, 0xE2EFDA);
        format_set_bottom(header_, LXW_BORDER_THIN);
    }
    ~XlsxWriter() override {
        if (book_ == nullptr) return;
        workbook_close(book_);
        std::remove(path_.c_str());
    }
    XlsxWriter(const XlsxWriter&) = delete;
    XlsxWriter& operator=(const XlsxWriter&) = delete;

    void sheet(std::string_view name, std::span<const Column> columns) override {
        sheet_ = workbook_add_worksheet(book_, sheet_title(name).c_str());
        check(sheet_ != nullptr, "sheet names are valid and differ");
        formats_.clear();
        row_ = 0;
        for (std::size_t i = 0; i < columns.size(); ++i) {
            const auto at = static_cast<lxw_col_t>(i);
            formats_.push_back(columns[i].format);
            worksheet_set_column(sheet_, at, at, columns[i].width, format_of(columns[i].format));
            worksheet_write_string(sheet_, 0, at, columns[i].title.c_str(), header_);
        }
        worksheet_freeze_panes(sheet_, 1, 0);
        ++row_;
    }

    void row(std::span<const Value> cells) override {
        check(sheet_ != nullptr, "a sheet is begun before its rows");
        for (std::size_t i = 0; i < cells.size(); ++i)
            put(static_cast<lxw_col_t>(i), cells[i], i < formats_.size() ? formats_[i] : Format::text);
        ++row_;
    }

    std::string finish() override {
        const lxw_error error = workbook_close(book_);
        book_ = nullptr;
        std::string bytes = read_and_remove(path_);
        check(error == LXW_NO_ERROR && !bytes.empty(), "the workbook can be written to the temporary folder");
        return bytes;
    }

private:
    void put(lxw_col_t column, const Value& value, Format kind) {
        lxw_format* format = format_of(kind);
        if (const auto* number = std::get_if<std::int64_t>(&value)) {
            const double shown = kind == Format::percent_bp ? static_cast<double>(*number) / 10000 : static_cast<double>(*number);
            worksheet_write_number(sheet_, row_, column, shown, format);
        } else if (const auto* real = std::get_if<double>(&value)) {
            worksheet_write_number(sheet_, row_, column, *real, format);
        } else if (const auto* text = std::get_if<std::string_view>(&value)) {
            worksheet_write_string(sheet_, row_, column, std::string(*text).c_str(), format);
        } else if (const auto* date = std::get_if<Date>(&value)) {
            lxw_datetime day{};
            day.year = date->year;
            day.month = date->month;
            day.day = date->day;
            worksheet_write_datetime(sheet_, row_, column, &day, format_of(Format::date));
        }
    }

    lxw_format* format_of(Format kind) {
        auto [found, is_new] = cell_formats_.try_emplace(kind, nullptr);
        if (!is_new) return found->second;
        const char* code = nullptr;
        switch (kind) {
            case Format::text: code = "@"; break;
            case Format::integer: code = "#,##0"; break;
            case Format::decimal: code = "#,##0.0"; break;
            case Format::percent_bp: code = "0.00%"; break;
            case Format::date: code = "dd/mm/yyyy"; break;
        }
        found->second = workbook_add_format(book_);
        format_set_num_format(found->second, code);
        return found->second;
    }

    std::string path_;
    lxw_workbook* book_ = nullptr;
    lxw_worksheet* sheet_ = nullptr;
    lxw_format* header_ = nullptr;
    lxw_row_t row_ = 0;
    std::vector<Format> formats_;
    std::map<Format, lxw_format*> cell_formats_;
};

}  // namespace

std::unique_ptr<Writer> xlsx_writer() { return std::make_unique<XlsxWriter>(); }

}  // namespace khuyenhoc::sheets
