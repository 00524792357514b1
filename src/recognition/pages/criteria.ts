// Criteria sets, as the files are written and the server answers them.
import type { Both, Title } from '@web/shell/shapes';

export interface Indicator {
  code: string;
  competence?: string;
  text: Both;
  kind: 'points' | 'yes_no' | 'level' | 'grade';
  max: number;
  weight?: number;
  at_least: number;
  confidence: string;
}

export interface CriteriaCondition {
  code: string;
  level: number;
  text: Both;
  kind: 'share_at_least' | 'at_most' | 'at_least';
  bp?: number;
  count?: number;
  confidence: string;
  illustrative: boolean;
}

/** As the list has it: without indicators and conditions. `illustrative`: some value of it only stands in for one. */
export interface CriteriaHead {
  id: string;
  title: Title;
  name: Both;
  issuer: Both;
  illustrative: boolean;
  incomplete?: Both;
  document: { number: string | null; date: string | null; confidence: string };
}

/** GET /api/criteria/{id} */
export interface CriteriaAnswer {
  criteria: CriteriaHead;
  document: CriteriaSet;
}

/** The whole set, as its file has it. */
export interface CriteriaSet {
  id: string;
  title: Title;
  name: Both;
  issuer: Both;
  document: { number: string | null; date: string | null; confidence: string; note?: Both };
  valid: { from: string; to: string | null };
  area: 'all' | 'urban' | 'rural' | 'mountain';
  illustrative: boolean;
  /** Why the set cannot be used: part of its text was not found. */
  incomplete?: Both;
  scope?: { age_from: number; age_to: number | null };
  children?: { age_from: number; age_to: number | null };
  groups?: { code: string; name: Both; total_at_least: number; confidence: string }[];
  competences?: { code: string; name: Both; at_least?: number }[];
  indicators?: Indicator[];
  pass?: { total_at_least: number; confidence: string };
  levels?: number;
  conditions?: CriteriaCondition[];
}
