import type { Role } from '@web/shell/roles';
import type { Pages } from '@web/shell/routes';
import { words } from './words/words';

const WATCH: readonly Role[] = ['auditor', 'citizen'];
const EMERGENCY: readonly Role[] = ['administrator', 'secretary', 'commune_officer', 'hamlet_head', 'auditor'];
const KEEP: readonly Role[] = ['administrator', 'secretary', 'commune_officer'];

export default {
  words,
  pages: [
    { path: '/sign-in', page: () => import('./SignInPage.svelte') },
    { path: '/sign-in/back', page: () => import('./BackPage.svelte') },
    { path: '/account/must', page: () => import('./MustPage.svelte'), for: 'signed in' },
    { path: '/account/devices', page: () => import('./DevicesPage.svelte'), for: 'signed in' },
    { path: '/account/password', page: () => import('./PasswordPage.svelte'), for: 'signed in' },
    { path: '/account/second-step', page: () => import('./SecondStepPage.svelte'), for: 'signed in' },
    { path: '/account/passkeys', page: () => import('./PasskeysPage.svelte'), for: 'signed in' },
    { path: '/account/elsewhere', page: () => import('./ElsewherePage.svelte'), for: 'signed in' },
    { path: '/accounts', page: () => import('./AccountsPage.svelte'), for: KEEP, menu: { order: 70, word: 'accounts' } },
    { path: '/readings', page: () => import('./ReadingsPage.svelte'), for: WATCH, menu: { order: 72, word: 'readings' } },
    { path: '/emergencies', page: () => import('./EmergenciesPage.svelte'), for: EMERGENCY, menu: { order: 74, word: 'emergencies' } },
    { path: '/accounts/:id', page: () => import('./AccountPage.svelte'), for: KEEP },
  ],
  panels: [
    { on: 'account', order: 10, panel: () => import('./AccountMenu.svelte') },
    { on: 'news', order: 10, panel: () => import('./News.svelte') },
  ],
} satisfies Pages;
