// What the server answers about proposing, deciding, papers, appeals and history.
import { language } from '@web/shell/language.svelte';
import type { Title } from '@web/shell/shapes';

export interface PlaceNamed {
  id: number;
  name: string;
  name_en: string;
}

export type List = 'waiting' | 'proposed' | 'contradiction' | 'recognised' | 'refused' | 'revoked' | 'none';
export type Waiting = Partial<Record<List, number>>;

export interface Council {
  year: number;
  place: PlaceNamed;
  kind: string;
  commune: PlaceNamed;
  titles: Record<Title, Waiting>;
  appeals_open: number;
  last_decision: { number: string; date: string; signer: string } | null;
  below: { place: PlaceNamed; titles: Partial<Record<Title, Waiting>> }[];
}

export interface Subject {
  id: number;
  name: string;
  birth_year?: number;
  household_id?: number;
  book_no?: string;
}

/** The name; what stands for it where a household has no head, or somebody's name is not to be shown. */
export const nameOf = ({ name, household_id }: Subject) => name || (household_id ? language.words.household.noName : language.words.household.noHead);

export interface ListRow extends Subject {
  state: string;
  computed: boolean;
  recognition: string;
  place: PlaceNamed | null;
  explanation: string;
}

export interface TitleList {
  total: number;
  /** Persons of these rows whose data are restricted. */
  left_out: number;
  from: number;
  rows: ListRow[];
  counts: Waiting;
  /** Of a search: false when there are more who match. */
  whole?: boolean;
}

export interface Correction {
  decision_id: number;
  number: string;
  date: string;
  what: 'name' | 'number' | 'date' | 'signer' | 'withdrawn';
  right_value: string | null;
  reason: string;
  reissued: number;
}

export interface DecisionHead {
  id: number;
  year: number;
  number: string;
  date: string;
  signer: string;
  place: PlaceNamed;
  titles: Partial<Record<Title, { recognised?: number; revoked?: number }>>;
  as_corrected: { number: string; date: string; signer: string };
  corrects: Correction | null;
  corrected_by: Correction[];
}

export interface AnnexRow extends Subject {
  title: Title;
  event: 'recognised' | 'revoked' | 'reissued';
  now: string;
  level: number;
  place: PlaceNamed | null;
}

export interface Provenance {
  by: string;
  at: string;
  seq: number;
}

export interface Decision extends DecisionHead {
  synthetic: boolean;
  provenance: Provenance;
  by_hamlet: { place: PlaceNamed | null; titles: Partial<Record<Title, number>> }[];
  criteria: { name: { vi: string; en: string }; document: { number: string; date: string | null } }[];
  total: number;
  from: number;
  rows: AnnexRow[];
}

export interface Certificate {
  id: number;
  number: string;
  date: string;
  signer: string;
  reissued_by: Correction | null;
}

export type Event = 'proposed' | 'recognised' | 'refused' | 'revoked';

export interface Result {
  event: Event;
  level: number;
  decision: Certificate | null;
  reason: string | null;
}

export interface Notice {
  household: Subject & { place: PlaceNamed | null; commune: { name: string; name_en: string } };
  family: Result | null;
  citizens: (Subject & { result: Result })[];
}

export interface Notices {
  year: number;
  synthetic: boolean;
  total: number;
  notices: Notice[];
}

export type Ground = 'not_proposed' | 'refused' | 'revoked';
export type AppealOutcome = 'upheld' | 'rejected';

export interface Appeal {
  id: number;
  title: Title;
  subject: Subject;
  place: PlaceNamed | null;
  ground: Ground;
  by: string;
  filed_on: string;
  /** An officer entered it for who appeals. */
  assisted: string | null;
  reason: string;
  days: number;
  answer: { outcome: AppealOutcome; by: string; on: string; reason: string } | null;
}

export interface Appeals {
  open: number;
  total: number;
  appeals: Appeal[];
}

export interface History {
  title: Title;
  years: {
    year: number;
    events: (Result & { provenance: Provenance })[];
    appeals: {
      id: number;
      ground: Ground;
      by: string;
      filed_on: string;
      assisted: string | null;
      reason: string;
      seq: number;
      answer: { outcome: AppealOutcome; by: string; on: string; reason: string; seq: number } | null;
    }[];
  }[];
}

/** Ids of a person and of a household may be the same number: a row of a mixed list is told by its title too. */
export function keyOf({ title, id }: { title: Title; id: number }): string {
  return `${title} ${id}`;
}

/** The page that tells most about a subject. */
export function pageOf(title: Title, one: Subject): string | undefined {
  if (title === 'citizen') return one.household_id ? `/households/${one.household_id}` : undefined;
  return { family: `/households/${one.id}`, clan: `/clans/${one.id}`, community: `/places/${one.id}`, unit: `/units/${one.id}` }[title];
}
