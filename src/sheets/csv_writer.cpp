// CSV on its way out: UTF-8, CRLF, quoted where needed, and never a formula.
#include <fmt/format.h>

#include "base/check.h"
#include "sheets/sheets.h"

namespace khuyenhoc::sheets {

namespace {

constexpr std::size_t piece_bytes = 64 * 1024;

/// 5285 basis points -> "52.85".
std::string percent_text(std::int64_t bp) {
    const std::int64_t size = bp < 0 ? -bp : bp;
    return fmt::format("{}{}.{:02}", bp < 0 ? "-" : "", size / 100, size % 100);
}

class CsvWriter final : public Writer {
public:
    explicit CsvWriter(CsvStyle style) : style_(std::move(style)) {
        if (style_.byte_order_mark) out_ = "\xEF\xBB\xBF";
    }

    void sheet(std::string_view, std::span<const Column> columns) override {
        if (begun_) out_ += "\r\n";
        begun_ = true;
        formats_.clear();
        for (const Column& column : columns) {
            if (!formats_.empty()) out_.push_back(style_.separator);
            put_text(column.title);
            formats_.push_back(column.format);
        }
        end_row();
    }

    void row(std::span<const Value> cells) override {
        check(begun_, "a sheet is begun before its rows");
        for (std::size_t i = 0; i < cells.size(); ++i) {
            if (i > 0) out_.push_back(style_.separator);
            put(cells[i], i < formats_.size() ? formats_[i] : Format::text);
        }
        end_row();
    }

    std::string finish() override {
        if (style_.sink) flush();
        return std::move(out_);
    }

private:
    void put(const Value& value, Format format) {
        if (const auto* number = std::get_if<std::int64_t>(&value)) {
            out_ += format == Format::percent_bp ? percent_text(*number) : std::to_string(*number);
        } else if (const auto* real = std::get_if<double>(&value)) {
            out_ += format == Format::decimal ? fmt::format("{:.1f}", *real) : fmt::format("{}", *real);
        } else if (const auto* text = std::get_if<std::string_view>(&value)) {
            put_text(*text);
        } else if (const auto* date = std::get_if<Date>(&value)) {
            out_ += to_text(*date);
        }
    }

    /// Also in full width: some spreadsheets take those for the same signs.
    static bool begins_formula(std::string_view text) {
        for (const std::string_view sign : {"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"})
            if (text.starts_with(sign)) return true;
        return false;
    }

    void put_text(std::string_view text) {
        const bool formula = style_.guard_formulas && begins_formula(text);
        const bool quoted = text.find_first_of("\"\r\n\t") != std::string_view::npos || text.find(style_.separator) != std::string_view::npos ||
                            (!text.empty() && (text.front() == ' ' || text.back() == ' '));
        if (quoted) out_.push_back('"');
        if (formula) out_.push_back('\'');
        for (char c : text) {
            if (c == '"') out_.push_back('"');
            out_.push_back(c);
        }
        if (quoted) out_.push_back('"');
    }

    void end_row() {
        out_ += "\r\n";
        if (style_.sink && out_.size() >= piece_bytes) flush();
    }
    void flush() {
        style_.sink(out_);
        out_.clear();
    }

    CsvStyle style_;
    std::string out_;
    std::vector<Format> formats_;
    bool begun_ = false;
};

}  // namespace

std::unique_ptr<Writer> csv_writer(CsvStyle style) { return std::make_unique<CsvWriter>(std::move(style)); }

}  // namespace khuyenhoc::sheets
