// Which map the reader wants, kept on this device, and the boundaries the program has.
import { ask } from '../shell/ask.svelte';
import { recall, remember } from '../shell/language.svelte';
import type { Outlines } from './picture';

const KEPT_AS = 'khuyenhoc.map';
export type MapKind = 'outlines' | 'tiles';

class MapChoice {
  #kind = $state<MapKind>(recall(KEPT_AS) === 'tiles' ? 'tiles' : 'outlines');

  /** Boundaries, where there are any, unless tiles were asked for. */
  get kind(): MapKind {
    return this.#kind;
  }
  set kind(kind: MapKind) {
    this.#kind = kind;
    remember(KEPT_AS, kind);
  }
}
export const mapChoice = new MapChoice();

/** Boundaries of the communes beneath a place on a day; undefined when they cannot be had: a map is not worth an error. */
export async function outlinesOf(place: number, on: string): Promise<Outlines | undefined> {
  try {
    return await ask<Outlines>('/api/boundaries', { place_id: place, on });
  } catch {
    return undefined;
  }
}
