import type { Pages } from '@web/shell/routes';
import { words } from './words/words';

export default {
  words,
  pages: [
    { path: '/', page: () => import('./Overview.svelte'), menu: { order: 10, word: 'overview' } },
    { path: '/report', page: () => import('./ReportPage.svelte'), menu: { order: 45, word: 'report' } },
  ],
  panels: [
    { on: 'place', order: 10, panel: () => import('./PlaceFigures.svelte') },
    { on: 'place', order: 12, panel: () => import('./Compare.svelte') },
  ],
} satisfies Pages;
