// What the capabilities have brought: every page and panel, told here once when the program starts.
import { here } from './here.svelte';
import { meantFor } from './roles';
import { type Bring, match, type PageRoute, type Panel } from './routes';

export const pages: PageRoute[] = [];
const panels: Panel[] = [];

export function bring(allPages: PageRoute[], allPanels: Panel[]): void {
  pages.push(...allPages);
  panels.push(...allPanels);
}

/** Where signing in stands: as a page, and in place of one that needs it. */
export const SIGN_IN = '/sign-in';
/** What has to be done before anything else: a password of one's own, a second step. */
export const MUST = '/account/must';

/** The page for signing in, for whoever shows it in place of something. */
export function signIn(): ReturnType<Bring> {
  const found = match(pages, SIGN_IN);
  return found ? found.route.page() : Promise.reject(new Error('nobody brings signing in'));
}

export function menu(): PageRoute[] {
  return pages.filter((page) => page.menu !== undefined).sort((a, b) => (a.menu?.order ?? 0) - (b.menu?.order ?? 0));
}

/** Those that are meant for who is here. */
export function panelsOn(name: string): Panel[] {
  const wanted = panels.filter((panel) => panel.on === name && meantFor(panel.for, here.role));
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
