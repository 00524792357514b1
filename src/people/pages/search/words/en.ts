import type { vi } from './vi';

export const en: typeof vi = {
  overview: {
    search: 'Find a person by name',
    searchHint: 'With or without Vietnamese marks.',
    searchButton: 'Search',
  },
};
