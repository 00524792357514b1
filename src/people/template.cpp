// The register's file to fill in: header, one invented example, notes.
#include <array>

#include "people/import_header.h"
#include "people/people.h"
#include "sheets/sheets.h"

namespace khuyenhoc::people {

namespace {

using enum RegisterColumn;

/// Columns of the template, in order. The year of birth stands in the birth column.
constexpr std::array<RegisterColumn, 12> template_columns = {hamlet, commune, book_no, relation, full_name, birth, sex, ethnicity, citizen_no, clan, unit, role};

/// An invented household; the identification number belongs to nobody's province.
std::string_view example(RegisterColumn column, bool head, bool vi) {
    switch (column) {
        case hamlet: return "Bản Mẫu";
        case commune: return vi ? "Xã Ví Dụ" : "Xã Ví Dụ";
        case book_no: return "001";
        case relation: return head ? (vi ? "Chủ hộ" : "Head") : (vi ? "Con" : "Child");
        case full_name: return head ? "Lò Văn Ví Dụ" : "Lò Thị Thí Dụ";
        case birth: return head ? "05/03/1987" : "2015";
        case sex: return head ? (vi ? "Nam" : "Male") : (vi ? "Nữ" : "Female");
        case ethnicity: return "Thái";
        case citizen_no: return head ? "000087000000" : "";
        case clan: return "Họ Lò Bản Mẫu";
        case unit: return "";
        case role: return "";
        case birth_year: return "";
    }
    return "";
}

std::string_view note(RegisterColumn column, bool vi) {
    switch (column) {
        case hamlet: return vi ? "Bắt buộc. Kèm loại khi trùng tên: “Bản Bó”, “Tiểu khu 5”, “Tổ dân phố 2”." : "Required. With its type where names repeat: “Bản Bó”, “Tiểu khu 5”.";
        case commune: return vi ? "Tên hoặc mã xã, phường vào ngày lập sổ." : "Name or code of the commune or ward on the day of the register.";
        case book_no: return vi ? "Bắt buộc. Mọi người cùng hộ ghi cùng một số; số không trùng trong một bản." : "Required. The same for all members of a household; not repeated within a hamlet.";
        case relation: return vi ? "Chủ hộ, Vợ, Chồng, Con, Bố, Mẹ, Cháu, Anh, Chị, Em, Khác." : "Head, Spouse, Child, Parent, Grandchild, Sibling, Other.";
        case full_name: return vi ? "Bắt buộc. Viết đủ dấu." : "Required. With all diacritics.";
        case birth: return vi ? "Bắt buộc. NGÀY/THÁNG/NĂM, hoặc chỉ NĂM khi không rõ ngày." : "Required. DAY/MONTH/YEAR, or the YEAR alone when the day is not known.";
        case sex: return vi ? "Bắt buộc. Nam hoặc Nữ." : "Required. Nam or Nữ (Male, Female).";
        case ethnicity: return vi ? "Tên dân tộc theo danh mục các dân tộc Việt Nam." : "As in the national list of ethnic groups.";
        case citizen_no: return vi ? "12 chữ số, định dạng văn bản để không mất số 0 ở đầu. Được mã hóa khi lưu." : "12 digits, as text so that the leading 0 stays. Stored sealed.";
        case clan: return vi ? "Tên dòng họ, khi hộ thuộc một dòng họ có ban liên lạc." : "Name of the clan, where the household belongs to one.";
        case unit: return vi ? "Tên đơn vị đã có trong hệ thống." : "Name of a unit that is already recorded.";
        case role: return vi ? "Để trống nếu là người làm việc; “Học sinh”, “Học viên” nếu là người học." : "Empty for staff; “Learner” for those who study there.";
        case birth_year: return "";
    }
    return "";
}

const ColumnWords& words_of_column(RegisterColumn column) {
    for (const ColumnWords& words : column_words())
        if (words.column == column) return words;
    return column_words().front();
}

void write_rows(sheets::Writer& writer, bool vi) {
    std::vector<sheets::Column> columns;
    for (const auto column : template_columns) {
        const ColumnWords& words = words_of_column(column);
        columns.push_back({std::string(vi ? words.vi : words.en), words.width});
    }
    writer.sheet(vi ? "Nhân khẩu" : "Register", columns);
    for (const bool head : {true, false}) {
        std::vector<sheets::Value> cells;
        for (const auto column : template_columns) cells.emplace_back(example(column, head, vi));
        writer.row(std::span<const sheets::Value>(cells));
    }
}

}  // namespace

std::string template_csv(std::string_view language) {
    const auto writer = sheets::csv_writer();
    write_rows(*writer, language != "en");
    return writer->finish();
}

std::string template_xlsx(std::string_view language) {
    const bool vi = language != "en";
    const auto writer = sheets::xlsx_writer();
    write_rows(*writer, vi);
    const std::vector<sheets::Column> columns = {{vi ? "Cột" : "Column", 26}, {vi ? "Cách ghi" : "How to fill it in", 90}};
    writer->sheet(vi ? "Hướng dẫn" : "Notes", columns);
    for (const auto column : template_columns) {
        const ColumnWords& words = words_of_column(column);
        writer->row({vi ? words.vi : words.en, note(column, vi)});
    }
    writer->row({vi ? std::string_view("Dòng mẫu") : std::string_view("Example rows"),
                 vi ? std::string_view("Hai dòng ví dụ là bịa đặt: xóa trước khi nhập.") : std::string_view("The two example rows are invented: delete them before importing.")});
    return writer->finish();
}

}  // namespace khuyenhoc::people
