// The capability's table: everything it offers, put together; its refusals with their sentences.
#include <iterator>

#include "people/embedded.h"
#include "people/lines.h"
#include "sheets/sheets.h"

namespace khuyenhoc::people {

namespace {

template <class T>
void add(std::vector<T>& to, std::vector<T> more) {
    to.insert(to.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

std::vector<RefusalKind> command_refusals() {
    return {
        {"people.no_such_person", 404, "Không có nhân khẩu này.", "There is no such person."},
        {"people.no_such_household", 404, "Không có hộ này.", "There is no such household."},
        {"people.no_such_clan", 404, "Không có dòng họ này.", "There is no such clan."},
        {"people.no_such_unit", 404, "Không có đơn vị này.", "There is no such unit."},
        {"people.no_such_hamlet", 422, "Không có thôn, bản, tiểu khu hay tổ dân phố này vào ngày đó.", "There is no such hamlet on that day."},
        {"people.no_such_commune", 422, "Không có xã, phường này vào ngày đó.", "There is no such commune or ward on that day."},
        {"people.household_ended", 409, "Hộ này đã xóa khỏi sổ.", "This household has ended."},
        {"people.household_not_empty", 409, "Hộ vẫn còn nhân khẩu.", "The household still has members."},
        {"people.group_ended", 409, "Dòng họ hoặc đơn vị này đã thôi hoạt động.", "This clan or unit has ended."},
        {"people.person_died", 409, "Người này đã được ghi là qua đời.", "This person's death is recorded."},
        {"people.book_no_taken", 409, "Số hộ này đã có trong thôn, bản.", "The hamlet already has a household of this number."},
        {"people.name_taken", 409, "Tên này đã có ở nơi đó.", "This name is already taken there."},
        {"people.head_exists", 409, "Hộ đã có chủ hộ.", "The household already has a head."},
        {"people.already_member", 409, "Đã là thành viên vào ngày đó.", "Already a member on that day."},
        {"people.not_a_member", 409, "Không phải là thành viên.", "Not a member."},
        {"people.member_elsewhere", 409, "Người này đang ở một hộ khác: hãy dùng lệnh chuyển hộ.",
         "This person is a member of another household: move them instead."},
        {"people.lives_there", 409, "Hộ đang ở chính nơi đó.", "The household lives there already."},
        {"people.date_before_start", 422, "Ngày này sớm hơn ngày bắt đầu ({since}).", "The day is before the start ({since})."},
        {"people.before_birth", 422, "Ngày này sớm hơn ngày sinh.", "The day is before the birth."},
        {"people.nothing_to_correct", 422, "Không có gì để sửa.", "There is nothing to correct."},
        {"people.person_merged", 409, "Người này đã được gộp vào một mục khác trong sổ: hãy làm trên mục đó.",
         "This entry was merged into another one: work with that one."},
        {"people.same_person", 422, "Hai mục phải là hai người khác nhau trong sổ.", "The two entries must be different ones."},
        {"people.keep_has_no_household", 409, "Mục giữ lại không ở hộ nào: hãy giữ mục đang có hộ.",
         "The entry to keep is in no household: keep the one that is."},
        {"people.merge_asked", 409, "Đã có người đề nghị gộp hai mục này; đang chờ người thứ hai xác nhận.",
         "Somebody has asked for these two to be merged; a second person is awaited."},
        {"people.no_such_ask", 404, "Không có đề nghị gộp này.", "There is no such request to merge."},
        {"people.ask_answered", 409, "Đề nghị gộp này đã có người xác nhận hoặc từ chối.", "This request to merge was confirmed or declined already."},
        {"people.second_person", 403, "Bạn là người đề nghị gộp: xin để một người khác xác nhận.",
         "You asked for this merge: somebody else must confirm it."},
        {"people.no_such_merge", 404, "Không có lần gộp này.", "There is no such merge."},
        {"people.merge_undone", 409, "Lần gộp này đã được hoàn lại rồi.", "This merge was undone already."},
        {"people.merge_contradicted", 409, "Không hoàn lại được: từ khi gộp, hộ hoặc đơn vị {id} đã đổi ({where}). Hãy sửa chỗ đó trước.",
         "It cannot be undone: household or unit {id} has changed since ({where}). Mend that first."},
        {"people.said_already", 409, "Đã ghi rằng hai người này khác nhau.", "It was said already that these two are not the same."},
        {"people.head_already", 409, "Người này đang là chủ hộ.", "This person is the head already."},
        {"people.head_not_among", 422, "Chủ hộ mới phải là một trong những người tách ra.", "The new head must be one of those who leave."},
        {"people.nobody_left", 422, "Phải còn ít nhất một người ở lại hộ cũ. Nếu cả hộ đi, hãy chuyển hộ.",
         "At least one person must stay. When all go, move the household."},
        {"people.rows_not_here", 409, "Các dòng của tệp không ở đây: lệnh này chỉ do việc nhập sổ gửi đi.",
         "The rows of the file are not here: only an import sends this command."},
    };
}

std::vector<RefusalKind> file_refusals() {
    return {
        {"people.no_header", 422, "Không tìm thấy dòng tiêu đề (họ và tên, ngày sinh, giới tính, số hộ, bản...) trong 30 dòng đầu. Hãy dùng tệp mẫu.",
         "No header row (full name, birth date, sex, household number, hamlet...) was found in the first 30 rows. Use the template."},
        {"people.missing_column", 422, "Thiếu cột “{vi}”.", "The column “{en}” is missing."},
        {"people.doubled_column", 422, "Hai cột cùng một ý nghĩa ({where}).", "Two columns mean the same ({where})."},
        {"people.bad_columns", 422, "Không đọc được cách chọn cột. Hãy chọn lại cột.", "The choice of columns cannot be read. Choose the columns again."},
        {"people.import_busy", 409, "Đang nhập một sổ khác. Xin chờ.", "Another register is being imported. Please wait."},
        {"people.import_stopped", 409, "Đã dừng việc nhập theo yêu cầu; những dòng đã ghi vẫn còn.", "The import was stopped as asked; what was recorded stays."},
        {"people.errors_not_writable", 500, "Không ghi được tệp lỗi.", "The file of problems cannot be written."},
        {"people.bad_search", 422, "Hãy gõ ít nhất một chữ cái của tên.", "Type at least one letter of the name."},
    };
}

/// Of rows of a file; some are refusals of commands as well.
std::vector<RefusalKind> row_problems() {
    return {
        {"people.bad_text", 422, "Ô có ký tự sai bảng mã.", "The cell has characters that are not UTF-8."},
        {"people.no_name", 422, "Thiếu họ và tên.", "The full name is missing."},
        {"people.bad_name", 422, "Họ và tên có chữ số hoặc ký hiệu lạ, hoặc dài quá 100 chữ.",
         "The name has digits or strange signs, or more than 100 characters."},
        {"people.short_name", 422, "Họ và tên chỉ có một chữ.", "The name is a single word."},
        {"people.name_too_long", 422, "Tên dòng họ hoặc đơn vị dài quá 200 chữ: bỏ qua.", "The clan's or unit's name is over 200 characters: left out."},
        {"people.no_birth", 422, "Thiếu ngày sinh hoặc năm sinh.", "The birth date or year is missing."},
        {"people.bad_birth", 422, "Ngày sinh không đọc được: viết NGÀY/THÁNG/NĂM hoặc chỉ NĂM.", "The birth cannot be read: write DAY/MONTH/YEAR or the YEAR alone."},
        {"people.birth_after", 422, "Ngày sinh sau ngày lập sổ.", "The birth is after the day the register describes."},
        {"people.birth_too_long_ago", 422, "Ngày sinh quá xa (hơn 125 năm).", "The birth is too long ago (more than 125 years)."},
        {"people.no_sex", 422, "Thiếu giới tính: ghi là chưa rõ.", "The sex is missing: recorded as not known."},
        {"people.bad_sex", 422, "Giới tính phải là Nam hoặc Nữ.", "The sex must be Nam or Nữ (male or female)."},
        {"people.unknown_relation", 422, "Không rõ quan hệ với chủ hộ: ghi là khác.", "The relation to the head is not known: recorded as other."},
        {"people.unknown_ethnicity", 422, "Tên dân tộc không có trong danh mục: ghi là chưa rõ.", "The ethnic group is not in the national list: recorded as not known."},
        {"people.bad_citizen_no", 422, "Số định danh cá nhân phải có 12 chữ số.", "A personal identification number has 12 digits."},
        {"people.citizen_no_disagrees", 422, "Số định danh không khớp với giới tính hoặc năm sinh.", "The identification number does not agree with the sex or the birth year."},
        {"people.citizen_no_zero_lost", 422, "Số định danh mất số 0 ở đầu: đã thêm lại.", "The identification number had lost its leading 0: put back."},
        {"people.citizen_no_taken", 409, "Số định danh này đã thuộc về người khác trong sổ.", "The identification number already belongs to another person."},
        {"people.no_household", 422, "Thiếu số hộ.", "The household number is missing."},
        {"people.bad_household", 422, "Số hộ dài quá 40 chữ.", "The household number is over 40 characters."},
        {"people.no_hamlet", 422, "Thiếu tên bản, tiểu khu hoặc tổ dân phố.", "The hamlet is missing."},
        {"people.unknown_hamlet", 422, "Không có bản, tiểu khu hay tổ dân phố tên này ở nơi đó vào ngày đó.", "There is no hamlet of this name there on that day."},
        {"people.ambiguous_hamlet", 422, "Có nhiều nơi trùng tên: hãy ghi rõ loại (bản, tiểu khu, tổ dân phố) và xã.",
         "Several hamlets bear this name: write its type and its commune."},
        {"people.hamlet_elsewhere", 403, "Bản này ngoài địa bàn bạn phụ trách.", "This hamlet is outside the place you work for."},
        {"people.unknown_commune", 422, "Không có xã, phường tên hoặc mã này.", "There is no commune or ward of this name or code."},
        {"people.ambiguous_commune", 422, "Có nhiều xã, phường trùng tên: hãy ghi mã.", "Several communes bear this name: write the code."},
        {"people.commune_not_then", 422, "Xã, phường này không tồn tại vào ngày đó (trước hay sau khi sắp xếp).",
         "This commune did not exist on that day (before or after the mergers)."},
        {"people.doubled_row", 409, "Người này đã có ở một dòng trên của tệp.", "This person is on an earlier row of the file."},
        {"people.already_registered", 409, "Người này đã có trong hộ.", "This person is already registered in the household."},
        {"people.look_alike", 422, "Hộ có một người tên viết gần giống, cùng ngày sinh.", "The household has someone with nearly the same name and the same birth."},
        {"people.second_head", 422, "Hộ đã có chủ hộ: ghi quan hệ là khác.", "The household already has a head: recorded as other."},
        {"people.unknown_unit", 422, "Không có đơn vị tên này: không ghi đơn vị.", "There is no unit of this name: no unit recorded."},
        {"people.ambiguous_unit", 422, "Có nhiều đơn vị trùng tên: không ghi đơn vị.", "Several units bear this name: no unit recorded."},
    };
}

}  // namespace

std::vector<RefusalKind> refusal_kinds() {
    auto kinds = command_refusals();
    add(kinds, file_refusals());
    add(kinds, row_problems());
    return kinds;
}

Table table(const places::Places& places, const Keys& keys) {
    Table t;
    t.name = "people";
    t.migrations = {{"people/0001_people", people_file_bytes("migrations/0001_people.sql")},
                    {"people/0002_merges", people_file_bytes("migrations/0002_merges.sql")},
                    {"people/0003_erasure", people_file_bytes("migrations/0003_erasure.sql")},
                    {"people/0004_merge_asks", people_file_bytes("migrations/0004_merge_asks.sql")},
                    {"people/0005_erasure_of_asks", people_file_bytes("migrations/0005_erasure_of_asks.sql")},
                    {"people/0006_unlisted", people_file_bytes("migrations/0006_unlisted.sql")}};
    t.commands = household_commands(places, keys);
    add(t.commands, group_commands(places, keys));
    add(t.commands, merge_commands());
    add(t.commands, split_commands(places, keys));
    add(t.commands, import_commands());
    t.queries = search_queries(places, keys);
    add(t.queries, card_queries(places, keys));
    add(t.queries, group_card_queries(places));
    add(t.queries, list_queries(places));
    add(t.queries, duplicate_queries(places, keys));
    add(t.queries, mend_queries());
    t.checks = integrity_checks();
    t.deep_checks = integrity_deep_checks(keys);
    t.refusals = refusal_kinds();
    for (const auto& kind : sheets::refusals()) t.refusals.push_back(kind);
    return t;
}

}  // namespace khuyenhoc::people
