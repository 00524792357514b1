// The words of these pages in Vietnamese, the first language.
export const vi = {
  overview: {
    search: 'Tìm người trong tỉnh',
    searchHint: 'Gõ có dấu hay không dấu đều được.',
    searchButton: 'Tìm',
  },
  place: {
    households: 'Các hộ',
    more: 'Xem thêm hộ',
    householdsCaption: (place: string) => `Các hộ ở ${place}`,
    noHouseholds: 'Chưa có hộ nào được ghi ở đây.',
  },
  household: {
    bookHead: 'Số sổ',
    head: 'Chủ hộ',
    size: 'Nhân khẩu',
  },
  people: {
    title: 'Tìm người',
    lead: 'Tìm theo họ tên, có dấu hay không dấu đều được; thêm năm sinh để bớt trùng tên.',
    name: 'Họ và tên',
    year: 'Năm sinh (nếu biết)',
    button: 'Tìm',
    tooShort: 'Xin gõ ít nhất hai chữ cái của tên.',
    badYear: 'Năm sinh gồm bốn chữ số, ví dụ 1984.',
    found: (n: string) => `Tìm thấy ${n} người.`,
    foundMore: (n: string) => `Hiện ${n} người đầu tiên. Gõ thêm họ, tên đệm hoặc năm sinh để thu hẹp.`,
    nobody: 'Không thấy ai. Thử bớt chữ, hoặc bỏ năm sinh.',
    caption: 'Những người khớp với tên đã gõ',
    place: 'Nơi ở',
    start: 'Gõ tên rồi bấm Tìm. Ví dụ: “quang thi may” ra Quàng Thị Mây.',
  },
};
