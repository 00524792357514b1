// The words of what needs doing, in Vietnamese, the first language.
export const vi = {
  tasks: {
    title: (place: string) => `Việc cần làm ở ${place}`,
    nothing: 'Không có việc nào đang chờ.',
    unopened: 'chưa mở đợt đánh giá của năm nay',
    days: 'Các mốc sắp tới',
    left: (n: string) => `còn ${n} ngày`,
    today: 'hôm nay',
    late: (n: string) => `đã qua ${n} ngày`,
    kinds: {
      contradiction: 'danh hiệu đã công nhận nhưng phiếu hiện chưa đủ điều kiện',
      decision: 'đề nghị đang chờ xã, phường xét',
      proposal: 'nơi, người đã đủ điều kiện nhưng chưa được đề nghị',
      appeals: 'đơn đề nghị xem xét lại chưa trả lời',
      self_waiting: 'phiếu tự đánh giá đang chờ thôn, bản xác nhận',
      suspected_duplicates: 'cặp tên nghi là một người bị nhập hai lần',
      two_households: 'người có tên ở hai hộ',
      hamlets_not_started: 'thôn, bản chưa chấm phiếu nào',
      hamlets_unfinished: 'thôn, bản chấm chưa xong',
      persons_missing: 'người chưa chấm hoặc chấm chưa đủ',
      households_missing: 'hộ chưa chấm hoặc chấm chưa đủ',
    },
  },
};
