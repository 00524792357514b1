// CSV as RFC 4180 has it and as people's programs write it: any of , ; tab between cells, LF, CRLF or CR between rows,
// quotes with doubled quotes and line ends inside, a byte order mark, the "sep=;" line.
#include <algorithm>
#include <array>
#include <cstring>

#include "sheets/encoding.h"
#include "sheets/readers.h"

namespace khuyenhoc::sheets {

namespace {

constexpr std::size_t block_bytes = 256 * 1024;
constexpr std::array<char, 3> separators = {',', ';', '\t'};

/// How often each separator stands outside quotes in the first rows of `text`.
char likely_separator(std::string_view text, std::size_t rows) {
    std::array<std::size_t, separators.size()> counts{};
    bool quoted = false;
    for (char c : text) {
        if (c == '"') quoted = !quoted;
        if (quoted) continue;
        if (c == '\n' && --rows == 0) break;
        for (std::size_t i = 0; i < separators.size(); ++i) counts[i] += c == separators[i];
    }
    const auto most = std::ranges::max_element(counts);
    return separators[static_cast<std::size_t>(most - counts.begin())];
}

class CsvReader final : public Reader {
public:
    CsvReader(std::unique_ptr<Source> source, const Limits& limits) : source_(std::move(source)), limits_(limits) {}

    Result<void> open();
    Result<const Row*> next() override;
    std::string description() const override;
    int permille() const override {
        return source_->size() == 0 ? 1000 : static_cast<int>(std::min(read_, source_->size()) * 1000 / source_->size());
    }

private:
    struct Field {
        std::size_t start = 0;
        std::size_t end = 0;
        bool has_quotes = false;  ///< doubled quotes inside: to be halved
    };
    enum class Scan { row, more, end };

    Result<void> fill();
    Result<Scan> scan_row();
    Result<Scan> scan_field();
    Result<Scan> scan_quoted();
    std::size_t plain_end(std::size_t from) const;
    Result<void> close_field(Field field);
    void take_separator_line();
    std::unexpected<Refusal> refuse_here(std::string_view code, std::size_t limit = 0) const;

    std::unique_ptr<Source> source_;
    Limits limits_;
    Decoder decoder_;
    std::string block_;
    std::string text_;          ///< decoded, not yet given out, from at_
    std::size_t at_ = 0;        ///< start of the row being read
    std::size_t cursor_ = 0;    ///< where the scan stands
    std::size_t read_ = 0;
    bool at_end_ = false;       ///< the source has no more
    bool done_ = false;
    char separator_ = ',';
    std::vector<Field> fields_;
    Row row_;
};

std::unexpected<Refusal> CsvReader::refuse_here(std::string_view code, std::size_t limit) const {
    const std::string place = place_of(row_.number + 1, fields_.size());
    if (limit == 0) return refuse(code, place);
    return refuse(code, place, {{"limit", std::to_string(limit)}});
}

Result<void> CsvReader::fill() {
    text_.erase(0, at_);
    at_ = 0;
    // A row longer than a block is read in doubling pieces, so that scanning it again stays linear.
    const std::size_t want = std::max(block_bytes, text_.size());
    block_.resize(want);
    const std::size_t got = source_->read(block_.data(), want);
    read_ += got;
    at_end_ = got < want;
    if (read_ > limits_.file_bytes) return refuse("sheets.too_large", "", {{"limit", std::to_string(limits_.file_bytes)}});
    return decoder_.add(std::string_view(block_).substr(0, got), at_end_, text_);
}

void CsvReader::take_separator_line() {
    const std::string_view text = text_;
    if (text.size() < 5 || !text.starts_with("sep=")) return;
    if (std::ranges::find(separators, text[4]) == separators.end()) return;
    std::size_t end = 5;
    if (end < text.size() && text[end] == '\r') ++end;
    if (end < text.size() && text[end] == '\n') ++end;
    if (end == 5 && end < text.size()) return;
    separator_ = text[4];
    at_ = end;
    row_.number = 1;
}

Result<void> CsvReader::open() {
    if (auto filled = fill(); !filled) return filled;
    separator_ = likely_separator(text_, limits_.header_rows);
    take_separator_line();
    return {};
}

std::string CsvReader::description() const {
    return "csv, " + std::string(decoder_.name()) + ", " + (separator_ == '\t' ? "tab" : std::string(1, separator_));
}

std::size_t CsvReader::plain_end(std::size_t from) const {
    const char* text = text_.data();
    const std::size_t size = text_.size();
    while (from < size && text[from] != separator_ && text[from] != '\n' && text[from] != '\r') ++from;
    return from;
}

Result<void> CsvReader::close_field(Field field) {
    if (field.end - field.start > limits_.field_bytes) return refuse_here("sheets.field_too_long", limits_.field_bytes);
    if (fields_.size() == limits_.columns) return refuse_here("sheets.too_many_columns", limits_.columns);
    fields_.push_back(field);
    return {};
}

Result<CsvReader::Scan> CsvReader::scan_quoted() {
    Field field{cursor_ + 1, 0, false};
    std::size_t at = field.start;
    while (true) {
        const auto* found = static_cast<const char*>(std::memchr(text_.data() + at, '"', text_.size() - at));
        const std::size_t quote = found == nullptr ? text_.size() : static_cast<std::size_t>(found - text_.data());
        if (quote - field.start > limits_.field_bytes) return refuse_here("sheets.field_too_long", limits_.field_bytes);
        if (found == nullptr) {
            if (!at_end_) return Scan::more;
            return refuse_here("sheets.open_quote");
        }
        if (quote + 1 == text_.size() && !at_end_) return Scan::more;
        if (quote + 1 < text_.size() && text_[quote + 1] == '"') {
            field.has_quotes = true;
            at = quote + 2;
            continue;
        }
        field.end = quote;
        cursor_ = quote + 1;
        break;
    }
    if (cursor_ < text_.size() && text_[cursor_] != separator_ && text_[cursor_] != '\n' && text_[cursor_] != '\r')
        return refuse_here("sheets.stray_quote");
    if (auto closed = close_field(field); !closed) return std::unexpected(closed.error());
    return Scan::row;
}

/// One cell from `cursor_`, which ends on the separator, on the line end or at the end of the text.
Result<CsvReader::Scan> CsvReader::scan_field() {
    if (cursor_ < text_.size() && text_[cursor_] == '"') return scan_quoted();
    const std::size_t end = plain_end(cursor_);
    if (end == text_.size() && !at_end_) {
        if (end - cursor_ > limits_.field_bytes) return refuse_here("sheets.field_too_long", limits_.field_bytes);
        return Scan::more;
    }
    if (auto closed = close_field({cursor_, end, false}); !closed) return std::unexpected(closed.error());
    cursor_ = end;
    return Scan::row;
}

Result<CsvReader::Scan> CsvReader::scan_row() {
    fields_.clear();
    cursor_ = at_;
    if (cursor_ == text_.size()) return at_end_ ? Scan::end : Scan::more;
    while (true) {
        auto field = scan_field();
        if (!field || *field != Scan::row) return field;
        if (cursor_ == text_.size()) {
            if (!at_end_) return Scan::more;
            at_ = cursor_;
            return Scan::row;
        }
        const char stop = text_[cursor_];
        if (stop == separator_) {
            ++cursor_;
            if (cursor_ == text_.size() && !at_end_) return Scan::more;
            continue;
        }
        if (stop == '\r' && cursor_ + 1 == text_.size() && !at_end_) return Scan::more;
        cursor_ += stop == '\r' && cursor_ + 1 < text_.size() && text_[cursor_ + 1] == '\n' ? 2 : 1;
        at_ = cursor_;
        return Scan::row;
    }
}

Result<const Row*> CsvReader::next() {
    while (!done_) {
        auto scanned = scan_row();
        if (scanned && *scanned == Scan::more) {
            auto filled = fill();
            if (filled) continue;
            scanned = refuse(filled.error().code, place_of(row_.number + 1), filled.error().facts);
        }
        if (!scanned || *scanned == Scan::end) {
            done_ = true;
            if (!scanned) return std::unexpected(scanned.error());
            break;
        }
        if (++row_.number > limits_.rows) {
            done_ = true;
            return refuse("sheets.too_many_rows", place_of(row_.number), {{"limit", std::to_string(limits_.rows)}});
        }
        row_.cells.clear();
        for (Field& field : fields_) {
            char* start = text_.data() + field.start;
            char* end = text_.data() + field.end;
            if (field.has_quotes) {
                char* out = start;
                for (const char* in = start; in < end; ++in) {
                    *out++ = *in;
                    if (*in == '"') ++in;
                }
                end = out;
            }
            row_.cells.emplace_back(start, static_cast<std::size_t>(end - start));
        }
        if (!row_.is_blank()) return &row_;
    }
    return nullptr;
}

}  // namespace

Result<std::unique_ptr<Reader>> open_csv(std::unique_ptr<Source> source, const Limits& limits) {
    auto reader = std::make_unique<CsvReader>(std::move(source), limits);
    if (auto opened = reader->open(); !opened) return std::unexpected(opened.error());
    return reader;
}

}  // namespace khuyenhoc::sheets
