import type { Pages } from '@web/shell/routes';
import { words } from './words/words';

export default {
  words,
  pages: [
    { path: '/privacy', page: () => import('./RequestsPage.svelte'), menu: { order: 58, word: 'privacy' } },
    { path: '/privacy/receive', page: () => import('./ReceivePage.svelte') },
    { path: '/privacy/receive/:person', page: () => import('./ReceivePage.svelte') },
    { path: '/privacy/requests/:id', page: () => import('./RequestPage.svelte') },
    { path: '/privacy/requests/:id/letter', page: () => import('./LetterPage.svelte') },
    { path: '/privacy/persons/:id', page: () => import('./RecordPage.svelte') },
    { path: '/privacy/breaches', page: () => import('./BreachesPage.svelte') },
    { path: '/privacy/breaches/:id', page: () => import('./BreachPage.svelte') },
    { path: '/privacy/retention', page: () => import('./RetentionPage.svelte') },
  ],
  panels: [{ on: 'person', order: 60, panel: () => import('./Consents.svelte') }],
} satisfies Pages;
