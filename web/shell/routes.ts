// What a capability's pages folder may bring: pages at paths, and panels that stand on other capabilities' pages.
import type { Component } from 'svelte';
import type { Words } from '../words/vi';
import type { Role } from './roles';

// A page takes the named parts of its path; a panel takes what the page it stands on gives.
// Components of many shapes meet in one list, hence any.
export type Bring = () => Promise<{ default: Component<any> }>;

export interface PageRoute {
  /** "/places/:id" */
  path: string;
  page: Bring;
  /** Whom it is meant for; left out: everybody, signed in or not. */
  for?: readonly Role[] | 'signed in';
  /** What it asks first, so that the question is on its way while the page itself still is. */
  first?: (parts: Record<string, string>) => Promise<unknown>;
  /** Its place and word in the menu, when it stands there. */
  menu?: { order: number; word: keyof Words['app']['nav'] };
}

export interface Panel {
  /** The page it stands on: "place". */
  on: string;
  order: number;
  panel: Bring;
  /** Whom it is meant for; left out: everybody. */
  for?: readonly Role[];
  /** What it asks first. A page whose head it stands on waits for this too, so that nothing jumps. */
  first?: () => Promise<unknown>;
}

export interface Pages {
  /** The capability's words, loaded before any page or panel of it is shown. */
  words?: { ready(): Promise<void> };
  pages?: PageRoute[];
  panels?: Panel[];
}

/** Finds the page for a path and the named parts; undefined when there is none. */
export function match(
  routes: readonly PageRoute[],
  path: string,
): { route: PageRoute; parts: Record<string, string> } | undefined {
  const given = split(path);
  for (const route of routes) {
    const parts = fit(split(route.path), given);
    if (parts) return { route, parts };
  }
  return undefined;
}

function split(path: string): string[] {
  return path.split('/').filter((piece) => piece !== '');
}

function fit(wanted: string[], given: string[]): Record<string, string> | undefined {
  if (wanted.length !== given.length) return undefined;
  const parts: Record<string, string> = {};
  for (const [i, piece] of wanted.entries()) {
    const value = given[i] ?? '';
    if (piece.startsWith(':')) parts[piece.slice(1)] = decode(value);
    else if (piece !== value) return undefined;
  }
  return parts;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
