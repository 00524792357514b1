// The board as the server answers it.
import type { PlaceNamed } from './explanation';

export const STATES = ['not_started', 'recording', 'ready', 'proposed', 'decided'] as const;

export interface Sum {
  hamlets: number;
  states: Record<string, number>;
  persons: number;
  persons_assessed: number;
  households: number;
  households_assessed: number;
  unconfirmed: number;
  waiting_self: number;
  proposed: number;
  recognised: number;
}

export interface BoardRow {
  place: PlaceNamed;
  commune: PlaceNamed | null;
  state: (typeof STATES)[number];
  persons: number;
  persons_assessed: number;
  persons_incomplete: number;
  children_unknown: number;
  households: number;
  households_assessed: number;
  own: string;
  achieved: number;
  waiting: number;
  proposed: number;
  recognised: number;
  contradictions: number;
  unconfirmed: number;
  waiting_self: number;
}

/** GET /api/board */
export interface BoardAnswer {
  year: number;
  campaign: string;
  place: PlaceNamed | null;
  sum: Sum;
  communes: (Sum & { place: PlaceNamed })[];
  total: number;
  from: number;
  rows: BoardRow[];
}
