// The report as it is sent and read aloud: plain text, columns by spaces, nothing cut off.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "indicators/percent.h"
#include "indicators/printed.h"
#include "indicators/report.h"

namespace khuyenhoc::indicators {

namespace {

/// A table whose columns are as wide as what is in them; the first column is text, the others lean right.
class Grid {
public:
    void row(std::vector<std::string> cells) {
        widths_.resize(std::max(widths_.size(), cells.size()));
        for (std::size_t i = 0; i < cells.size(); ++i) widths_[i] = std::max(widths_[i], length_of(cells[i]));
        rows_.push_back(std::move(cells));
    }

    std::string text() const {
        std::string out;
        for (std::size_t r = 0; r < rows_.size(); ++r) {
            std::string line;
            for (std::size_t i = 0; i < rows_[r].size(); ++i) {
                const std::string& cell = rows_[r][i];
                const std::string space(widths_[i] - length_of(cell), ' ');
                line += (i == 0 ? "  " : "  ") + (i == 0 ? cell + space : space + cell);
            }
            while (!line.empty() && line.back() == ' ') line.pop_back();
            out += line + "\n";
            if (r == 0) out += "  " + std::string(total_width(), '-') + "\n";
        }
        return out;
    }

private:
    std::size_t total_width() const {
        std::size_t width = 0;
        for (const auto w : widths_) width += w + 2;
        return width - 2;
    }

    std::vector<std::vector<std::string>> rows_;
    std::vector<std::size_t> widths_;
};

class Text {
public:
    Text(const Report& report, std::string_view language) : report_(report), language_(language) {}

    std::string write() {
        heading();
        titles();
        targets();
        printed();
        states();
        below();
        closing();
        return std::move(out_);
    }

private:
    std::string say(std::string_view vi, std::string_view en) const { return std::string(language_ == "en" ? en : vi); }
    void line(const std::string& text = "") { out_ += text + "\n"; }
    void section(const std::string& name) { out_ += "\n" + name + "\n\n"; }
    std::string n(std::int64_t value) const { return number(value, language_); }

    /// The target of the year, when its documents agree on one; both when they do not.
    std::string target_of(const Figure& figure) const {
        std::string out;
        std::vector<std::int64_t> seen;
        for (const auto& t : figure.targets) {
            if (t.year != report_.year || std::ranges::find(seen, t.bp) != seen.end()) continue;
            seen.push_back(t.bp);
            out += (out.empty() ? "" : " / ") + percent_number(t.bp, 10000, 0, language_) + " %";
        }
        return out.empty() ? "–" : out;
    }

    void heading() {
        const std::string place = report_.atlas.full_name(report_.place, report_.on, language_);
        const std::string code = report_.atlas.code(report_.place, report_.on);
        line(say("BÁO CÁO CÁC DANH HIỆU HỌC TẬP NĂM ", "LEARNING TITLES, REPORT FOR ") + std::to_string(report_.year));
        line(place + (code.empty() ? "" : say(" (mã ", " (code ") + code + ")"));
        if (report_.campaign.synthetic)
            line(say("*** Người giả định, địa bàn có thật: dữ liệu trình diễn ***",
                     "*** Synthetic people, real places: demonstration data ***"));
        line();
        line(say("Ranh giới hành chính ngày: ", "Boundaries as of: ") + day_text(report_.on, language_));
        line(say("Ngày chốt số liệu:         ", "Cut-off of the data: ") +
             day_text(report_.campaign.cut_off, language_));
        line(say("Đợt đánh giá:              ", "Campaign: ") + campaign_state());
        line(say("Bộ tiêu chí:", "Criteria:"));
        for (const auto& c : report_.campaign.criteria) {
            std::string text = "  - " + std::string(title_name(c.title, language_)) + ": " +
                               (language_ == "en" ? c.name_en : c.name_vi) + " [" + c.id;
            if (!c.document.empty()) text += "; " + c.document;
            text += say("; độ tin cậy ", "; confidence ") + c.confidence + "]";
            if (c.illustrative) text += say(" — MINH HỌA", " — ILLUSTRATIVE");
            line(text);
        }
        if (report_.campaign.criteria.empty()) line(say("  chưa nạp bộ tiêu chí nào", "  criteria text not loaded"));
    }

    std::string campaign_state() const {
        if (report_.campaign.state == "open") return say("đang mở", "open");
        if (report_.campaign.state == "closed") return say("đã đóng", "closed");
        return say("chưa có", "none");
    }

    void titles() {
        section(say("1. Các danh hiệu", "1. Titles"));
        Grid grid;
        grid.row({say("Chỉ tiêu", "Figure"), say("Đủ điều kiện", "Computed"), say("Mẫu số", "Denominator"),
                  say("Tỷ lệ %", "Share %"), say("Đã công nhận", "Recognised"),
                  say("Mục tiêu ", "Target ") + std::to_string(report_.year)});
        for (const auto& f : report_.dictionary.figures) {
            if (f.denominator == nullptr) continue;
            const std::int64_t of = count_of(report_.own, f.numerator->code),
                               among = count_of(report_.own, f.denominator->code);
            const auto given = recognised_of(report_.own, f.numerator->code);
            grid.row({f.name.in(language_), n(of), n(among), percent_number(of, among, 2, language_),
                      given ? n(*given) : "–", target_of(f)});
        }
        out_ += grid.text();
    }

    void targets() {
        section(say("2. So với mục tiêu", "2. Against the targets"));
        for (const auto& f : report_.dictionary.figures) {
            if (f.targets.empty()) continue;
            const std::int64_t of = count_of(report_.own, f.numerator->code),
                               among = count_of(report_.own, f.denominator->code);
            line("  " + f.name.in(language_) + ": " + percent_number(of, among, 2, language_) + " %");
            for (const auto& t : f.targets) {
                std::string text =
                    fmt::format("    {}: {} % — {} — {} [{}]", t.year, percent_number(t.bp, 10000, 0, language_),
                                reaches(of, among, t.bp) ? say("đạt", "reached") : say("chưa đạt", "not reached"),
                                t.document, t.confidence);
                if (!t.note.vi.empty()) text += ". " + t.note.in(language_);
                line(text);
            }
        }
    }

    void printed() {
        const auto list = report_.printed();
        if (list.empty()) return;
        section(say("3. Số đã đăng báo và vì sao khác", "3. What was printed, and why it differs"));
        for (const Printed* p : list) {
            line("  " + say("In: ", "Printed: ") + printed_text(*p, language_) + " (" + day_text(p->as_of, language_) +
                 ")");
            line("    " + say("Tính: ", "Ours: ") + our_text(*p, report_.dictionary, report_.own, language_));
            if (const auto why = why_text(*p, report_.dictionary, report_.own, report_.year, language_); !why.empty())
                line("    " + why);
            line("    " + say("Nguồn: ", "Source: ") + p->source);
        }
    }

    void states() {
        section(say("4. Tình trạng xét: những gì chưa tính được", "4. States: what could not be judged"));
        Grid grid;
        grid.row({say("Danh hiệu", "Title"), say("Đủ điều kiện", "Achieved"), say("Chưa đủ", "Not achieved"),
                  say("Chấm thiếu", "Incomplete"), say("Hai hộ", "Two households"),
                  say("Chưa đánh giá", "Not assessed"), say("Ngoài diện", "Out of scope")});
        for (const auto& s : state_lines(report_.own))
            grid.row({std::string(title_name(s.title, language_)), n(s.counts.achieved), n(s.counts.not_achieved),
                      n(s.counts.incomplete), n(s.counts.two_households), n(s.counts.not_assessed),
                      n(s.counts.out_of_scope)});
        out_ += grid.text();
        line();
        line("  " + say("Chưa rõ nơi ở: ", "Without a place: ") + n(report_.own.unplaced_persons) +
             say(" người, ", " people, ") + n(report_.own.unplaced_households) + say(" hộ.", " households."));
    }

    void below() {
        if (report_.below.empty()) return;
        section(say("5. Theo địa bàn cấp dưới (số đủ điều kiện / mẫu số = %)",
                    "5. By place below (computed / denominator = %)"));
        Grid grid;
        std::vector<std::string> head{say("Địa bàn", "Place"), say("Mã", "Code")};
        for (const auto code : main_figures)
            head.emplace_back(title_name(report_.dictionary.find(code)->title, language_));
        grid.row(std::move(head));
        for (const auto& row : report_.below) {
            std::vector<std::string> cells{report_.atlas.full_name(row.place, report_.on, language_),
                                           report_.atlas.code(row.place, report_.on)};
            for (const auto code : main_figures) {
                const Figure* f = report_.dictionary.find(code);
                const std::int64_t of = count_of(row.counts, f->numerator->code),
                                   among = count_of(row.counts, f->denominator->code);
                cells.push_back(n(of) + "/" + n(among) + " = " + percent_number(of, among, 2, language_));
            }
            grid.row(std::move(cells));
        }
        out_ += grid.text();
    }

    void closing() {
        section(say("Ghi chú", "Notes"));
        for (const auto& note : notes(report_, language_)) line("  - " + note);
    }

    const Report& report_;
    std::string_view language_;
    std::string out_;
};

}  // namespace

std::string report_text(const Report& report, std::string_view language) { return Text(report, language).write(); }

}  // namespace khuyenhoc::indicators
