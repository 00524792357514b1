// A place through time, as the server answers it.
import type { Both, Place } from '@web/shell/shapes';

export interface PlaceName {
  from: string;
  to: string | null;
  full_name: string;
  full_name_en: string;
}

export interface PlaceCode {
  scheme: string;
  code: string;
  from: string;
  to: string | null;
}

export interface Succession {
  on: string;
  document: string;
  place: Place;
}

export interface Measure {
  measure: string;
  as_of: string;
  value: number;
  source: string;
  note: Both | null;
}

export interface PlaceHistory {
  place: Place;
  on: string;
  exists: boolean;
  from: string;
  to: string | null;
  names: PlaceName[];
  codes: PlaceCode[];
  chain: Place[];
  predecessors: Succession[];
  successors: Succession[];
  measures: Measure[];
}
