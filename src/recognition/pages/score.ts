// What a row of scores comes to, by the criteria set's own rule: said beside the row at once, without asking the server.
// Pure. The conditions on results below (members of a household, households of a hamlet) are the server's to judge.
import type { CriteriaSet } from './criteria';

export type Score = number | null;

export interface Reached {
  /** Of what is scored so far. */
  total: number;
  least: number;
  scored: number;
  of: number;
  complete: boolean;
  /** Every indicator, competence and the total reach what is asked. */
  achieved: boolean;
  /** Indicators scored below what is asked, by their place in the set. */
  low: number[];
}

/** The total that must be reached, in a population group. */
export function totalAsked(set: CriteriaSet, group: string | null): number {
  const groups = set.groups ?? [];
  const own = groups.find((one) => one.code === group) ?? groups[0];
  return own?.total_at_least ?? set.pass?.total_at_least ?? 0;
}

export function reach(set: CriteriaSet, group: string | null, scores: readonly Score[]): Reached {
  const indicators = set.indicators ?? [];
  const sums = new Map<string, number>();
  let total = 0;
  let scored = 0;
  const low: number[] = [];
  for (const [i, indicator] of indicators.entries()) {
    const score = scores[i] ?? null;
    if (score === null) continue;
    scored += 1;
    const points = score * (indicator.weight ?? 1);
    total += points;
    if (indicator.competence) sums.set(indicator.competence, (sums.get(indicator.competence) ?? 0) + points);
    if (score < indicator.at_least) low.push(i);
  }
  const least = totalAsked(set, group);
  const complete = scored === indicators.length;
  const competent = (set.competences ?? []).every((one) => (sums.get(one.code) ?? 0) >= (one.at_least ?? 0));
  return { total, least, scored, of: indicators.length, complete, low, achieved: complete && low.length === 0 && competent && total >= least };
}

/** What a key in a cell means: a score, nothing (cleared), or no score at all (undefined). `before` is what the cell has:
    a 1 waits for a 0 to become 10. */
export function typed(key: string, max: number, before: Score): { score: Score; stays: boolean } | undefined {
  if (key === 'Backspace' || key === 'Delete') return { score: null, stays: true };
  if ((key === 'x' || key === 'X') && max >= 10) return { score: 10, stays: false };
  if (!/^\d$/.test(key)) return undefined;
  if (key === '0' && before === 1 && max >= 10) return { score: 10, stays: false };
  const score = Number(key);
  if (score > max) return undefined;
  return { score, stays: score === 1 && max >= 10 };
}
