import type { Pages } from '@web/shell/routes';
import { words } from './words/words';

export default {
  words,
  pages: [
    { path: '/people', page: () => import('./PeoplePage.svelte'), menu: { order: 20, word: 'people' } },
    { path: '/people/duplicates', page: () => import('./DuplicatesPage.svelte') },
    { path: '/people/duplicates/:place', page: () => import('./DuplicatesPage.svelte') },
    { path: '/persons/:id', page: () => import('./PersonPage.svelte') },
    { path: '/clans/:id', page: () => import('./ClanPage.svelte') },
    { path: '/units/:id', page: () => import('./UnitPage.svelte') },
    { path: '/import', page: () => import('./ImportPage.svelte'), menu: { order: 60, word: 'import' } },
  ],
  panels: [
    { on: 'household', order: 50, panel: () => import('./acts/HouseholdActs.svelte') },
    { on: 'place', order: 20, panel: () => import('./Households.svelte') },
    { on: 'place', order: 21, panel: () => import('./Clans.svelte') },
    { on: 'place', order: 22, panel: () => import('./Units.svelte') },
  ],
} satisfies Pages;
