import type { Pages } from '@web/shell/routes';
import { askHousehold } from './explanation';
import { askSheet } from './sheet_shapes';
import { words } from './words/words';

export default {
  words,
  pages: [
    { path: '/households/:id', page: () => import('./HouseholdPage.svelte'), first: ({ id = '' }) => askHousehold(id) },
    { path: '/campaign', page: () => import('./CampaignPage.svelte'), menu: { order: 30, word: 'campaign' } },
    { path: '/campaign/hamlets/:id', page: () => import('./SheetPage.svelte'), first: ({ id = '' }) => askSheet(id) },
    { path: '/campaign/hamlets/:id/paper', page: () => import('./PaperPage.svelte') },
    { path: '/assess/household/:id', page: () => import('./AssessHousehold.svelte') },
    { path: '/assess/person/:id', page: () => import('./AssessPerson.svelte') },
    { path: '/self/:person', page: () => import('./SelfPage.svelte') },
    { path: '/criteria', page: () => import('./CriteriaList.svelte'), menu: { order: 55, word: 'criteria' } },
    { path: '/criteria/compare', page: () => import('./ComparePage.svelte') },
    { path: '/criteria/compare/:one', page: () => import('./ComparePage.svelte') },
    { path: '/criteria/compare/:one/:other', page: () => import('./ComparePage.svelte') },
    { path: '/criteria/drafts', page: () => import('./DraftsPage.svelte') },
    { path: '/criteria/drafts/:id', page: () => import('./DraftPage.svelte') },
    { path: '/whatif', page: () => import('./WhatIfPage.svelte'), menu: { order: 50, word: 'whatif' } },
    { path: '/whatif/:id', page: () => import('./WhatIfPage.svelte') },
    { path: '/criteria/:id', page: () => import('./CriteriaPage.svelte') },
    { path: '/council', page: () => import('./council/CouncilPage.svelte'), menu: { order: 40, word: 'council' } },
    { path: '/decisions', page: () => import('./council/DecisionsPage.svelte') },
    { path: '/decisions/:id', page: () => import('./council/DecisionPage.svelte') },
    { path: '/decisions/:id/notices', page: () => import('./council/NoticesPage.svelte') },
    { path: '/households/:id/notice', page: () => import('./council/NoticePage.svelte') },
    { path: '/appeals', page: () => import('./council/AppealsPage.svelte') },
  ],
  panels: [
    { on: 'place', order: 5, panel: () => import('./HamletTitle.svelte') },
    { on: 'household', order: 30, panel: () => import('./council/OfHousehold.svelte') },
    { on: 'person', order: 30, panel: () => import('./council/OfPerson.svelte') },
    { on: 'clan', order: 30, panel: () => import('./council/OfClan.svelte') },
    { on: 'unit', order: 30, panel: () => import('./council/OfUnit.svelte') },
    { on: 'place', order: 30, panel: () => import('./council/OfPlace.svelte') },
    { on: 'place', order: 4, panel: () => import('./SheetLink.svelte') },
    { on: 'unit', order: 5, panel: () => import('./OwnUnit.svelte') },
    { on: 'clan', order: 5, panel: () => import('./OwnClan.svelte') },
    { on: 'person', order: 5, panel: () => import('./AssessHere.svelte') },
  ],
} satisfies Pages;
