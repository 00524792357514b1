// Where the reader is. Links are ordinary links; this takes them over, keeps Back and Forward right, and moves the focus to
// the new page's heading. What a person typed (a name) stays in the history entry, never in an address, and is only given back
// to the account that typed it.
import { account } from './account.svelte';

interface Aside {
  kept?: unknown;
  by?: number;
}
const mine = (state: Aside | null) => (state?.by === account.id ? state.kept : undefined);

class Way {
  path = $state(location.pathname);
  /** What the page put aside in this history entry. */
  kept = $state.raw<unknown>(mine(history.state as Aside | null));
  /** True once the reader has moved inside the pages: the first heading then does not take the focus. */
  moved = false;
  /** Counts moves, so that the same page asked for again starts again. */
  step = $state(0);

  start(): void {
    history.scrollRestoration = 'auto';
    addEventListener('popstate', (event) => {
      // A move to a place within the page is the browser's own affair.
      if (location.pathname !== this.path) this.#arrive(mine(event.state as Aside | null));
    });
    document.addEventListener('click', (event) => this.#follow(event));
  }

  go(path: string, kept?: unknown): void {
    history.pushState({ kept, by: account.id }, '', path);
    scrollTo(0, 0);
    this.#arrive(kept);
  }

  /** Puts something aside in this history entry, so that Back finds it again. */
  keep(kept: unknown): void {
    history.replaceState({ kept, by: account.id }, '');
  }

  /** The same page from its beginning: somebody else is here now. */
  again(): void {
    this.kept = mine(history.state as Aside | null);
    this.step += 1;
  }

  #arrive(kept: unknown): void {
    this.moved = true;
    this.path = location.pathname;
    this.kept = kept;
    this.step += 1;
  }

  #follow(event: MouseEvent): void {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element).closest?.('a[href]');
    if (!link || link.hasAttribute('download') || link.getAttribute('target')) return;
    const url = new URL(link.getAttribute('href') ?? '', location.href);
    if (url.origin !== location.origin || url.pathname.startsWith('/api')) return;
    if (url.hash !== '' && url.pathname === location.pathname) return;
    event.preventDefault();
    if (url.pathname !== location.pathname) this.go(url.pathname);
    else scrollTo(0, 0);
  }
}

export const way = new Way();
