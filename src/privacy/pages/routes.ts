import type { Pages } from '@web/shell/routes';
import { ASK, GUARD, KEEP, LOOK } from './roles';
import { words } from './words/words';

export default {
  words,
  pages: [
    { path: '/privacy', page: () => import('./RequestsPage.svelte'), for: [...KEEP, 'administrator'], menu: { order: 58, word: 'privacy' } },
    { path: '/privacy/notice', page: () => import('./NoticePage.svelte') },
    { path: '/privacy/receive', page: () => import('./ReceivePage.svelte'), for: ASK },
    { path: '/privacy/receive/:person', page: () => import('./ReceivePage.svelte'), for: ASK },
    { path: '/privacy/requests/:id', page: () => import('./RequestPage.svelte'), for: LOOK },
    { path: '/privacy/requests/:id/letter', page: () => import('./LetterPage.svelte'), for: LOOK },
    { path: '/privacy/persons/:id', page: () => import('./RecordPage.svelte'), for: LOOK },
    { path: '/privacy/breaches', page: () => import('./BreachesPage.svelte'), for: GUARD },
    { path: '/privacy/breaches/:id', page: () => import('./BreachPage.svelte'), for: GUARD },
    { path: '/privacy/retention', page: () => import('./RetentionPage.svelte'), for: GUARD },
  ],
  panels: [{ on: 'person', order: 60, panel: () => import('./Consents.svelte'), for: LOOK }],
} satisfies Pages;
