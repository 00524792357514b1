// Two entries that may be one person, and which of them to keep.
import type { Found, Relation } from './people';

export interface Side extends Found {
  birth: string;
  has_ethnicity: boolean;
  has_citizen_no: boolean;
  units: number;
  relation: Relation | null;
}

export interface Pair {
  one: Side;
  other: Side;
  /** The same day of birth, not the year alone. */
  sure: boolean;
  /** Both ethnic groups are known and are not the same; which they are is not told. */
  ethnicity_differs: boolean;
}

/** A merge that somebody asked for and nobody has answered. */
export interface AskedMerge {
  ask_id: number;
  keep: Side;
  gone: Side;
  reason: string;
  at: string;
  /** Asked for by whoever looks. */
  own: boolean;
}

/** The entry that knows more: a citizen number, a day of birth, units, a head before others. */
export function richer(pair: Pair): number {
  const weight = (side: Side) =>
    (side.has_citizen_no ? 8 : 0) + (side.birth.length > 4 ? 4 : 0) + (side.units > 0 ? 2 : 0) + (side.relation === 'head' ? 1 : 0);
  return weight(pair.other) > weight(pair.one) ? pair.other.id : pair.one.id;
}
