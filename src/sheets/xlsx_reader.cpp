// The cells of one sheet of a workbook, row by row, in constant memory (the shared texts aside).
#include <algorithm>
#include <deque>

#include "base/text.h"
#include "sheets/readers.h"
#include "sheets/workbook.h"

namespace khuyenhoc::sheets {

namespace {

/// A row whose texts lie in one piece.
struct KeptRow {
    std::int64_t number = 0;
    std::string text;
    std::vector<std::pair<std::size_t, std::size_t>> cells;  ///< start and length in `text`, by column
};

class SheetWalker final : public XmlWalker {
public:
    SheetWalker(const Workbook& workbook, const Limits& limits) : workbook_(workbook), limits_(limits) {}

    void opened(std::string_view name, const Attributes& attributes) override {
        if (name == "row") open_row(attributes);
        else if (name == "c") open_cell(attributes);
        else if (name == "rPh") reading_aid_ = true;
        else if (name == "v" || name == "t") in_text_ = in_cell_ && !reading_aid_;
    }
    void closed(std::string_view name) override {
        if (name == "v" || name == "t") in_text_ = false;
        else if (name == "rPh") reading_aid_ = false;
        else if (name == "c") close_cell();
        else if (name == "row") close_row();
    }
    void text(std::string_view piece) override {
        if (!in_text_) return;
        value_.append(piece);
        if (value_.size() > limits_.field_bytes) refuse_here("sheets.field_too_long", limits_.field_bytes);
    }

    std::deque<KeptRow> rows;

private:
    void refuse_here(std::string_view code, std::size_t limit) {
        std::vector<std::pair<std::string, std::string>> facts;
        if (limit > 0) facts.emplace_back("limit", std::to_string(limit));
        refused = refuse(code, place_of(row_.number, column_), std::move(facts));
    }
    void open_row(const Attributes& attributes) {
        const auto written = attributes.get("r");
        const std::int64_t before = row_.number;
        const auto number = written.empty() ? std::optional(before + 1) : parse_integer(written);
        row_ = KeptRow{};
        row_.number = number.value_or(0);
        column_ = 0;
        next_column_ = 0;
        in_row_ = true;
        if (row_.number <= before) refuse_here("sheets.damaged", 0);
        else if (row_.number > limits_.rows) refuse_here("sheets.too_many_rows", static_cast<std::size_t>(limits_.rows));
    }
    void open_cell(const Attributes& attributes) {
        in_cell_ = in_row_;
        value_.clear();
        const auto reference = attributes.get("r");
        const auto letters = reference.substr(0, reference.find_first_of("0123456789"));
        const std::size_t named = letters.empty() ? next_column_ : column_index(letters);
        column_ = named >= 16384 ? 0 : named;
        if (named >= 16384) return refuse_here("sheets.damaged", 0);
        next_column_ = column_ + 1;
        type_ = attributes.get("t");
        const auto style = parse_integer(attributes.get("s")).value_or(-1);
        shows_date_ = style >= 0 && static_cast<std::size_t>(style) < workbook_.date_styles.size() &&
                      workbook_.date_styles[static_cast<std::size_t>(style)];
    }
    void close_cell() {
        if (!in_cell_) return;
        in_cell_ = false;
        if (type_ == "s") return put_shared();
        if (type_ == "inlineStr" || type_ == "str") return put(without_escapes(value_));
        if (type_ == "b") return put(value_ == "1" ? "TRUE" : value_ == "0" ? "FALSE" : value_);
        if (type_ == "e") return put(value_);
        if (type_ == "d") return put(parse_date(std::string_view(value_).substr(0, 10)) ? value_.substr(0, 10) : value_);
        put_number();
    }
    void put_shared() {
        if (value_.empty()) return;
        const auto index = parse_integer(value_);
        if (!index || *index < 0 || static_cast<std::size_t>(*index) >= workbook_.texts.size())
            return refuse_here("sheets.damaged", 0);
        put(workbook_.texts.get(static_cast<std::size_t>(*index)));
    }
    void put_number() {
        if (value_.empty()) return;
        const std::string number = number_text(value_);
        if (shows_date_) {
            const double serial = std::strtod(value_.c_str(), nullptr);
            if (const std::string date = date_text(serial, workbook_.from_1904); !date.empty()) return put(date);
        }
        put(number);
    }
    void put(std::string_view text) {
        if (text.empty()) return;
        if (column_ >= limits_.columns) return refuse_here("sheets.too_many_columns", limits_.columns);
        if (row_.cells.size() <= column_) row_.cells.resize(column_ + 1);
        row_.cells[column_] = {row_.text.size(), text.size()};
        row_.text.append(text);
        // Cells may name the same column over and over: a row is bounded as well as its cells are.
        if (row_.text.size() > limits_.field_bytes * 64) refuse_here("sheets.field_too_long", limits_.field_bytes * 64);
    }
    void close_row() {
        in_row_ = false;
        if (row_.cells.empty()) return;
        rows.push_back(row_);
    }

    const Workbook& workbook_;
    const Limits& limits_;
    KeptRow row_;
    std::string value_;
    std::string type_;
    std::size_t column_ = 0;
    std::size_t next_column_ = 0;
    bool in_row_ = false;
    bool in_cell_ = false;
    bool in_text_ = false;
    bool reading_aid_ = false;
    bool shows_date_ = false;
};

class XlsxReader final : public Reader {
public:
    XlsxReader(std::unique_ptr<Package> package, Workbook workbook, const Limits& limits)
        : limits_(limits), package_(std::move(package)), workbook_(std::move(workbook)), walker_(workbook_, limits_) {}

    Result<void> open() {
        auto walk = package_->walk(workbook_.sheet_part, walker_);
        if (!walk) return std::unexpected(walk.error());
        walk_ = std::move(*walk);
        return {};
    }

    Result<const Row*> next() override {
        while (true) {
            while (!walker_.rows.empty()) {
                kept_ = std::move(walker_.rows.front());
                walker_.rows.pop_front();
                row_.number = kept_.number;
                row_.cells.clear();
                for (const auto& [start, length] : kept_.cells) row_.cells.push_back(std::string_view(kept_.text).substr(start, length));
                last_row_ = row_.number;
                if (!row_.is_blank()) return &row_;
            }
            if (at_end_) return nullptr;
            auto more = walk_->step();
            if (!more) {
                at_end_ = true;
                walker_.rows.clear();
                Refusal refusal = more.error();
                if (refusal.where.empty()) refusal.where = "after " + place_of(last_row_);
                return std::unexpected(std::move(refusal));
            }
            at_end_ = !*more;
        }
    }

    std::string description() const override { return "xlsx, " + workbook_.sheet_name; }
    int permille() const override { return walk_->permille(); }

private:
    Limits limits_;
    std::unique_ptr<Package> package_;
    Workbook workbook_;
    SheetWalker walker_;
    std::unique_ptr<Package::Walk> walk_;
    KeptRow kept_;
    Row row_;
    std::int64_t last_row_ = 0;
    bool at_end_ = false;
};

}  // namespace

Result<std::unique_ptr<Reader>> open_xlsx(std::unique_ptr<Source> source, const Limits& limits, std::string_view sheet) {
    auto package = Package::open(std::move(source), limits);
    if (!package) return std::unexpected(package.error());
    auto workbook = read_workbook(**package, limits, sheet);
    if (!workbook) return std::unexpected(workbook.error());
    auto reader = std::make_unique<XlsxReader>(std::move(*package), std::move(*workbook), limits);
    if (auto opened = reader->open(); !opened) return std::unexpected(opened.error());
    return reader;
}

}  // namespace khuyenhoc::sheets
