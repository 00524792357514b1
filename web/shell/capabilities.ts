// All pages and panels, as the capabilities bring them in their own folders, and the shell's own. Everything else asks brought.ts, so
// that no part of a page pulls in the list of all of them.
import gallery from '../gallery/routes';
import guides from '../guides/routes';
import { bring } from './brought';
import type { Bring, PageRoute, Pages } from './routes';

const found = import.meta.glob<{ default: Pages }>('../../src/*/pages/**/routes.ts', { eager: true });
const all = [...Object.values(found).map((module) => module.default), gallery, guides].map(withWords);

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

bring([...all.flatMap((one) => one.pages), ...own], all.flatMap((one) => one.panels));
