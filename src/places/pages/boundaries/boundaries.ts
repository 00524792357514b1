// Boundaries of communes: what a file would bring, and what is in force.
import { ask } from '@web/shell/ask.svelte';
import { upload } from '@web/shell/act.svelte';
import type { Outlines } from '@web/parts/picture';
import type { Place } from '@web/shell/shapes';

export type { Outlines };

export interface Look {
  on: string;
  sha256: string;
  communes: number;
  matched: number;
  /** The columns of the file that were looked at; empty when none fitted. */
  code_property: string;
  name_property: string;
  without: Place[];
  nothing: { number: number; name: string }[];
  nothing_count: number;
  boundaries: { place_id: number; rings: string }[];
  map: Omit<Outlines, 'file'>;
}

export const inForce = (place: number) => ask<Outlines>('/api/boundaries', { place_id: place });

export const look = (file: Blob, on: string) => upload<Look>('/api/upload/boundaries', file, { on });
