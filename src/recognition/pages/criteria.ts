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
  of: string;
  among?: string;
  when_empty?: boolean;
  bp?: number;
  count?: number;
  confidence: string;
  illustrative: boolean;
}

/** What the conditions of a title may count. */
export const MEASURES: Record<Title, readonly string[]> = {
  citizen: [],
  family: ['members', 'adults', 'learning_citizens', 'adults_and_left_school', 'children_out_of_school', 'children_schooling_unknown'],
  clan: ['households', 'learning_families', 'members', 'adults', 'learning_citizens'],
  community: ['residents', 'adults', 'learning_citizens', 'households', 'learning_families', 'clans', 'learning_clans'],
  unit: ['staff', 'staff_learning_citizens', 'learners', 'learners_learning_citizens'],
};

/** As the list has it: without indicators and conditions. `illustrative`: some value of it only stands in for one. */
export interface CriteriaHead {
  id: string;
  title: Title;
  name: Both;
  issuer: Both;
  illustrative: boolean;
  incomplete?: Both;
  area?: 'all' | 'urban' | 'rural' | 'mountain';
  groups?: { code: string; name: Both }[];
  /** The letters of all its values: "NU". */
  confidences?: string;
  valid: { from: string; to: string | null };
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
