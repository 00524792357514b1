import { READERS } from '@web/shell/roles';
import type { Pages } from '@web/shell/routes';
import { askTasks } from './tasks';
import { words } from './words/words';

export default {
  words,
  panels: [
    { on: 'overview', order: 1, panel: () => import('./Tasks.svelte'), for: READERS, first: askTasks },
  ],
} satisfies Pages;
