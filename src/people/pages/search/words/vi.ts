// The words of the search box, in Vietnamese, the first language.
export const vi = {
  overview: {
    search: 'Tìm người theo họ tên',
    searchHint: 'Gõ có dấu hay không dấu đều được.',
    searchButton: 'Tìm',
  },
};
