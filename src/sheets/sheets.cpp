#include "sheets/sheets.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "base/text.h"
#include "sheets/readers.h"

namespace khuyenhoc::sheets {

namespace {

class FileSource final : public Source {
public:
    FileSource(std::FILE* file, std::string path, std::size_t size) : file_(file), path_(std::move(path)), size_(size) {}
    ~FileSource() override { std::fclose(file_); }
    FileSource(const FileSource&) = delete;
    FileSource& operator=(const FileSource&) = delete;
    std::size_t read(char* out, std::size_t size) override { return std::fread(out, 1, size, file_); }
    std::size_t size() const override { return size_; }
    const std::string& path() const override { return path_; }
    std::string_view bytes() const override { return {}; }
    void rewind() { std::rewind(file_); }

private:
    std::FILE* file_;
    std::string path_;
    std::size_t size_;
};

class BytesSource final : public Source {
public:
    explicit BytesSource(std::string bytes) : bytes_(std::move(bytes)) {}
    std::size_t read(char* out, std::size_t size) override {
        const std::size_t n = std::min(size, bytes_.size() - at_);
        if (n > 0) std::memcpy(out, bytes_.data() + at_, n);
        at_ += n;
        return n;
    }
    std::size_t size() const override { return bytes_.size(); }
    const std::string& path() const override { return path_; }
    std::string_view bytes() const override { return bytes_; }

private:
    std::string bytes_;
    std::string path_;
    std::size_t at_ = 0;
};

bool starts_with_any_case(std::string_view text, std::string_view lower) {
    if (text.size() < lower.size()) return false;
    for (std::size_t i = 0; i < lower.size(); ++i) {
        const char c = text[i];
        if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c) != lower[i]) return false;
    }
    return true;
}

/// Pages and documents that spreadsheets' exports are taken for.
bool is_markup(std::string_view head) {
    while (!head.empty() && (head.front() == ' ' || head.front() == '\n' || head.front() == '\r')) head.remove_prefix(1);
    for (const std::string_view sign : {"<html", "<!doctype", "<table", "<?xml", "%pdf", "{\\rtf"})
        if (starts_with_any_case(head, sign)) return true;
    return false;
}

Result<std::unique_ptr<Reader>> open_source(std::unique_ptr<Source> source, std::string_view head, const Limits& limits,
                                            std::string_view sheet) {
    if (source->size() == 0) return refuse("sheets.empty");
    if (source->size() > limits.file_bytes)
        return refuse("sheets.too_large", "", {{"limit", std::to_string(limits.file_bytes)}});
    if (head.starts_with("PK\x03\x04") || head.starts_with("PK\x05\x06")) return open_xlsx(std::move(source), limits, sheet);
    if (head.starts_with("\xD0\xCF\x11\xE0")) return refuse("sheets.old_workbook");
    if (is_markup(head)) return refuse("sheets.not_a_sheet");
    return open_csv(std::move(source), limits);
}

}  // namespace

bool Row::is_blank() const {
    return std::ranges::all_of(cells, [](std::string_view cell) {
        return cell.find_first_not_of(" \t\r\n") == std::string_view::npos;
    });
}

std::string place_of(std::int64_t row) { return "row " + std::to_string(row); }

std::string place_of(std::int64_t row, std::size_t column) { return place_of(row) + ", column " + column_letters(column); }

Result<std::unique_ptr<Reader>> open_sheet(const std::string& path, const Limits& limits, std::string_view sheet) {
    struct stat facts {};
    if (::stat(path.c_str(), &facts) != 0 || !S_ISREG(facts.st_mode)) return refuse("sheets.not_found");
    std::FILE* file = std::fopen(path.c_str(), "rb");
    if (file == nullptr) return refuse("sheets.not_found");
    auto source = std::make_unique<FileSource>(file, path, static_cast<std::size_t>(facts.st_size));
    std::array<char, 64> head{};
    const std::size_t got = source->read(head.data(), head.size());
    source->rewind();
    return open_source(std::move(source), std::string_view(head.data(), got), limits, sheet);
}

Result<std::unique_ptr<Reader>> open_sheet_bytes(std::string bytes, const Limits& limits, std::string_view sheet) {
    auto source = std::make_unique<BytesSource>(std::move(bytes));
    const std::string_view head = source->bytes().substr(0, 64);
    return open_source(std::move(source), head, limits, sheet);
}

std::string column_letters(std::size_t column) {
    std::string letters;
    for (std::size_t rest = column + 1; rest > 0; rest = (rest - 1) / 26)
        letters.insert(letters.begin(), static_cast<char>('A' + (rest - 1) % 26));
    return letters;
}

std::size_t column_index(std::string_view letters) {
    if (letters.empty() || letters.size() > 4) return std::string_view::npos;
    std::size_t number = 0;
    for (char c : letters) {
        if (c < 'A' || c > 'Z') return std::string_view::npos;
        number = number * 26 + static_cast<std::size_t>(c - 'A' + 1);
    }
    return number - 1;
}

std::span<const RefusalKind> refusals() {
    static constexpr std::array<RefusalKind, 17> kinds{{
        {"sheets.not_found", 404, "Không có tệp này hoặc không mở được.", "There is no such file, or it cannot be opened."},
        {"sheets.empty", 422, "Tệp trống.", "The file is empty."},
        {"sheets.too_large", 413, "Tệp quá lớn: giới hạn là {limit} byte.", "The file is too large: the limit is {limit} bytes."},
        {"sheets.old_workbook", 422,
         "Đây là sổ tính kiểu cũ (.xls) hoặc có mật khẩu. Hãy mở trong Excel và lưu lại thành .xlsx không mật khẩu.",
         "This is an old workbook (.xls) or one with a password. Open it in Excel and save it as .xlsx without a password."},
        {"sheets.not_a_sheet", 422, "Tệp không phải là CSV hay XLSX.", "The file is neither CSV nor XLSX."},
        {"sheets.bad_encoding", 422,
         "Không nhận ra bảng mã của tệp (có thể là TCVN3 hoặc VNI). Hãy lưu lại thành \"CSV UTF-8\" hoặc XLSX.",
         "The file's encoding is not known (perhaps TCVN3 or VNI). Save it as \"CSV UTF-8\" or XLSX."},
        {"sheets.damaged", 422, "Tệp bị hỏng hoặc bị cắt cụt.", "The file is damaged or cut short."},
        {"sheets.bomb", 422, "Tệp nén bung ra quá lớn ({what}).", "The packed file unpacks to too much ({what})."},
        {"sheets.hostile_xml", 422, "Sổ tính chứa XML không được phép ({what}).", "The workbook holds XML that is not allowed ({what})."},
        {"sheets.no_such_sheet", 422, "Sổ tính không có trang này (có {count} trang).", "The workbook has no such sheet (it has {count})."},
        {"sheets.open_quote", 422, "Dấu ngoặc kép mở mà không đóng.", "A quotation mark opens and never closes."},
        {"sheets.stray_quote", 422, "Sau dấu ngoặc kép đóng phải là dấu phân cách hoặc hết dòng.",
         "After a closing quotation mark a separator or the end of the line must follow."},
        {"sheets.field_too_long", 422, "Ô quá dài: giới hạn là {limit} byte.", "A cell is too long: the limit is {limit} bytes."},
        {"sheets.too_many_columns", 422, "Quá nhiều cột: giới hạn là {limit}.", "There are too many columns: the limit is {limit}."},
        {"sheets.too_many_rows", 422, "Quá nhiều dòng: giới hạn là {limit}.", "There are too many rows: the limit is {limit}."},
        {"sheets.not_a_workbook", 422, "Tệp nén này không phải là sổ tính XLSX.", "This packed file is not an XLSX workbook."},
        {"sheets.too_many_strings", 422, "Bảng chữ chung của sổ tính quá lớn: giới hạn là {limit}.",
         "The workbook's table of shared texts is too large: the limit is {limit}."},
    }};
    return kinds;
}

}  // namespace khuyenhoc::sheets
