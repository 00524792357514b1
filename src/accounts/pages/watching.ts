// Who has looked at whom, and records of another place opened in an emergency.
import { ask } from '@web/shell/ask.svelte';
import type { Role } from '@web/shell/roles';

export interface Reading {
  reading_id: number;
  /** UTC. */
  at: string;
  role: Role;
  /** The question that was answered: "/api/households/{household_id}". */
  line: string;
  subject: 'person' | 'household' | 'unit' | 'place';
  subject_id: number;
  account_id: number;
  name: string | null;
  reason: string | null;
}

export interface ReadingsAnswer {
  readings: Reading[];
  /** Where the next part begins; null at the end. */
  next: number | null;
}

export interface Emergency {
  glass_id: number;
  account_id: number;
  name: string | null;
  role: Role;
  place_id: number;
  place: string;
  reason: string;
  /** UTC. */
  begun_at: string;
  /** Milliseconds since 1970. */
  until_ms: number;
  open: boolean;
}

/** Whose readings are asked for: one of them. */
export interface Subject {
  person_id?: number;
  household_id?: number;
}

export const askReadings = (subject: Subject, before: number | undefined) => ask<ReadingsAnswer>('/api/readings', { ...subject, before });
export const askEmergencies = () => ask<{ emergencies: Emergency[] }>('/api/emergencies');
