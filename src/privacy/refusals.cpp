// What the duties of personal data refuse, in both languages.
#include "privacy/lines.h"

namespace khuyenhoc::privacy {

std::vector<RefusalKind> refusal_kinds() {
    return {
        {"privacy.erased", 410, "Danh tính của người này đã được xoá theo yêu cầu.", "Who this person is was erased as they asked."},
        {"privacy.future_date", 422, "Ngày giờ này chưa tới.", "That time has not come yet."},
        {"privacy.before_the_law", 422, "Chưa nạp quy định của thời gian trước ngày 1/1/2026.", "The rules before 1 January 2026 are not loaded."},
        {"privacy.until_too_early", 422, "Ngày hết hiệu lực phải sau ngày đồng ý.", "The end must be after the day it was given."},
        {"privacy.guardian_missing", 422, "Hãy chọn người giám hộ trong sổ.", "Choose the guardian from the register."},
        {"privacy.not_a_guardian", 422, "Người giám hộ phải là một người khác trong sổ, còn sống và từ 18 tuổi.",
         "A guardian must be another person of the register, alive and 18 or older."},
        {"privacy.no_guardian_needed", 422, "Người này đã đủ {age} tuổi và tự quyết định.", "This person is {age} or older and decides themselves."},
        {"privacy.guardian_must_ask", 422, "Với trẻ em, người giám hộ là người yêu cầu.", "For a child it is the guardian who asks."},
        {"privacy.too_young", 422, "Trẻ chưa đủ {age} tuổi: chỉ cần sự đồng ý của người giám hộ.", "The child is under {age}: the guardian's consent is what is needed."},
        {"privacy.consent_given", 409, "Sự đồng ý này đã có và còn hiệu lực.", "This consent was given already and still holds."},
        {"privacy.no_such_consent", 404, "Không có sự đồng ý này.", "There is no such consent."},
        {"privacy.consent_withdrawn", 409, "Sự đồng ý này đã được rút.", "This consent was withdrawn already."},
        {"privacy.asker_missing", 422, "Hãy ghi tên người được ủy quyền.", "Write the name of who was authorised."},
        {"privacy.purpose_missing", 422, "Hãy chọn mục đích mà người này muốn rút sự đồng ý.", "Choose the purpose whose consent is withdrawn."},
        {"privacy.request_open", 409, "Người này đang có một yêu cầu cùng loại chưa trả lời.", "This person has an open request of the same kind."},
        {"privacy.no_such_request", 404, "Không có yêu cầu này.", "There is no such request."},
        {"privacy.request_answered", 409, "Yêu cầu này đã được trả lời.", "This request was answered already."},
        {"privacy.before_receipt", 422, "Ngày này sớm hơn ngày nhận.", "That is before it was received."},
        {"privacy.acknowledged_already", 409, "Đã báo nhận rồi.", "It was acknowledged already."},
        {"privacy.extended_already", 409, "Chỉ được gia hạn một lần.", "The time can be extended once only."},
        {"privacy.too_late_to_extend", 409, "Đã quá hạn trả lời: không gia hạn được nữa.", "The time to answer is over: it cannot be extended any more."},
        {"privacy.reason_missing", 422, "Hãy ghi lý do khi chưa làm đúng như yêu cầu.", "Write the reason when it is not done as asked."},
        {"privacy.not_done_yet", 409, "Việc được yêu cầu chưa làm xong ({what}): hãy làm trước rồi mới trả lời “đã thực hiện”.",
         "What was asked is not done yet ({what}): do it before answering that it is."},
        {"privacy.not_a_deletion", 422, "Đây không phải là yêu cầu xoá.", "This is not a request to delete."},
        {"privacy.restricted_already", 409, "Dữ liệu của người này đang bị hạn chế xử lý.", "Processing is restricted for this person already."},
        {"privacy.not_restricted", 409, "Dữ liệu của người này không bị hạn chế xử lý.", "Processing is not restricted for this person."},
        {"privacy.bad_time", 422, "Giờ phải viết NĂM-THÁNG-NGÀYTGIỜ:PHÚT.", "Write the time as YYYY-MM-DDTHH:MM."},
        {"privacy.no_such_breach", 404, "Không có vụ việc này trong sổ.", "There is no such breach in the register."},
        {"privacy.breach_closed", 409, "Vụ việc này đã khép lại.", "This breach is closed."},
        {"privacy.agency_not_notified", 409, "Vụ nghiêm trọng chỉ khép lại sau khi đã báo cơ quan chuyên trách.",
         "A serious breach is closed only after the specialised agency was notified."},
    };
}

}  // namespace khuyenhoc::privacy
