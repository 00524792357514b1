// People and households, as the server answers them.
import { ask } from '@web/shell/ask.svelte';
import { here } from '@web/shell/here.svelte';
import type { Named } from '@web/shell/shapes';

export interface Found {
  id: number;
  name: string;
  birth_year: number;
  sex: 'not_known' | 'male' | 'female';
  household: { id: number; book_no: string | null } | null;
  hamlet: Named | null;
  commune: Named | null;
}

export interface SearchAnswer {
  people: Found[];
  more: boolean;
}

export interface HouseholdRow {
  id: number;
  book_no: string | null;
  head: { id: number; name: string } | null;
  members: number;
}

export interface HouseholdsAnswer {
  households: HouseholdRow[];
  more: boolean;
}

const MOST = 50;

export function searchPeople(name: string, year: string): Promise<SearchAnswer> {
  return ask<SearchAnswer>('/api/people/search', { q: name, birth_year: year || undefined, limit: MOST });
}

/** A page of the households of a hamlet, on the day the year's titles are counted. */
export function householdsOf(hamlet: number, after?: number): Promise<HouseholdsAnswer> {
  return ask<HouseholdsAnswer>(`/api/hamlets/${hamlet}/households`, { on: here.on, after });
}
