// Every province of a year as the server answers it.
import { ask } from '@web/shell/ask.svelte';
import { here } from '@web/shell/here.svelte';
import type { Both } from '@web/shell/shapes';

export type ProvinceState = 'counted' | 'none' | 'unavailable';

export interface ProvinceRow {
  province: number;
  name: Both;
  state: ProvinceState;
  /** When it was counted; null unless counted. */
  as_of: string | null;
  counts: Record<string, number> | null;
}

export interface National {
  year: number;
  provinces: ProvinceRow[];
  /** Of the provinces counted, and of no others. */
  totals: Record<string, number>;
  missing: { province: number; name: Both; reason: ProvinceState }[];
}

export function askNational(): Promise<National> {
  return ask<National>('/api/national', { year: here.year, format: 'json' });
}

/** The count of a title and what it is out of, by the names of the dictionary. */
export const COLUMNS = [
  { title: 'citizen', of: 'learning_citizens', among: 'population' },
  { title: 'family', of: 'learning_families', among: 'households' },
  { title: 'clan', of: 'learning_clans', among: 'clans' },
  { title: 'community', of: 'learning_communities', among: 'hamlets' },
  { title: 'unit', of: 'learning_units', among: 'units' },
] as const;
