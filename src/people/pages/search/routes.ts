import { READERS } from '@web/shell/roles';
import type { Pages } from '@web/shell/routes';
import { words } from './words/words';

export default {
  words,
  panels: [{ on: 'overview', order: 10, panel: () => import('./SearchBox.svelte'), for: READERS }],
} satisfies Pages;
