// Two entries that may be one person, and which of them to keep.
import type { Found, Relation } from './people';

export interface Side extends Found {
  birth: string;
  ethnicity: string;
  has_citizen_no: boolean;
  units: number;
  relation: Relation | null;
}

export interface Pair {
  one: Side;
  other: Side;
  /** The same day of birth, not the year alone. */
  sure: boolean;
}

/** The entry that knows more: a citizen number, a day of birth, units, a head before others. */
export function richer(pair: Pair): number {
  const weight = (side: Side) =>
    (side.has_citizen_no ? 8 : 0) + (side.birth.length > 4 ? 4 : 0) + (side.units > 0 ? 2 : 0) + (side.relation === 'head' ? 1 : 0);
  return weight(pair.other) > weight(pair.one) ? pair.other.id : pair.one.id;
}
