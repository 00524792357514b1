import type { Pages } from '@web/shell/routes';

export default {
  pages: [{ path: '/people', page: () => import('./PeoplePage.svelte'), menu: { order: 20, word: 'people' } }],
  panels: [
    { on: 'overview', order: 10, panel: () => import('./SearchBox.svelte') },
    { on: 'place', order: 20, panel: () => import('./Households.svelte') },
  ],
} satisfies Pages;
