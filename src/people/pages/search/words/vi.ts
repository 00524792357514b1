// The words of the search box, in Vietnamese, the first language.
export const vi = {
  overview: {
    search: 'Tìm người trong tỉnh',
    searchHint: 'Gõ có dấu hay không dấu đều được.',
    searchButton: 'Tìm',
  },
};
