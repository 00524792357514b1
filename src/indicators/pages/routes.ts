import type { Pages } from '@web/shell/routes';
import { words } from './words/words';

export default {
  words,
  pages: [{ path: '/', page: () => import('./Overview.svelte'), menu: { order: 10, word: 'overview' } }],
  panels: [{ on: 'place', order: 10, panel: () => import('./PlaceFigures.svelte') }],
} satisfies Pages;
