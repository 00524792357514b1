// What the server answers, as these pages use it.
export interface Named {
  id: number;
  name: string;
}
export type Kind = 'see' | 'correct' | 'provide' | 'restrict' | 'withdraw' | 'object' | 'delete';
export type Purpose = 'publish_name' | 'publish_photo' | 'publish_story' | 'contact' | 'share_donor' | 'research';
export type Channel = 'in_person' | 'phone' | 'post' | 'online';
export type How = 'at_home' | 'at_office' | 'by_phone' | 'from_paper' | 'not_said';
export type Asker = 'self' | 'guardian' | 'authorised';

export const KINDS: Kind[] = ['see', 'correct', 'provide', 'restrict', 'withdraw', 'object', 'delete'];
export const PURPOSES: Purpose[] = ['publish_name', 'publish_photo', 'publish_story', 'contact', 'share_donor', 'research'];
export const CHANNELS: Channel[] = ['in_person', 'phone', 'post', 'online'];
export const ASKERS: Asker[] = ['self', 'guardian', 'authorised'];

export interface Due {
  id: number;
  person: Named;
  kind: Kind;
  purpose: Purpose | null;
  received_on: string;
  acknowledge_by: string;
  answer_by: string;
  expected: boolean;
  assisted: How | null;
  next: 'acknowledge' | 'answer' | null;
  next_by: string | null;
  days_left: number | null;
}
export interface Step {
  step: 'acknowledged' | 'extended' | 'answered';
  on_date: string;
  outcome: 'done' | 'partly' | 'refused' | 'taken_back' | null;
  reason: string;
  by: string;
}
export interface Asked extends Due {
  asked_by: Asker;
  asker: Named | null;
  asker_name: string;
  channel: Channel;
  third_party: boolean;
  detail: string;
  law: { days: number; extension_days: number; acknowledge_working_days: number; document: string; confidence: string; note: { vi: string; en: string } };
  steps: Step[];
  extended: boolean;
  restricted: boolean;
  erased: boolean;
  place: (Named & { commune: string | null }) | null;
}
export interface ConsentGiven {
  id: number;
  purpose: Purpose;
  giver: 'self' | 'guardian';
  guardian: Named | null;
  evidence: string;
  kept_at: string;
  taken_by: string;
  given_on: string;
  assisted: How | null;
  withdrawn_on: string | null;
}
export interface ConsentsAnswer {
  person: Named;
  needs: { self: boolean; guardian: boolean };
  restricted: boolean;
  erased: boolean;
  purposes: { code: Purpose; may: boolean; self_missing: boolean; guardian_missing: boolean; restricted: boolean; erased: boolean }[];
  consents: ConsentGiven[];
}
export type BreachKind = 'basic' | 'sensitive' | 'children';
export type BreachStep = 'agency_notified' | 'persons_told' | 'measure' | 'closed';
export interface Breach {
  id: number;
  what: string;
  detected_at: string;
  affected: number;
  data_kinds: BreachKind[];
  serious: boolean;
  measures: string;
  notify_by: string;
  document: string;
  confidence: string;
  minutes_left: number | null;
  notified: boolean;
  closed: boolean;
  steps: { step: BreachStep; at: string; note: string; by: string }[];
}
