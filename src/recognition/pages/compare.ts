// Two criteria sets side by side: what was added, what was taken out, and what became of the rest. Pure.
import type { Both } from '@web/shell/shapes';
import type { CriteriaSet } from './criteria';

export type Part = 'head' | 'group' | 'competence' | 'indicator' | 'pass' | 'condition';

/** One value that differs. Absent where the set has none. */
export interface Difference {
  /** "text", "at_least", "max", "weight", "bp", … as the files call it. */
  what: string;
  before: unknown;
  after: unknown;
}

export interface Change {
  part: Part;
  code: string;
  kind: 'added' | 'removed' | 'changed';
  /** How the entry reads: in the newer set, or in the older one when it was taken out. */
  text: Both | undefined;
  differences: Difference[];
}

type Entry = Record<string, unknown>;

const IGNORED = new Set(['id', 'groups', 'competences', 'indicators', 'conditions', 'pass', 'code']);
/** What stands when a file says nothing. */
const DEFAULTS: Entry = { weight: 1, at_least: 0, level: 1, levels: 1, when_empty: false };

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, sorted(inner)]));
}

function differences(before: Entry, after: Entry): Difference[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((key) => !IGNORED.has(key));
  return keys
    .map((what) => ({ what, before: before[what] ?? DEFAULTS[what], after: after[what] ?? DEFAULTS[what] }))
    .filter((one) => !same(one.before, one.after));
}

function textOf(entry: Entry): Both | undefined {
  return (entry['text'] ?? entry['name']) as Both | undefined;
}

function changesIn(part: Part, before: { code: string }[] = [], after: { code: string }[] = []): Change[] {
  const changes: Change[] = [];
  const old = new Map(before.map((one) => [one.code, one as unknown as Entry]));
  const now = new Set(after.map((one) => one.code));
  for (const one of after) {
    const entry = one as unknown as Entry;
    const earlier = old.get(one.code);
    if (!earlier) changes.push({ part, code: one.code, kind: 'added', text: textOf(entry), differences: differences({}, entry) });
    else {
      const found = differences(earlier, entry);
      if (found.length > 0) changes.push({ part, code: one.code, kind: 'changed', text: textOf(entry), differences: found });
    }
  }
  for (const one of before) {
    const entry = one as unknown as Entry;
    if (!now.has(one.code)) changes.push({ part, code: one.code, kind: 'removed', text: textOf(entry), differences: differences(entry, {}) });
  }
  return changes;
}

function whole(part: Part, before: Entry, after: Entry): Change[] {
  const found = differences(before, after);
  return found.length > 0 ? [{ part, code: '', kind: 'changed', text: undefined, differences: found }] : [];
}

/** From `before` to `after`; nothing when they ask the same. */
export function compareSets(before: CriteriaSet, after: CriteriaSet): Change[] {
  return [
    ...whole('head', before as unknown as Entry, after as unknown as Entry),
    ...whole('pass', (before.pass ?? {}) as Entry, (after.pass ?? {}) as Entry),
    ...changesIn('group', before.groups, after.groups),
    ...changesIn('competence', before.competences, after.competences),
    ...changesIn('indicator', before.indicators, after.indicators),
    ...changesIn('condition', before.conditions, after.conditions),
  ];
}
