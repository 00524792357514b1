import { panelsReady } from '@web/shell/brought';
import { here } from '@web/shell/here.svelte';
import type { Pages } from '@web/shell/routes';
import { askReport } from './report';
import { words } from './words/words';

export default {
  words,
  pages: [
    {
      path: '/',
      page: () => import('./Overview.svelte'),
      first: () => Promise.all([askReport(here.home), panelsReady('overview')]),
      menu: { order: 10, word: 'overview' },
    },
    { path: '/report', page: () => import('./ReportPage.svelte'), menu: { order: 45, word: 'report' } },
    { path: '/national', page: () => import('./NationalPage.svelte') },
  ],
  panels: [
    { on: 'overview', order: 40, panel: () => import('./NationalLink.svelte'), for: ['secretary', 'auditor'] },
    { on: 'place', order: 10, panel: () => import('./PlaceFigures.svelte') },
    { on: 'place', order: 12, panel: () => import('./Compare.svelte') },
  ],
} satisfies Pages;
