import type { Pages } from '@web/shell/routes';
import { words } from './words/words';

export default {
  words,
  pages: [
    { path: '/households/:id', page: () => import('./HouseholdPage.svelte') },
    { path: '/criteria', page: () => import('./CriteriaList.svelte'), menu: { order: 30, word: 'criteria' } },
    { path: '/criteria/compare', page: () => import('./ComparePage.svelte') },
    { path: '/criteria/compare/:one', page: () => import('./ComparePage.svelte') },
    { path: '/criteria/compare/:one/:other', page: () => import('./ComparePage.svelte') },
    { path: '/criteria/drafts', page: () => import('./DraftsPage.svelte') },
    { path: '/criteria/drafts/:id', page: () => import('./DraftPage.svelte') },
    { path: '/whatif', page: () => import('./WhatIfPage.svelte'), menu: { order: 50, word: 'whatif' } },
    { path: '/whatif/:id', page: () => import('./WhatIfPage.svelte') },
    { path: '/criteria/:id', page: () => import('./CriteriaPage.svelte') },
  ],
  panels: [{ on: 'place', order: 5, panel: () => import('./HamletTitle.svelte') }],
} satisfies Pages;
