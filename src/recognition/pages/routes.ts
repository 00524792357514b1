import type { Pages } from '@web/shell/routes';
import { words } from './words/words';

export default {
  words,
  pages: [
    { path: '/households/:id', page: () => import('./HouseholdPage.svelte') },
    { path: '/criteria', page: () => import('./CriteriaList.svelte'), menu: { order: 30, word: 'criteria' } },
    { path: '/criteria/:id', page: () => import('./CriteriaPage.svelte') },
    { path: '/campaign', page: () => import('./CampaignPage.svelte'), menu: { order: 30, word: 'campaign' } },
    { path: '/campaign/hamlets/:id', page: () => import('./SheetPage.svelte') },
    { path: '/campaign/hamlets/:id/paper', page: () => import('./PaperPage.svelte') },
    { path: '/assess/household/:id', page: () => import('./AssessHousehold.svelte') },
    { path: '/assess/person/:id', page: () => import('./AssessPerson.svelte') },
    { path: '/self/:person', page: () => import('./SelfPage.svelte') },
  ],
  panels: [
    { on: 'household', order: 5, panel: () => import('./AssessPanel.svelte') },
    { on: 'person', order: 5, panel: () => import('./AssessHere.svelte') },
    { on: 'place', order: 4, panel: () => import('./SheetLink.svelte') },
    { on: 'place', order: 5, panel: () => import('./HamletTitle.svelte') },
  ],
} satisfies Pages;
