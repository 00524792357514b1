import type { Pages } from '../shell/routes';
import { words } from './words/words';

export default {
  words,
  pages: [
    { path: '/guides', page: () => import('./GuidesPage.svelte'), menu: { order: 85, word: 'guides' } },
    { path: '/guides/:role', page: () => import('./GuidePage.svelte') },
  ],
} satisfies Pages;
