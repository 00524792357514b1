// A hamlet's sheet as the server answers it, a part at a time, and its first part asked ahead of the page.
import { here } from '@web/shell/here.svelte';
import { askShared } from '@web/shell/shared';
import type { CriteriaSet } from './criteria';
import type { PlaceNamed } from './explanation';
import type { Score } from './score';

export interface Said {
  group: string | null;
  scores: Score[];
}
export interface SelfSaid extends Said {
  self_no: number;
  answer: 'waiting' | 'accepted' | 'declined';
  reason: string | null;
  /** An officer entered it for the person: how they made themselves known. */
  assisted: string | null;
}

export interface RawSubject {
  id: number;
  state: string;
  title: string;
  revision: number;
  scores: Score[];
  group?: string | null;
  schooling?: string;
  /** Copied from last year, and not looked at yet. */
  copied: boolean;
  last: (Said & { schooling?: string }) | null;
}
export interface RawMember extends RawSubject {
  name: string;
  birth_year: number;
  sex: string;
  relation: string;
  asks: 'scores' | 'schooling' | 'nothing';
  /** Of the age whose schooling decides on the family's title. */
  child: boolean;
  self: SelfSaid | null;
}
export interface RawHousehold extends RawSubject {
  book_no: string | null;
  members: RawMember[];
}

export interface Sets {
  citizen: CriteriaSet;
  family: CriteriaSet;
  clan: CriteriaSet;
  community: CriteriaSet;
}

export interface SheetHead {
  year: number;
  campaign: string;
  hamlet: PlaceNamed;
  commune: PlaceNamed | null;
  counts: { households: number; persons: number; residents: number; unconfirmed: number; waiting_self: number };
  last_year: number | null;
}

/** GET /api/hamlets/{id}/sheet: the sets and the hamlet's own come with the first part. */
export interface Portion extends SheetHead {
  criteria?: Sets;
  own?: RawSubject;
  clans?: (RawSubject & { name: string })[];
  households: RawHousehold[];
  next: number | null;
}

/** Households in one answer: most hamlets come whole, for over a slow network each further answer costs its own way there and back. */
export const PART = 200;
/** Households made ready at once: a weak telephone answers a finger in between. */
export const AT_ONCE = 25;

export function askSheet(hamlet: string): Promise<Portion> {
  return askShared<Portion>(`/api/hamlets/${hamlet}/sheet`, { year: here.year, limit: PART });
}
