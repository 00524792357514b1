import type { Pages } from '@web/shell/routes';
import { words } from './words/words';

export default {
  words,
  pages: [
    { path: '/households/:id', page: () => import('./HouseholdPage.svelte') },
    { path: '/criteria', page: () => import('./CriteriaList.svelte'), menu: { order: 30, word: 'criteria' } },
    { path: '/criteria/:id', page: () => import('./CriteriaPage.svelte') },
  ],
  panels: [
    { on: 'overview', order: 1, panel: () => import('./Tasks.svelte') },{ on: 'place', order: 5, panel: () => import('./HamletTitle.svelte') }],
} satisfies Pages;
