// The report as CSV and as a workbook.
#include "indicators/percent.h"
#include "indicators/printed.h"
#include "indicators/report.h"
#include "sheets/sheets.h"

namespace khuyenhoc::indicators {

namespace {

using sheets::Column;
using sheets::Value;
using Cell = sheets::Format;

Value share(const Counts& counts, const Figure& figure) {
    if (figure.denominator == nullptr) return {};
    const std::int64_t among = count_of(counts, figure.denominator->code);
    if (among == 0) return {};
    return basis_points(count_of(counts, figure.numerator->code), among);
}

Value recognised(const Counts& counts, const Figure& figure) {
    const auto n = recognised_of(counts, figure.numerator->code);
    return n ? Value(*n) : Value();
}

/// Writes the sheets of the workbook; texts made on the way live until the row is written.
class Workbook {
public:
    Workbook(const Report& report, std::string_view language) : report_(report), language_(language) {}

    std::string write() {
        about();
        titles();
        below();
        targets();
        printed();
        states();
        return book_->finish();
    }

private:
    std::string say(std::string_view vi, std::string_view en) const { return std::string(language_ == "en" ? en : vi); }

    void about() {
        book_->sheet(say("Báo cáo", "Report"),
                     std::vector<Column>{{say("Mục", "Item"), 26}, {say("Nội dung", "Content"), 110}});
        const auto line = [&](const std::string& name, const std::string& text) {
            book_->row({std::string_view(name), std::string_view(text)});
        };
        line(say("Địa bàn", "Place"), report_.atlas.full_name(report_.place, report_.on, language_));
        line(say("Mã", "Code"), report_.atlas.code(report_.place, report_.on));
        line(say("Năm", "Year"), std::to_string(report_.year));
        line(say("Ranh giới ngày", "Boundaries of"), day_text(report_.on, language_));
        line(say("Ngày chốt số liệu", "Cut-off"), day_text(report_.campaign.cut_off, language_));
        for (const auto& c : report_.campaign.criteria)
            line(say("Bộ tiêu chí", "Criteria"),
                 (language_ == "en" ? c.name_en : c.name_vi) + " (" + c.id + ")" +
                     (c.illustrative ? say(" — MINH HỌA", " — ILLUSTRATIVE") : std::string()));
        for (const auto& note : notes(report_, language_)) line(say("Ghi chú", "Note"), note);
    }

    void titles() {
        book_->sheet(say("Danh hiệu", "Titles"),
                     std::vector<Column>{{say("Chỉ tiêu", "Figure"), 46},
                                         {say("Tử số", "Numerator"), 14, Cell::integer},
                                         {say("Tử số là gì", "Numerator is"), 40},
                                         {say("Mẫu số", "Denominator"), 14, Cell::integer},
                                         {say("Mẫu số là gì", "Denominator is"), 40},
                                         {say("Tỷ lệ %", "Share %"), 10, Cell::percent_bp},
                                         {say("Đã công nhận", "Recognised"), 14, Cell::integer},
                                         {say("Định nghĩa", "Definition"), 90}});
        for (const auto& f : report_.dictionary.figures) {
            const Value among = f.denominator ? Value(count_of(report_.own, f.denominator->code)) : Value();
            const std::string_view among_name =
                f.denominator ? std::string_view(f.denominator->name.in(language_)) : "";
            book_->row({std::string_view(f.name.in(language_)), count_of(report_.own, f.numerator->code),
                        std::string_view(f.numerator->name.in(language_)), among, among_name, share(report_.own, f),
                        recognised(report_.own, f), std::string_view(f.definition.in(language_))});
        }
    }

    void below() {
        if (report_.below.empty()) return;
        std::vector<Column> columns{{say("Mã", "Code"), 9}, {say("Địa bàn", "Place"), 30}};
        for (const auto& f : report_.dictionary.figures) {
            columns.push_back({f.name.in(language_), 16, Cell::integer});
            if (f.denominator == nullptr) continue;
            columns.push_back({say("trên ", "of ") + f.denominator->name.in(language_), 16, Cell::integer});
            columns.push_back({"%", 9, Cell::percent_bp});
        }
        book_->sheet(say("Theo địa bàn", "By place"), columns);
        for (const auto& row : report_.below) {
            const std::string code = report_.atlas.code(row.place, report_.on);
            const std::string name = report_.atlas.full_name(row.place, report_.on, language_);
            std::vector<Value> cells{std::string_view(code), std::string_view(name)};
            for (const auto& f : report_.dictionary.figures) {
                cells.emplace_back(count_of(row.counts, f.numerator->code));
                if (f.denominator == nullptr) continue;
                cells.emplace_back(count_of(row.counts, f.denominator->code));
                cells.push_back(share(row.counts, f));
            }
            book_->row(cells);
        }
    }

    void targets() {
        book_->sheet(say("Chỉ tiêu", "Targets"), std::vector<Column>{{say("Chỉ tiêu", "Figure"), 46},
                                                                     {say("Năm", "Year"), 8},
                                                                     {say("Mức %", "Target %"), 10, Cell::percent_bp},
                                                                     {say("Tỷ lệ %", "Share %"), 10, Cell::percent_bp},
                                                                     {say("Kết quả", "Result"), 12},
                                                                     {say("Văn bản", "Document"), 44},
                                                                     {say("Độ tin cậy", "Confidence"), 11},
                                                                     {say("Ghi chú", "Note"), 90}});
        for (const auto& f : report_.dictionary.figures)
            for (const auto& t : f.targets) {
                const std::string year = std::to_string(t.year);
                const bool reached =
                    reaches(count_of(report_.own, f.numerator->code), count_of(report_.own, f.denominator->code), t.bp);
                const std::string result = reached ? say("đạt", "reached") : say("chưa đạt", "not reached");
                book_->row({std::string_view(f.name.in(language_)), std::string_view(year), t.bp, share(report_.own, f),
                            std::string_view(result), std::string_view(t.document), std::string_view(t.confidence),
                            std::string_view(t.note.in(language_))});
            }
    }

    void printed() {
        const auto list = report_.printed();
        if (list.empty()) return;
        book_->sheet(say("Số đã đăng báo", "In print"), std::vector<Column>{{say("Đã in", "Printed"), 44},
                                                                            {say("Tính lại", "Ours"), 34},
                                                                            {say("Vì sao", "Why"), 110},
                                                                            {say("Nguồn", "Source"), 70}});
        for (const Printed* p : list) {
            const std::string text = printed_text(*p, language_);
            const std::string ours = our_text(*p, report_.dictionary, report_.own, language_);
            const std::string why = why_text(*p, report_.dictionary, report_.own, report_.year, language_);
            book_->row(
                {std::string_view(text), std::string_view(ours), std::string_view(why), std::string_view(p->source)});
        }
    }

    void states() {
        book_->sheet(say("Tình trạng xét", "States"),
                     std::vector<Column>{{say("Danh hiệu", "Title"), 24},
                                         {say("Đủ điều kiện", "Achieved"), 14, Cell::integer},
                                         {say("Chưa đủ", "Not achieved"), 14, Cell::integer},
                                         {say("Chấm thiếu", "Incomplete"), 14, Cell::integer},
                                         {say("Hai hộ", "Two households"), 14, Cell::integer},
                                         {say("Chưa đánh giá", "Not assessed"), 14, Cell::integer},
                                         {say("Ngoài diện", "Out of scope"), 14, Cell::integer}});
        for (const auto& line : state_lines(report_.own))
            book_->row({title_name(line.title, language_), line.counts.achieved, line.counts.not_achieved,
                        line.counts.incomplete, line.counts.two_households, line.counts.not_assessed,
                        line.counts.out_of_scope});
    }

    const Report& report_;
    std::string_view language_;
    std::unique_ptr<sheets::Writer> book_ = sheets::xlsx_writer();
};

}  // namespace

std::string report_xlsx(const Report& report, std::string_view language) { return Workbook(report, language).write(); }

std::string report_csv(const Report& report) {
    // For programs: no byte order mark, names of columns that never change with the language.
    auto writer = sheets::csv_writer({.byte_order_mark = false, .separator = ',', .guard_formulas = true, .sink = {}});
    std::vector<Column> columns{{"place_id"}, {"code"}, {"type"}, {"name"}, {"year"}, {"on"}};
    for (const auto& f : report.dictionary.figures) {
        columns.push_back({f.code + "_numerator", 14, Cell::integer});
        if (f.denominator != nullptr) columns.push_back({f.code + "_denominator", 14, Cell::integer});
        if (recognised_of(report.own, f.numerator->code))
            columns.push_back({f.code + "_recognised", 14, Cell::integer});
    }
    writer->sheet("below", columns);
    const std::string on = to_text(report.on);
    for (const auto& row : report.below) {
        const std::string code = report.atlas.code(row.place, report.on);
        const auto& name = report.atlas.name(row.place, report.on);
        std::vector<Value> cells{row.place,
                                 std::string_view(code),
                                 std::string_view(name.type),
                                 std::string_view(name.name),
                                 std::int64_t(report.year),
                                 std::string_view(on)};
        for (const auto& f : report.dictionary.figures) {
            cells.emplace_back(count_of(row.counts, f.numerator->code));
            if (f.denominator != nullptr) cells.emplace_back(count_of(row.counts, f.denominator->code));
            if (const auto n = recognised_of(row.counts, f.numerator->code)) cells.emplace_back(*n);
        }
        writer->row(cells);
    }
    return writer->finish();
}

}  // namespace khuyenhoc::indicators
