// The words of these pages in Vietnamese, the first language.
export const vi = {
  place: {
    history: 'Địa danh qua các thời kỳ',
    code: 'Mã đơn vị',
    population: 'Dân số',
    area: 'Diện tích',
    hectares: (n: string) => `${n} ha`,
    from: 'Từ ngày',
    until: 'Đến ngày',
    now: 'nay',
    formed: 'Hợp thành từ',
    became: 'Nay thuộc',
    codeNote: 'Một mã có thể từng là của nơi khác; tra mã phải kèm ngày.',
    source: 'Nguồn',
    asOf: 'Tính đến',
    where: 'Vị trí trong tỉnh',
  },
};
