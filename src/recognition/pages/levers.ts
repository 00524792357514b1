// The thresholds of a criteria set as things to move: sliders for numbers and shares, switches for yes or no. Pure.
import type { Both } from '@web/shell/shapes';
import type { CriteriaSet } from './criteria';

export interface Lever {
  /** "total", "indicator A1", "condition families" */
  key: string;
  kind: 'points' | 'count' | 'share' | 'flag';
  part: 'total' | 'group' | 'competence' | 'indicator' | 'condition';
  code: string;
  text: Both;
  level: number;
  /** Shares in hundredths of a percent; flags 0 or 1. */
  value: number;
  most: number;
  step: number;
}

const EMPTY: Both = { vi: '', en: '' };
const SHARE = 10_000;

/** Everything of the set that is a threshold, in the order of the set. */
export function leversOf(set: CriteriaSet): Lever[] {
  const levers: Lever[] = [];
  const add = (lever: Omit<Lever, 'key' | 'level' | 'step'> & Partial<Lever>) =>
    levers.push({ key: `${lever.part} ${lever.code}`.trim(), level: 1, step: 1, ...lever });
  const indicators = set.indicators ?? [];
  const sum = (own: typeof indicators) => own.reduce((all, one) => all + one.max * (one.weight ?? 1), 0);
  if (set.pass) add({ part: 'total', code: '', kind: 'points', text: EMPTY, value: set.pass.total_at_least, most: sum(indicators) });
  for (const group of set.groups ?? []) {
    add({ part: 'group', code: group.code, kind: 'points', text: group.name, value: group.total_at_least, most: sum(indicators) });
  }
  for (const one of set.competences ?? []) {
    const most = sum(indicators.filter((indicator) => indicator.competence === one.code));
    if (most > 0) add({ part: 'competence', code: one.code, kind: 'points', text: one.name, value: one.at_least ?? 0, most });
  }
  for (const one of set.indicators ?? []) {
    const kind = one.kind === 'yes_no' ? 'flag' : 'points';
    add({ part: 'indicator', code: one.code, kind, text: one.text, value: one.at_least, most: one.max });
  }
  for (const one of set.conditions ?? []) {
    const share = one.kind === 'share_at_least';
    const value = share ? (one.bp ?? 0) : (one.count ?? 0);
    const most = share ? SHARE : Math.max(20, value * 2);
    const kind = share ? 'share' : 'count';
    add({ part: 'condition', code: one.code, kind, text: one.text, level: one.level, value, most, step: share ? 100 : 1 });
  }
  return levers;
}

/** The same set with one threshold moved. The total moves the groups with it: each has the same until it is moved alone. A sum that
    could no longer be reached (or that a yes is part of) follows. */
export function moved(set: CriteriaSet, key: string, value: number): CriteriaSet {
  const next = structuredClone(set);
  const [part, code] = key.split(' ');
  const of = <One extends { code: string }>(list: One[] | undefined) => list?.find((one) => one.code === code);
  if (part === 'total' && next.pass) {
    next.pass.total_at_least = value;
    for (const group of next.groups ?? []) group.total_at_least = value;
  }
  const group = part === 'group' ? of(next.groups) : undefined;
  if (group) group.total_at_least = value;
  const competence = part === 'competence' ? of(next.competences) : undefined;
  if (competence) competence.at_least = value;
  const indicator = part === 'indicator' ? of(next.indicators) : undefined;
  if (indicator) {
    // Of a set of yes and no only, the total asks for each yes: without one it asks for one less.
    const all = (next.indicators ?? []).every((one) => one.kind === 'yes_no');
    if (all && next.pass && next.pass.total_at_least === (next.indicators ?? []).reduce((sum, one) => sum + one.at_least * (one.weight ?? 1), 0)) {
      next.pass.total_at_least += (value - indicator.at_least) * (indicator.weight ?? 1);
    }
    indicator.at_least = value;
  }
  const condition = part === 'condition' ? of(next.conditions) : undefined;
  if (condition?.kind === 'share_at_least') condition.bp = value;
  else if (condition) condition.count = value;
  return next;
}

/** How many thresholds stand elsewhere than in `base`. */
export function movedKeys(base: CriteriaSet, now: CriteriaSet): string[] {
  const before = new Map(leversOf(base).map((lever) => [lever.key, lever.value]));
  return leversOf(now)
    .filter((lever) => before.get(lever.key) !== lever.value)
    .map((lever) => lever.key);
}
