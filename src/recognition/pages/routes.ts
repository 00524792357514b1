import { KEEPERS, READERS, type Role } from '@web/shell/roles';
import type { Pages } from '@web/shell/routes';
import { askHousehold } from './explanation';
import { askSheet } from './sheet_shapes';
import { words } from './words/words';

const AT_HOME: readonly Role[] = [...READERS, 'citizen'];
const ASSESS: readonly Role[] = [...KEEPERS, 'unit_officer'];
const TRY: readonly Role[] = [...READERS, 'treasurer'];

export default {
  words,
  pages: [
    { path: '/households/:id', page: () => import('./HouseholdPage.svelte'), for: AT_HOME, first: ({ id = '' }) => askHousehold(id) },
    { path: '/campaign', page: () => import('./CampaignPage.svelte'), for: AT_HOME, menu: { order: 30, word: 'campaign' } },
    { path: '/campaign/hamlets/:id', page: () => import('./SheetPage.svelte'), for: READERS, first: ({ id = '' }) => askSheet(id) },
    { path: '/campaign/hamlets/:id/paper', page: () => import('./PaperPage.svelte'), for: READERS },
    { path: '/assess/household/:id', page: () => import('./AssessHousehold.svelte'), for: KEEPERS },
    { path: '/assess/person/:id', page: () => import('./AssessPerson.svelte'), for: KEEPERS },
    { path: '/self/:person', page: () => import('./SelfPage.svelte'), for: [...KEEPERS, 'citizen'] },
    { path: '/criteria', page: () => import('./CriteriaList.svelte'), menu: { order: 55, word: 'criteria' } },
    { path: '/criteria/compare', page: () => import('./ComparePage.svelte') },
    { path: '/criteria/compare/:one', page: () => import('./ComparePage.svelte') },
    { path: '/criteria/compare/:one/:other', page: () => import('./ComparePage.svelte') },
    { path: '/criteria/drafts', page: () => import('./DraftsPage.svelte'), for: ['secretary', 'auditor'] },
    { path: '/criteria/drafts/:id', page: () => import('./DraftPage.svelte'), for: ['secretary', 'auditor'] },
    { path: '/whatif', page: () => import('./WhatIfPage.svelte'), for: TRY, menu: { order: 50, word: 'whatif' } },
    { path: '/whatif/:id', page: () => import('./WhatIfPage.svelte'), for: TRY },
    { path: '/criteria/:id', page: () => import('./CriteriaPage.svelte') },
    { path: '/council', page: () => import('./council/CouncilPage.svelte'), for: READERS, menu: { order: 40, word: 'council' } },
    { path: '/decisions', page: () => import('./council/DecisionsPage.svelte'), for: READERS },
    { path: '/decisions/:id', page: () => import('./council/DecisionPage.svelte'), for: READERS },
    { path: '/decisions/:id/notices', page: () => import('./council/NoticesPage.svelte'), for: READERS },
    { path: '/households/:id/notice', page: () => import('./council/NoticePage.svelte'), for: AT_HOME },
    { path: '/appeals', page: () => import('./council/AppealsPage.svelte'), for: READERS },
  ],
  panels: [
    { on: 'place', order: 5, panel: () => import('./HamletTitle.svelte') },
    { on: 'household', order: 30, panel: () => import('./council/OfHousehold.svelte'), for: AT_HOME },
    { on: 'person', order: 30, panel: () => import('./council/OfPerson.svelte'), for: AT_HOME },
    { on: 'clan', order: 30, panel: () => import('./council/OfClan.svelte'), for: READERS },
    { on: 'unit', order: 30, panel: () => import('./council/OfUnit.svelte'), for: [...READERS, 'unit_officer'] },
    { on: 'place', order: 30, panel: () => import('./council/OfPlace.svelte'), for: READERS },
    { on: 'place', order: 4, panel: () => import('./SheetLink.svelte'), for: READERS },
    { on: 'unit', order: 5, panel: () => import('./OwnUnit.svelte'), for: ASSESS },
    { on: 'clan', order: 5, panel: () => import('./OwnClan.svelte'), for: KEEPERS },
    { on: 'person', order: 5, panel: () => import('./AssessHere.svelte'), for: [...KEEPERS, 'citizen'] },
  ],
} satisfies Pages;
