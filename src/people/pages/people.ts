// People and households, as the server answers them.
import { send } from '@web/shell/act.svelte';
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
  merged_into?: number;
}

export interface HouseholdFound {
  id: number;
  book_no: string | null;
  head: string | null;
  hamlet: Named | null;
  commune: Named | null;
}

export interface SearchAnswer {
  people: Found[];
  households: HouseholdFound[];
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
  size: number;
  /** Heads whose data are restricted: not named to whoever asks. */
  left_out: number;
}

export const RELATIONS = ['head', 'spouse', 'child', 'parent', 'grandchild', 'sibling', 'other'] as const;
export type Relation = (typeof RELATIONS)[number];
export type Sex = Found['sex'];

export interface Member {
  id: number;
  name: string;
  birth: string;
  birth_year: number;
  sex: Sex;
  has_ethnicity: boolean;
  relation: Relation;
  from_date: string;
  /** In how many households the person is. */
  households: number;
}

/** A household as the register has it today. */
export interface Household {
  id: number;
  book_no: string | null;
  from_date: string;
  to_date: string | null;
  hamlet: Named | null;
  commune: Named | null;
  members: Member[];
  clans: Named[];
}

export interface PersonCard {
  id: number;
  name: string;
  birth: string;
  birth_year: number;
  sex: Sex;
  has_ethnicity: boolean;
  has_citizen_no: boolean;
  died_on: string | null;
  memberships: {
    household: { id: number; book_no: string | null };
    hamlet: Named | null;
    commune: Named | null;
    relation: Relation;
    from_date: string;
    to_date: string | null;
  }[];
  units: { unit: Named & { kind: string }; role: 'staff' | 'learner'; from_date: string; to_date: string | null }[];
  merged_into: { merge_id: number; person_id: number; on_date: string; name: string } | null;
  merged: { merge_id: number; person_id: number; on_date: string }[];
}

/** What a card leaves out, as it is given for a reason. */
export interface Shown {
  ethnicity: { code: number; name: string } | null;
  citizen_no: string | null;
}

const MOST = 50;
export const PAGE = 50;

export function searchPeople(name: string, year: string): Promise<SearchAnswer> {
  return send<SearchAnswer>('/api/people/search', { q: name, birth_year: year === '' ? undefined : Number(year), limit: MOST, place_id: here.place });
}

/** A page of the households of a hamlet, on the day the year's titles are counted. */
export function householdsOf(hamlet: number, from: number): Promise<HouseholdsAnswer> {
  return ask<HouseholdsAnswer>(`/api/hamlets/${hamlet}/households`, { on: here.on, from, limit: PAGE });
}

/** A person as chosen from several: name, year, so that namesakes are told apart. */
export const nameAndYear = (one: { name: string; birth_year: number }) => `${one.name} (${one.birth_year})`;

/** "5/3/1987", "1987-03-05" or "1987" as the register takes it; undefined when it is none of these. */
/** As it is typed: 30/4/1978, or the year alone. */
export function birthTyped(birth: string): string {
  const [year = '', month, day] = birth.split('-');
  return month && day ? `${Number(day)}/${Number(month)}/${year}` : year;
}

export function birthOf(typed: string): string | undefined {
  const text = typed.trim();
  if (/^\d{4}(-\d{2}-\d{2})?$/.test(text)) return text;
  const parts = /^(\d{1,2})[/. -](\d{1,2})[/. -](\d{4})$/.exec(text);
  return parts ? `${parts[3]}-${parts[2]?.padStart(2, '0')}-${parts[1]?.padStart(2, '0')}` : undefined;
}
