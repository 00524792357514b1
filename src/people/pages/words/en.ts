import type { vi } from './vi';

export const en: typeof vi = {
  overview: {
    search: 'Find a person in the province',
    searchHint: 'With or without Vietnamese marks.',
    searchButton: 'Search',
  },
  place: {
    households: 'Households',
    more: 'Show more households',
    householdsCaption: (place) => `Households in ${place}`,
    noHouseholds: 'No household is recorded here yet.',
  },
  household: {
    bookHead: 'Register no.',
    head: 'Head',
    size: 'Members',
  },
  people: {
    title: 'Find people',
    lead: 'Search by name, with or without Vietnamese marks; add a birth year to tell namesakes apart.',
    name: 'Full name',
    year: 'Birth year (if known)',
    button: 'Search',
    tooShort: 'Type at least two letters of the name.',
    badYear: 'A birth year has four digits, for example 1984.',
    found: (n) => `${n} people found.`,
    foundMore: (n) => `Showing the first ${n} people. Add a family name, a middle name or a birth year to narrow it down.`,
    nobody: 'Nobody found. Try fewer letters, or leave out the birth year.',
    caption: 'People who match the name typed',
    place: 'Lives in',
    start: 'Type a name and press Search. For example, “quang thi may” finds Quàng Thị Mây.',
  },
};
