import type { Pages } from '@web/shell/routes';

export default {
  pages: [{ path: '/places/:id', page: () => import('./PlacePage.svelte') }],
} satisfies Pages;
