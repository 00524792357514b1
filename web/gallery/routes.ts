import type { Pages } from '../shell/routes';
import { words } from './words/words';

export default { words, pages: [{ path: '/parts', page: () => import('./PartsPage.svelte') }] } satisfies Pages;
