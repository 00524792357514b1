// All pages and panels, as the capabilities bring them in their own folders, and the shell's own.
import gallery from '../gallery/routes';
import guides from '../guides/routes';
import { here } from './here.svelte';
import { meantFor } from './roles';
import { type Bring, match, type PageRoute, type Pages, type Panel } from './routes';

const brought = import.meta.glob<{ default: Pages }>('../../src/*/pages/**/routes.ts', { eager: true });
const all = [...Object.values(brought).map((module) => module.default), gallery, guides].map(withWords);

/** The same pages and panels, each waiting for the words of its capability as well. */
function withWords({ words, pages = [], panels = [] }: Pages): Required<Omit<Pages, 'words'>> {
  const after = (bring: Bring): Bring => once(async () => (await Promise.all([bring(), words?.ready()]))[0]);
  return {
    pages: pages.map((one) => ({ ...one, page: after(one.page) })),
    panels: panels.map((one) => ({ ...one, panel: after(one.panel) })),
  };
}

/** Brought once: what is already here is shown at once, without a moment of waiting that makes the page jump. */
function once(bring: Bring): Bring {
  let brought: ReturnType<Bring> | undefined;
  return () => {
    brought ??= bring().catch((error: unknown) => {
      brought = undefined;
      throw error;
    });
    return brought;
  };
}

const own: PageRoute[] = [
  { path: '/about', page: () => import('./About.svelte'), menu: { order: 90, word: 'about' } },
];

export const pages: PageRoute[] = [...all.flatMap((one) => one.pages), ...own];

/** Where signing in stands: as a page, and in place of one that needs it. */
export const SIGN_IN = '/sign-in';
/** What has to be done before anything else: a password of one's own, a second step. */
export const MUST = '/account/must';

/** The page for signing in, for whoever shows it in place of something. */
export function signIn(): ReturnType<Bring> {
  const found = match(pages, SIGN_IN);
  return found ? found.route.page() : Promise.reject(new Error('nobody brings signing in'));
}

export const menu = pages
  .filter((page) => page.menu !== undefined)
  .sort((a, b) => (a.menu?.order ?? 0) - (b.menu?.order ?? 0));

/** Those that are meant for who is here. */
export function panelsOn(name: string): Panel[] {
  const wanted = all.flatMap((one) => one.panels).filter((panel) => panel.on === name && meantFor(panel.for, here.role));
  return wanted.sort((a, b) => a.order - b.order);
}

/** Sets a page on its way: its scripts, its words and what it asks first, side by side. */
export function fetchPage(path: string): void {
  const found = match(pages, path);
  if (!found || (found.route.for && here.role === undefined)) return;
  // Whoever shows the page asks again, and says what failed.
  found.route.page().catch(() => {});
  found.route.first?.(found.parts).catch(() => {});
}

/** Fetches the panels of a page and what they ask first. A panel that fails is the panel's own affair. */
export async function panelsReady(name: string): Promise<void> {
  await Promise.allSettled(panelsOn(name).flatMap((one) => [one.panel(), one.first?.()]));
}
