import type { Pages } from '@web/shell/routes';
import { words } from './words/words';

export default {
  words,
  pages: [{ path: '/places/:id', page: () => import('./PlacePage.svelte') }],
} satisfies Pages;
