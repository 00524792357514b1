import type { vi } from './vi';

export const en: typeof vi = {
  place: {
    history: 'This place through time',
    code: 'Unit code',
    population: 'Population',
    area: 'Area',
    hectares: (n) => `${n} ha`,
    from: 'From',
    until: 'Until',
    now: 'now',
    formed: 'Formed from',
    became: 'Now part of',
    codeNote: 'A code may have belonged to another place before: look it up with a date.',
    source: 'Source',
    asOf: 'As of',
    where: 'Where it is',
  },
};
