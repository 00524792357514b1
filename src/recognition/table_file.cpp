#include "recognition/table_file.h"

namespace khuyenhoc::recognition {

std::string_view Say::state(State state) const {
    if (is_achieved(state)) return english_ ? "Achieved" : "Đạt";
    switch (state) {
        case State::not_assessed:
            return english_ ? "Not assessed" : "Chưa đánh giá";
        case State::incomplete:
            return english_ ? "Incomplete" : "Chưa chấm đủ";
        case State::two_households:
            return english_ ? "In two households" : "Có tên ở hai hộ";
        case State::out_of_scope:
            return english_ ? "Not assessed at this age" : "Ngoài độ tuổi";
        default:
            return english_ ? "Not achieved" : "Chưa đạt";
    }
}

std::string_view Say::event(TitleState state) const {
    switch (state) {
        case TitleState::proposed:
            return english_ ? "Proposed" : "Đã đề nghị";
        case TitleState::recognised:
            return english_ ? "Recognised" : "Đã công nhận";
        case TitleState::refused:
            return english_ ? "Refused" : "Không công nhận";
        case TitleState::revoked:
            return english_ ? "Revoked" : "Đã thu hồi";
        case TitleState::none:
            break;
    }
    return "";
}

std::string_view Say::title(Title title) const {
    constexpr std::array<std::string_view, 5> vi = {"Công dân học tập", "Gia đình học tập", "Dòng họ học tập",
                                                    "Cộng đồng học tập", "Đơn vị học tập"};
    constexpr std::array<std::string_view, 5> en = {"Learning Citizen", "Learning Family", "Learning Clan",
                                                    "Learning Community", "Learning Unit"};
    return (english_ ? en : vi).at(static_cast<std::size_t>(title));
}

std::string Say::synthetic() const {
    return (*this)("DỮ LIỆU MẪU: người và số liệu là giả định", "SAMPLE: invented people and figures");
}

Field format_field() {
    return {.name = "format",
            .required = false,
            .one_of = {"json", "csv", "xlsx"},
            .note = "csv and xlsx: the whole list as a file."};
}

std::vector<sheets::Column> subject_columns(const Say& say) {
    return {{say("Họ và tên / tên", "Name"), 30},
            {say("Năm sinh", "Born"), 9},
            {say("Hộ số", "Household no."), 10},
            {say("Thôn, bản", "Hamlet"), 26},
            {say("Xã, phường", "Commune"), 26}};
}

void add_subject_cells(std::vector<sheets::Value>& cells, const SubjectRow& row, const SubjectNames::Line& line,
                       const HomeNames& homes, const Say& say) {
    const auto& home = homes.of(row.home);
    const std::string_view place = say.english() ? home.name_en : home.name;
    cells.emplace_back(std::string_view(line.name));
    cells.push_back(line.birth_year == 0 ? sheets::Value() : sheets::Value(line.birth_year));
    cells.emplace_back(std::string_view(line.book_no));
    cells.emplace_back(row.kind == SubjectKind::unit ? std::string_view() : place);
    cells.emplace_back(std::string_view(say.english() ? home.commune_en : home.commune));
}

TableFile::TableFile(std::string_view format, std::string_view sheet, std::vector<sheets::Column> columns,
                     std::string_view note)
    : workbook_(format == "xlsx"), writer_(workbook_ ? sheets::xlsx_writer() : sheets::csv_writer()) {
    writer_->sheet(sheet, columns);
    if (!note.empty()) writer_->row({sheets::Value(), sheets::Value(note)});
}

Answer TableFile::answer(std::string name) {
    return {.value = {},
            .file = writer_->finish(),
            .content_type = workbook_ ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
                                      : "text/csv; charset=utf-8",
            .file_name = name + (workbook_ ? ".xlsx" : ".csv")};
}

}  // namespace khuyenhoc::recognition
