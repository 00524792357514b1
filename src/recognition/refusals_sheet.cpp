// The refusals of sheets, self-assessments and evidence.
#include "recognition/lines.h"

namespace khuyenhoc::recognition {

std::vector<RefusalKind> sheet_refusals() {
    return {
        {"recognition.reason_needed", 422, "Trên phiếu có dòng đã ghi trước đây; muốn sửa phải nêu lý do.",
         "The sheet has rows that were recorded before; correcting them needs a reason."},
        {"recognition.indicators_differ", 409,
         "Bộ tiêu chí {criteria} có các chỉ số khác năm trước nên không chép được; phải chấm mới.",
         "The indicators of {criteria} differ from last year's, so nothing can be copied; score anew."},
        {"recognition.nothing_to_copy", 422,
         "Không có gì để chép: năm {year} không có điểm, hoặc tất cả đã được chấm năm nay.",
         "Nothing to copy: nothing was scored in {year}, or everything is scored this year already."},
        {"recognition.nothing_to_confirm", 422, "Không có phiếu chép nào đang chờ xem lại.",
         "No copied assessment waits to be confirmed."},
        {"recognition.out_of_scope", 422, "Người này không thuộc độ tuổi đánh giá.",
         "This person is not of the age that is assessed."},
        {"recognition.no_self_waiting", 422, "Không có phiếu tự đánh giá nào đang chờ.",
         "No self-assessment is waiting."},
        {"recognition.no_such_upload", 409, "Chưa nhận được tệp này; xin tải lên lại.",
         "This file has not arrived; upload it again."},
        {"recognition.evidence_too_large", 413, "Tệp lớn hơn {most} MB. Xin chụp lại với cỡ ảnh nhỏ hơn.",
         "The file is larger than {most} MB. Take the photo in a smaller size."},
        {"recognition.evidence_wrong_type", 415, "Chỉ nhận ảnh JPEG, PNG, WebP hoặc tệp PDF.",
         "Only JPEG, PNG and WebP images or PDF files are taken."},
        {"recognition.evidence_known", 409, "Tệp này đã có trong minh chứng.",
         "This file is among the evidence already."},
        {"recognition.evidence_full", 409, "Mỗi đối tượng có nhiều nhất {most} tệp minh chứng trong một năm.",
         "At most {most} files of evidence for one subject in a year."},
        {"recognition.no_evidence", 404, "Không có minh chứng này.", "There is no such evidence."},
        {"recognition.evidence_withdrawn", 410, "Minh chứng này đã được rút.", "This evidence was withdrawn."},
        {"recognition.evidence_removed", 410, "Tệp minh chứng này đã được xoá theo quy định; chỉ còn ghi rằng đã có.",
         "This evidence was removed as the rules ask; only the note that it existed remains."},
        {"recognition.evidence_unreadable", 500, "Không mở được tệp minh chứng: khóa của máy chủ không khớp.",
         "The evidence cannot be opened: the server's key does not fit."},
    };
}

}  // namespace khuyenhoc::recognition
