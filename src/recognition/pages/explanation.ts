// The explanation of a title, as the server answers it for a household (with its members) or a hamlet.
import { here } from '@web/shell/here.svelte';
import { askShared } from '@web/shell/shared';
import type { Both } from '@web/shell/shapes';

export type Actual =
  | { kind: 'share'; numerator: number; denominator: number; of?: Both; among?: Both }
  | { kind: 'count'; value: number; of?: Both }
  | { kind: 'points'; value: number | null; max: number; scored_as?: string };

export interface Threshold {
  /** "share", "points", "at_most", "at_least" */
  kind: string;
  bp?: number;
  value?: number;
}

export interface Condition {
  code: string;
  kind: 'indicator' | 'competence' | 'total' | 'condition';
  text: Both;
  level: number;
  met: boolean;
  actual: Actual;
  threshold: Threshold;
  document: { number: string; confidence: string };
  illustrative: boolean;
  /** Ids behind the actual value: of people here. A long list is cut; `rows_total` says how many there are. */
  rows: number[];
  rows_total: number;
  /** Of a share: the ids behind its denominator. */
  among_rows?: number[];
}

export interface Score {
  code: string;
  text: Both;
  value: number | null;
  max: number;
  at_least: number;
  met: boolean;
}

export interface Member {
  id: number;
  name: string;
  birth_year: number;
  sex: string;
  relation: string;
  state: string;
  /** False for one who is entered in two households and counts in the other. */
  counts_here: boolean;
  schooling: string;
  /** Where the title stands: "none", "proposed", "recognised", "refused", "revoked". */
  title: string;
  group: { code: string; name: Both } | null;
  total: number | null;
  total_at_least: number | null;
  scores: Score[];
  missing: Both[];
}

export interface Decision {
  number: string;
  date: string;
  signer: string;
}

export interface TitleResult {
  title: 'citizen' | 'family' | 'clan' | 'community' | 'unit';
  state: string;
  recognised: { event: 'proposed' | 'recognised' | 'refused' | 'revoked'; decision: Decision | null; reason: string | null } | null;
  /** Recognised, while the assessments no longer meet the criteria. */
  contradiction: boolean;
}

export interface CriteriaHead {
  id: string;
  name: Both;
  illustrative: boolean;
}

export interface PlaceNamed {
  id: number;
  name: string;
  name_en: string;
}

export interface Explanation {
  year: number;
  title: TitleResult;
  criteria: CriteriaHead;
  conditions: Condition[];
  missing: Both[];
  /** The least that would give the title (or its next level). Null when there is none to reach, or it must be assessed first. */
  smallest: { possible: boolean; text: Both } | null;
}

export interface HouseholdExplanation extends Explanation {
  household: {
    id: number;
    book_no: string | null;
    head: string | null;
    hamlet: PlaceNamed | null;
    commune: PlaceNamed | null;
    members: number;
    clan: { id: number; name: string } | null;
  };
  members: Member[];
}

/** One answer for a household's page and the panels on it. */
export function askHousehold(id: number | string): Promise<HouseholdExplanation> {
  return askShared<HouseholdExplanation>(`/api/households/${id}/explanation`, { year: here.year });
}
