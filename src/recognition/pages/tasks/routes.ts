import type { Pages } from '@web/shell/routes';
import { askTasks } from './tasks';
import { words } from './words/words';

export default {
  words,
  panels: [
    { on: 'overview', order: 1, panel: () => import('./Tasks.svelte'), first: askTasks },
  ],
} satisfies Pages;
