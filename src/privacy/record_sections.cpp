#include "privacy/record.h"

namespace khuyenhoc::privacy {

namespace {

// Read from the tables themselves: the doors of people and recognition answer pages, and a page leaves out what a record must not.
constexpr Section all[] = {
    {"identity", "Nhân thân", "Identity", "person",
     "SELECT full_name, birth, sex, ethnicity, citizen_sealed, died_on, seq FROM person WHERE province_id = $1 AND person_id = $2",
     "name birth sex ethnicity citizen_no died_on command"},
    {"households", "Các hộ đã ở", "Households", "household_member household household_home",
     "SELECT m.household_id, h.book_no, m.relation, m.from_date, m.to_date, m.seq FROM household_member m JOIN household h ON h.province_id = m.province_id AND "
     "h.household_id = m.household_id WHERE m.province_id = $1 AND m.person_id = $2 ORDER BY m.from_date, m.household_id",
     "household_id book_no relation from_date to_date command"},
    {"homes", "Nơi ở của các hộ đó", "Where those households lived", "household_home",
     "SELECT a.household_id, a.hamlet_id, a.from_date, a.to_date FROM household_home a WHERE a.province_id = $1 AND a.household_id IN "
     "(SELECT m.household_id FROM household_member m WHERE m.province_id = a.province_id AND m.person_id = $2) ORDER BY a.household_id, a.from_date",
     "household_id place from_date to_date"},
    {"units", "Đơn vị", "Units", "unit_member unit",
     "SELECT u.name, m.role, m.from_date, m.to_date, m.seq FROM unit_member m JOIN unit u ON u.province_id = m.province_id AND u.unit_id = m.unit_id "
     "WHERE m.province_id = $1 AND m.person_id = $2 ORDER BY m.from_date, m.unit_id",
     "unit role from_date to_date command"},
    {"unlisted", "Không đưa vào danh sách", "Left out of lists", "person_unlisted",
     "SELECT u.seq FROM person_unlisted u WHERE u.province_id = $1 AND u.person_id = $2", "command"},
    {"merges", "Gộp các mục trùng trong sổ", "Merges of entries", "person_merge person_merge_undone",
     "SELECT g.keep_id, g.gone_id, g.on_date, g.reason, u.reason FROM person_merge g LEFT JOIN person_merge_undone u ON u.province_id = g.province_id AND "
     "u.merge_id = g.merge_id WHERE g.province_id = $1 AND $2 IN (g.keep_id, g.gone_id) ORDER BY g.merge_id",
     "kept_entry merged_entry on_date reason undone_reason"},
    {"merge_asks", "Đề nghị gộp", "Asked to be merged", "person_merge_ask person_merge_answer",
     "SELECT a.keep_id, a.gone_id, a.reason, n.merge_id, n.reason, a.seq FROM person_merge_ask a LEFT JOIN person_merge_answer n ON "
     "n.province_id = a.province_id AND n.ask_id = a.ask_id WHERE a.province_id = $1 AND $2 IN (a.keep_id, a.gone_id) ORDER BY a.ask_id",
     "kept_entry merged_entry reason merge answer command"},
    {"not_same", "Đã ghi là không phải cùng một người", "Said not to be the same person", "person_not_same",
     "SELECT n.low_id, n.high_id, n.seq FROM person_not_same n WHERE n.province_id = $1 AND $2 IN (n.low_id, n.high_id) ORDER BY n.low_id, n.high_id",
     "entry other_entry command"},
    {"assessments", "Kết quả chấm hằng năm", "Assessments", "assessment",
     "SELECT year, revision, criteria_id, scores, schooling, reason, seq FROM assessment WHERE province_id = $1 AND kind = 1 AND subject_id = $2 "
     "ORDER BY year, revision",
     "year revision criteria scores schooling reason command"},
    {"origins", "Nguồn của kết quả chấm", "Where assessments came from", "assessment_origin assessment_confirmed",
     "SELECT o.year, o.revision, o.origin, o.from_year, o.seq FROM assessment_origin o WHERE o.province_id = $1 AND o.kind = 1 AND o.subject_id = $2 "
     "ORDER BY o.year, o.revision",
     "year revision origin from_year command"},
    {"self_assessments", "Tự đánh giá", "Self-assessments", "self_assessment self_answer self_assisted",
     "SELECT s.year, s.self_no, s.criteria_id, s.scores, a.answer, a.reason, e.how, s.seq FROM self_assessment s LEFT JOIN self_answer a ON "
     "a.province_id = s.province_id AND a.year = s.year AND a.person_id = s.person_id AND a.self_no = s.self_no LEFT JOIN self_assisted e ON "
     "e.province_id = s.province_id AND e.year = s.year AND e.person_id = s.person_id AND e.self_no = s.self_no "
     "WHERE s.province_id = $1 AND s.person_id = $2 ORDER BY s.year, s.self_no",
     "year number criteria scores answer reason assisted command"},
    {"evidence", "Minh chứng", "Evidence", "evidence evidence_withdrawn evidence_removed",
     "SELECT e.year, e.evidence_id, e.media_type, e.size_bytes, e.added_on, w.reason, r.why, e.seq FROM evidence e LEFT JOIN evidence_withdrawn w ON "
     "w.province_id = e.province_id AND w.evidence_id = e.evidence_id LEFT JOIN evidence_removed r ON r.province_id = e.province_id AND "
     "r.evidence_id = e.evidence_id WHERE e.province_id = $1 AND e.kind = 1 AND e.subject_id = $2 ORDER BY e.year, e.evidence_id",
     "year file media_type size_bytes added_on withdrawn removed command"},
    {"titles", "Danh hiệu", "Titles", "title_event decision",
     "SELECT t.year, t.event, t.level, d.number, d.decided_on, t.reason, t.seq FROM title_event t LEFT JOIN decision d ON d.province_id = t.province_id AND "
     "d.decision_id = t.decision_id WHERE t.province_id = $1 AND t.kind = 1 AND t.subject_id = $2 ORDER BY t.year, t.event_no",
     "year event level decision decided_on reason command"},
    {"reissues", "Giấy chứng nhận cấp lại", "Certificates printed again", "reissue",
     "SELECT d.number, d.decided_on, r.seq FROM reissue r JOIN decision d ON d.province_id = r.province_id AND d.decision_id = r.decision_id "
     "WHERE r.province_id = $1 AND r.kind = 1 AND r.subject_id = $2 ORDER BY r.decision_id",
     "decision decided_on command"},
    {"appeals", "Khiếu nại", "Appeals", "appeal appeal_answer appeal_assisted",
     "SELECT a.year, a.filed_by, a.filed_on, a.reason, n.outcome, n.answered_on, n.reason, e.how, a.seq FROM appeal a LEFT JOIN appeal_answer n ON "
     "n.province_id = a.province_id AND n.appeal_id = a.appeal_id LEFT JOIN appeal_assisted e ON e.province_id = a.province_id AND "
     "e.appeal_id = a.appeal_id WHERE a.province_id = $1 AND a.kind = 1 AND a.subject_id = $2 ORDER BY a.appeal_id",
     "year filed_by filed_on reason outcome answered_on answer assisted command"},
    {"consents", "Sự đồng ý", "Consents", "consent consent_withdrawn",
     "SELECT c.purpose, c.giver, c.guardian_id, c.how, c.evidence, c.kept_at, c.taken_by, c.given_on, c.until_date, w.withdrawn_on, c.assisted, c.seq FROM consent c "
     "LEFT JOIN consent_withdrawn w ON w.province_id = c.province_id AND w.consent_id = c.consent_id WHERE c.province_id = $1 AND c.person_id = $2 "
     "ORDER BY c.consent_id",
     "purpose giver guardian_id how evidence kept_at taken_by given_on until_date withdrawn_on assisted command"},
    {"requests", "Yêu cầu về dữ liệu", "Requests", "privacy_request request_step",
     "SELECT q.kind, q.received_on, q.asked_by, q.channel, q.detail, s.step, s.on_date, s.outcome, s.reason, s.by_name, q.assisted, q.seq FROM privacy_request q "
     "LEFT JOIN request_step s ON s.province_id = q.province_id AND s.request_id = q.request_id WHERE q.province_id = $1 AND q.person_id = $2 "
     "ORDER BY q.request_id, s.step_no NULLS FIRST",
     "kind received_on asked_by channel detail step on_date outcome reason by assisted command"},
    {"restrictions", "Hạn chế xử lý", "Restrictions", "restriction",
     "SELECT restricted, on_date, reason, seq FROM restriction WHERE province_id = $1 AND person_id = $2 ORDER BY change_no", "restricted on_date reason command"},
    {"erasures", "Xoá", "Erasures", "erasure",
     "SELECT on_date, commands, evidence, seq FROM erasure WHERE province_id = $1 AND person_id = $2", "on_date commands_blanked files_removed command"},
};

constexpr LeftOut not_of_it[] = {
    {"evidence_content", "the files themselves are handed out one by one, under their own rule"},
    {"person_merge_change", "rows of the merges, by household and unit"},
    {"clan_household", "of the household, not of the person"},
    {"reading", "who has looked at the record: the keeper of accounts answers it, to the person too"},
    {"account_grant", "who may work with the program: the keeper of accounts answers for it"},
};

constexpr ColumnWords words[] = {
    {"name", "Họ và tên", "Name"}, {"birth", "Ngày sinh", "Birth"}, {"sex", "Giới tính", "Sex"}, {"ethnicity", "Dân tộc", "Ethnic group"},
    {"citizen_no", "Số định danh cá nhân", "Citizen number"}, {"died_on", "Ngày mất", "Died on"}, {"command", "Số trong nhật ký", "Number in the journal"},
    {"household_id", "Mã hộ", "Household"}, {"book_no", "Số hộ", "Household number"}, {"relation", "Quan hệ", "Relation"}, {"from_date", "Từ ngày", "From"},
    {"to_date", "Đến trước ngày", "Until before"}, {"place", "Nơi ở", "Place"}, {"unit", "Đơn vị", "Unit"}, {"role", "Vai trò", "Role"},
    {"kept_entry", "Mục giữ lại", "Entry kept"}, {"merged_entry", "Mục đã gộp", "Entry merged"}, {"on_date", "Ngày", "Day"}, {"reason", "Lý do", "Reason"},
    {"undone_reason", "Lý do hoàn lại", "Undone because"}, {"merge", "Lần gộp", "Merge"}, {"entry", "Mục", "Entry"}, {"other_entry", "Mục kia", "Other entry"}, {"year", "Năm", "Year"},
    {"revision", "Lần", "Revision"}, {"criteria", "Bộ tiêu chí", "Criteria"}, {"scores", "Điểm", "Scores"}, {"schooling", "Học tập (trẻ em)", "Schooling"},
    {"origin", "Nguồn", "Origin"}, {"from_year", "Chép từ năm", "Copied from"}, {"number", "Số thứ tự", "Number"}, {"answer", "Trả lời", "Answer"},
    {"assisted", "Nhập hộ", "Entered by an officer"}, {"file", "Mã tệp", "File"}, {"media_type", "Loại tệp", "Kind of file"}, {"size_bytes", "Cỡ (byte)", "Size (bytes)"},
    {"added_on", "Ngày thêm", "Added on"}, {"withdrawn", "Rút vì", "Withdrawn because"}, {"removed", "Đã xoá nội dung", "Content removed"}, {"event", "Việc", "Event"},
    {"level", "Mức", "Level"}, {"decision", "Quyết định số", "Decision"}, {"decided_on", "Ngày quyết định", "Decided on"}, {"filed_by", "Người gửi", "Filed by"},
    {"filed_on", "Ngày gửi", "Filed on"}, {"outcome", "Kết quả", "Outcome"}, {"answered_on", "Ngày trả lời", "Answered on"}, {"purpose", "Mục đích", "Purpose"},
    {"giver", "Người đồng ý", "Given by"}, {"guardian_id", "Mã người giám hộ", "Guardian"}, {"how", "Hình thức", "How"}, {"evidence", "Bằng chứng", "Evidence"},
    {"kept_at", "Nơi lưu", "Kept at"}, {"taken_by", "Người nhận", "Taken by"}, {"given_on", "Ngày đồng ý", "Given on"}, {"until_date", "Hết hiệu lực", "Until"},
    {"withdrawn_on", "Ngày rút", "Withdrawn on"}, {"kind", "Loại", "Kind"}, {"received_on", "Ngày nhận", "Received on"}, {"asked_by", "Người yêu cầu", "Asked by"},
    {"channel", "Cách gửi", "Channel"}, {"detail", "Nội dung", "What"}, {"step", "Bước", "Step"}, {"by", "Người làm", "By"}, {"restricted", "Hạn chế", "Restricted"},
    {"commands_blanked", "Số lệnh đã xoá nội dung", "Commands blanked"}, {"files_removed", "Số tệp đã xoá", "Files removed"},
};

// A code of the program says nothing to the person whose record it is.
constexpr ValueWords values[] = {
    {"sex", "male", "Nam", "Male"}, {"sex", "female", "Nữ", "Female"}, {"sex", "not_known", "Chưa rõ", "Not known"},
    {"relation", "head", "Chủ hộ", "Head"}, {"relation", "spouse", "Vợ hoặc chồng", "Spouse"}, {"relation", "child", "Con", "Child"},
    {"relation", "parent", "Bố hoặc mẹ", "Parent"}, {"relation", "grandchild", "Cháu", "Grandchild"},
    {"relation", "sibling", "Anh, chị, em", "Sibling"}, {"relation", "other", "Khác", "Other"}, {"role", "staff", "Người làm việc", "Staff"},
    {"role", "learner", "Người học", "Learner"}, {"event", "proposed", "Đề nghị", "Proposed"}, {"event", "recognised", "Công nhận", "Recognised"},
    {"event", "refused", "Không công nhận", "Refused"}, {"event", "revoked", "Thu hồi", "Revoked"},
    {"kind", "see", "Xem dữ liệu của mình", "See one's own data"}, {"kind", "correct", "Sửa dữ liệu sai", "Correct wrong data"},
    {"kind", "provide", "Cung cấp bản sao dữ liệu", "Be given a copy of the data"}, {"kind", "restrict", "Hạn chế xử lý", "Restrict processing"},
    {"kind", "withdraw", "Rút lại sự đồng ý", "Withdraw consent"}, {"kind", "object", "Phản đối xử lý", "Object to processing"},
    {"kind", "delete", "Xoá dữ liệu", "Delete data"}, {"purpose", "publish_name", "Đăng công khai họ tên", "Publish the name"},
    {"purpose", "publish_photo", "Đăng công khai ảnh", "Publish a photo"},
    {"purpose", "publish_story", "Đăng bài viết về gương học tập", "Publish a story"},
    {"purpose", "contact", "Liên lạc qua điện thoại, tin nhắn", "Be contacted by phone or message"},
    {"purpose", "share_donor", "Chia sẻ với người tài trợ học bổng", "Share with donors of scholarships"},
    {"purpose", "research", "Dùng cho nghiên cứu, có tên", "Research, by name"}, {"channel", "in_person", "Trực tiếp", "In person"},
    {"channel", "phone", "Điện thoại", "By phone"}, {"channel", "post", "Bưu điện", "By post"}, {"channel", "online", "Trên mạng", "Online"},
    {"step", "acknowledged", "Đã báo nhận", "Acknowledged"}, {"step", "extended", "Đã gia hạn", "Extended"},
    {"step", "answered", "Đã trả lời", "Answered"}, {"outcome", "done", "Đã thực hiện", "Done"},
    {"outcome", "partly", "Thực hiện một phần", "Partly done"}, {"outcome", "refused", "Không thực hiện", "Not done"},
    {"outcome", "taken_back", "Người dân rút yêu cầu", "Taken back"}, {"outcome", "upheld", "Chấp nhận", "Upheld"},
    {"outcome", "rejected", "Không chấp nhận", "Rejected"}, {"how", "paper", "Giấy có chữ ký", "Signed paper"},
    {"how", "recording", "Bản ghi âm, ghi hình", "Recording"}, {"how", "digital", "Bản điện tử", "Digital"},
};

}  // namespace

std::span<const Section> sections() { return all; }
std::span<const LeftOut> left_out() { return not_of_it; }
std::span<const ColumnWords> column_words() { return words; }
std::span<const ValueWords> value_words() { return values; }

}  // namespace khuyenhoc::privacy
