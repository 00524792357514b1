// Every refusal of this capability, with its sentences.
#include "recognition/lines.h"

namespace khuyenhoc::recognition {

std::vector<RefusalKind> refusal_kinds() {
    std::vector<RefusalKind> kinds = criteria_refusals();
    const std::vector<RefusalKind> own = {
        {"recognition.no_campaign", 404, "Năm {year} chưa mở đợt đánh giá.", "No campaign was opened for {year}."},
        {"recognition.no_campaign_at_all", 404, "Chưa mở đợt đánh giá nào.", "No campaign was opened yet."},
        {"recognition.campaign_exists", 409, "Đợt đánh giá năm {year} đã được mở.", "The campaign of {year} was opened already."},
        {"recognition.campaign_closed", 409, "Đợt đánh giá năm {year} đã đóng, không ghi thêm được nữa.",
         "The campaign of {year} is closed: nothing more is recorded."},
        {"recognition.campaign_open", 409, "Đợt đánh giá năm {year} chưa đóng nên chưa chốt số liệu được.",
         "The campaign of {year} is still open, so its figures cannot be frozen."},
        {"recognition.unknown_criteria", 404, "Không có bộ tiêu chí này.", "There is no such criteria set."},
        {"recognition.unusable_criteria", 422,
         "Bộ tiêu chí {criteria} chưa đủ nội dung (chưa nạp được toàn văn) nên không dùng để đánh giá được.",
         "Criteria set {criteria} is incomplete (its text is not fully loaded) and cannot be used."},
        {"recognition.wrong_title", 422, "Bộ tiêu chí {criteria} không phải của danh hiệu này.",
         "Criteria set {criteria} is for another title."},
        {"recognition.criteria_not_in_force", 422, "Bộ tiêu chí {criteria} không có hiệu lực trong năm {year}.",
         "Criteria set {criteria} is not in force in {year}."},
        {"recognition.criteria_exists", 409, "Mã {criteria} đã dùng cho một bộ tiêu chí khác; bộ mới phải có mã mới.",
         "The id {criteria} belongs to another criteria set; a new set needs a new id."},
        {"recognition.title_twice", 422, "Danh hiệu {title} có hai bộ tiêu chí.", "There are two sets for the title {title}."},
        {"recognition.unknown_subject", 404, "Không tìm thấy đối tượng này trong sổ.", "There is no such {kind} in the register."},
        {"recognition.not_in_year", 404, "Đối tượng này không có mặt vào ngày 31/12/{year}.",
         "Not in the register on 31 December {year}."},
        {"recognition.already_recorded", 409, "Đối tượng này đã có đánh giá năm {year}; muốn sửa hãy lập đánh giá đính chính.",
         "An assessment of {year} exists already; correct it instead."},
        {"recognition.not_recorded", 404, "Chưa có đánh giá năm {year} để đính chính.", "There is no assessment of {year} to correct."},
        {"recognition.corrected_meanwhile", 409, "Đánh giá này đã được đính chính; bản mới nhất là bản {revision}.",
         "This assessment was corrected meanwhile; the newest revision is {revision}."},
        {"recognition.nothing_recorded", 422, "Chưa có điểm và cũng chưa có thông tin đi học để ghi.",
         "There are neither scores nor schooling to record."},
        {"recognition.nothing_changed", 422, "Nội dung đính chính giống hệt bản cũ.", "The correction changes nothing."},
        {"recognition.persons_only", 422, "Mục này chỉ dùng cho cá nhân.", "This field is for persons only."},
        {"recognition.unknown_group", 422, "Bộ tiêu chí {criteria} không có nhóm đối tượng này.",
         "Criteria set {criteria} has no such population group."},
        {"recognition.bad_score", 422, "Điểm phải từ 0 đến {most}, hoặc -1 nếu chưa chấm.",
         "A score is 0 to {most}, or -1 when not scored."},
        {"recognition.unknown_place", 404, "Không có địa bàn này vào ngày xét.", "There is no such place on that day."},
        {"recognition.hamlet_too_small", 422, "Chỉ tính thử được từ cấp xã trở lên.", "What-ifs are counted per commune, not for a hamlet."},
        {"recognition.not_in_place", 422, "Đối tượng này không thuộc địa bàn đã nêu.", "Not in the place named."},
        {"recognition.named_twice", 422, "Một đối tượng được nêu hai lần.", "The same subject is named twice."},
        {"recognition.one_title_for_subjects", 422, "Khi nêu từng đối tượng thì chỉ chọn một danh hiệu.",
         "When subjects are named, choose exactly one title."},
        {"recognition.not_achieved", 422, "Theo kết quả tính, đối tượng này chưa đạt; muốn đề nghị phải nêu lý do.",
         "Not achieved by the computed result; a proposal needs a reason."},
        {"recognition.nothing_to_propose", 422, "Không có đối tượng nào đạt mà chưa được đề nghị.",
         "Nobody who has achieved a title is still without a proposal."},
        {"recognition.nothing_proposed", 422, "Không có đề nghị nào đang chờ quyết định.", "No proposal is waiting for a decision."},
        {"recognition.already_proposed", 409, "Danh hiệu này đã được đề nghị.", "This title was proposed already."},
        {"recognition.already_recognised", 409, "Danh hiệu này đã được công nhận.", "This title was recognised already."},
        {"recognition.not_proposed", 409, "Danh hiệu này chưa được đề nghị.", "This title was not proposed."},
        {"recognition.not_recognised", 409, "Danh hiệu này chưa được công nhận nên không thu hồi được.",
         "This title was not recognised, so it cannot be revoked."},
        {"recognition.cannot_decide", 422, "Chỉ xã, phường (hoặc tỉnh, với đơn vị do tỉnh quản lý) ra quyết định.",
         "Only a commune or ward decides (or the province, for its own units)."},
        {"recognition.future_date", 422, "Ngày quyết định ở tương lai.", "The day of the decision is in the future."},
        {"recognition.decision_differs", 409, "Số quyết định này đã dùng với ngày ký hoặc người ký khác.",
         "This decision number is used with another day or signer."},
        {"recognition.busy", 503, "Số liệu đang được nạp lại, xin thử lại sau giây lát.",
         "The figures are being loaded again; try again in a moment."},
        {"recognition.not_writable", 422, "Không ghi được vào thư mục đã nêu.", "The folder cannot be written to."},
    };
    kinds.insert(kinds.end(), own.begin(), own.end());
    return kinds;
}

}  // namespace khuyenhoc::recognition
