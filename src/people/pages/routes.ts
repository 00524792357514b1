import type { Pages } from '@web/shell/routes';
import { words } from './words/words';

export default {
  words,
  pages: [{ path: '/people', page: () => import('./PeoplePage.svelte'), menu: { order: 20, word: 'people' } }],
  panels: [
    { on: 'overview', order: 10, panel: () => import('./SearchBox.svelte') },
    { on: 'place', order: 20, panel: () => import('./Households.svelte') },
  ],
} satisfies Pages;
