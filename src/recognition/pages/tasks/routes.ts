import type { Pages } from '@web/shell/routes';
import { words } from './words/words';

export default {
  words,
  panels: [
    { on: 'overview', order: 1, panel: () => import('./Tasks.svelte'), first: async () => (await import('./tasks')).askTasks() },
  ],
} satisfies Pages;
