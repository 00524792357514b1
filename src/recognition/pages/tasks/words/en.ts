import type { vi } from './vi';

export const en: typeof vi = {
  tasks: {
    title: (place: string) => `What needs doing in ${place}`,
    nothing: 'Nothing is waiting.',
    unopened: 'the campaign of this year is not open yet',
    days: 'Days ahead',
    left: (n: string) => `${n} days left`,
    today: 'today',
    late: (n: string) => `${n} days ago`,
    kinds: {
      contradiction: 'titles recognised although the sheets no longer reach them',
      decision: 'proposals waiting for the commune to decide',
      proposal: 'that reach a title and are not proposed yet',
      appeals: 'appeals without an answer',
      self_waiting: 'self-assessments waiting for the hamlet',
      suspected_duplicates: 'pairs of entries that may be one person',
      two_households: 'people entered in two households',
      hamlets_not_started: 'hamlets that have assessed nobody',
      hamlets_unfinished: 'hamlets that have not finished',
      persons_missing: 'people not assessed, or not fully',
      households_missing: 'households not assessed, or not fully',
    },
  },
};
