import { KEEPERS, READERS } from '@web/shell/roles';
import type { Pages } from '@web/shell/routes';
import { words } from './words/words';

export default {
  words,
  pages: [
    { path: '/people', page: () => import('./PeoplePage.svelte'), for: READERS, menu: { order: 20, word: 'people' } },
    { path: '/people/duplicates', page: () => import('./DuplicatesPage.svelte'), for: [...KEEPERS, 'auditor'] },
    { path: '/people/duplicates/:place', page: () => import('./DuplicatesPage.svelte'), for: [...KEEPERS, 'auditor'] },
    { path: '/persons/:id', page: () => import('./PersonPage.svelte'), for: [...READERS, 'citizen'] },
    { path: '/clans/:id', page: () => import('./ClanPage.svelte'), for: READERS },
    { path: '/units/:id', page: () => import('./UnitPage.svelte'), for: [...READERS, 'unit_officer'] },
    { path: '/import', page: () => import('./ImportPage.svelte'), for: KEEPERS, menu: { order: 60, word: 'import' } },
  ],
  panels: [
    { on: 'household', order: 50, panel: () => import('./acts/HouseholdActs.svelte'), for: KEEPERS },
    { on: 'place', order: 20, panel: () => import('./Households.svelte'), for: READERS },
    { on: 'place', order: 21, panel: () => import('./Clans.svelte'), for: READERS },
    { on: 'place', order: 22, panel: () => import('./Units.svelte'), for: READERS },
  ],
} satisfies Pages;
