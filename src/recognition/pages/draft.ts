// Drafts of criteria sets: how a new one begins, how its parts are added, and its cases.
import type { Refusal } from '@web/shell/ask.svelte';
import type { Both, Title } from '@web/shell/shapes';
import type { CriteriaCondition, CriteriaSet, Indicator } from './criteria';

export const STATES = ['achieved', 'achieved_2', 'not_achieved', 'incomplete', 'not_assessed', 'out_of_scope'] as const;
export type CaseState = (typeof STATES)[number];

export interface Case {
  name: string;
  group?: string;
  age?: number;
  /** -1: not scored. */
  scores?: number[];
  measures?: Record<string, number>;
  expected: CaseState;
}

export interface DraftHead {
  draft_id: number;
  revision: number;
  title: Title;
  name: Both | null;
  cases: number;
  failed: number;
  valid: boolean;
  saved_on: string;
  /** The id of the set it was published as. */
  criteria: string | null;
}

export interface Draft {
  draft_id: number;
  revision: number;
  saved_on: string;
  criteria: string | null;
  document: CriteriaSet;
  cases: Case[];
}

/** POST /api/criteria/try */
export interface Tried {
  valid: boolean;
  problem: Refusal | null;
  cases: { name: string; passed: boolean; expected: string; state: string; missing: Both[] }[];
  failed: number;
  counts: { today: Record<string, number>; what_if: Record<string, number> } | null;
  no_counts: Refusal | null;
}

/** The set a draft begins from, under an id that is free. */
export function begun(base: CriteriaSet, taken: readonly string[]): CriteriaSet {
  const next = structuredClone(base);
  let n = 2;
  const stem = base.id.slice(0, 36);
  while (taken.includes(`${stem}-${n}`)) n += 1;
  next.id = `${stem}-${n}`;
  // Publishing puts the document's own number here.
  next.document = { number: 'dự thảo', date: null, confidence: 'U' };
  next.valid = { from: base.valid.from, to: null };
  delete next.incomplete;
  if ((next.indicators ?? []).length > 0) next.pass ??= { total_at_least: 0, confidence: 'U' };
  return next;
}

function freeCode(codes: string[], stem: string): string {
  let n = codes.length + 1;
  while (codes.includes(`${stem}${n}`)) n += 1;
  return `${stem}${n}`;
}

export function newIndicator(set: CriteriaSet, text: Both): Indicator {
  const competence = set.competences?.at(-1)?.code;
  const code = freeCode((set.indicators ?? []).map((one) => one.code), competence ?? 'M');
  return { code, ...(competence ? { competence } : {}), text, kind: 'points', max: 10, weight: 1, at_least: 5, confidence: 'U' };
}

export function newCondition(set: CriteriaSet, text: Both, measures: readonly string[]): CriteriaCondition {
  const [of = '', among = of] = measures;
  const code = freeCode((set.conditions ?? []).map((one) => one.code), 'k');
  return { code, level: 1, text, kind: 'share_at_least', of, among, bp: 5000, when_empty: false, confidence: 'U', illustrative: set.illustrative };
}

/** What the conditions count, each once. */
export function countedBy(set: CriteriaSet): string[] {
  return [...new Set((set.conditions ?? []).flatMap((one) => (one.kind === 'share_at_least' && one.among ? [one.among, one.of] : [one.of])))];
}

/** A case that begins at the smallest score that passes each indicator. */
export function newCase(set: CriteriaSet, name: string): Case {
  const first = set.groups?.[0]?.code;
  return {
    name,
    ...(first ? { group: first } : {}),
    scores: (set.indicators ?? []).map((one) => one.at_least),
    measures: Object.fromEntries(countedBy(set).map((measure) => [measure, 0])),
    expected: 'not_achieved',
  };
}

/** As the set has it now: as many scores as indicators, only measures it counts, no group that is gone. */
export function fitted(one: Case, set: CriteriaSet): Case {
  const indicators = set.indicators ?? [];
  const next: Case = { name: one.name, expected: one.expected };
  if (one.group !== undefined && (set.groups ?? []).some((group) => group.code === one.group)) next.group = one.group;
  if (one.age !== undefined && set.title === 'citizen') next.age = one.age;
  if (indicators.length > 0) next.scores = indicators.map((_, i) => one.scores?.[i] ?? -1);
  const counted = countedBy(set);
  if (counted.length > 0) next.measures = Object.fromEntries(counted.map((measure) => [measure, one.measures?.[measure] ?? 0]));
  return next;
}

/** A condition of another kind keeps what both have. */
export function asKind(one: CriteriaCondition, kind: CriteriaCondition['kind']): CriteriaCondition {
  const { code, level, text, of, confidence, illustrative } = one;
  const common = { code, level, text, kind, of, confidence, illustrative };
  if (kind === 'share_at_least') return { ...common, among: one.among ?? of, bp: one.bp ?? 5000, when_empty: one.when_empty ?? false };
  return { ...common, count: one.count ?? 0 };
}
