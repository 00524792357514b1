import type { Pages } from '@web/shell/routes';

export default {
  pages: [{ path: '/', page: () => import('./Overview.svelte'), menu: { order: 10, word: 'overview' } }],
  panels: [{ on: 'place', order: 10, panel: () => import('./PlaceFigures.svelte') }],
} satisfies Pages;
