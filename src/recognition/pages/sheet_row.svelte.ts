// One line of a sheet while it is worked on: what is scored, what of it the server has, and what it comes to. Knows no look.
import type { Command } from '@web/shell/outbox';
import type { CriteriaSet } from './criteria';
import { reach, type Reached, type Score } from './score';
import type { RawMember, RawSubject, SelfSaid } from './sheet_shapes';

export type Kind = 'person' | 'household' | 'clan' | 'hamlet';
export type Standing = 'same' | 'changed' | 'saving' | 'saved' | 'waiting' | 'refused';

/** What a command says of a row. */
export interface Said {
  scores: readonly Score[];
  group: string | null;
  schooling: string;
}
/** A row of a save_sheet command. */
export interface SentRow {
  kind: Kind;
  subject_id: number;
  seen: number;
  schooling?: string;
  group?: string;
  scores?: number[];
}

const alike = (a: Said, b: Said) =>
  a.group === b.group && a.schooling === b.schooling && a.scores.length === b.scores.length && a.scores.every((one, i) => one === b.scores[i]);

/** One line: someone or something that is scored. */
export class Row {
  readonly key: string;
  /** Replaced, never written into: a hamlet has thousands, and what they come to is worked out once for each change. */
  scores = $state.raw<readonly Score[]>([]);
  group = $state<string | null>(null);
  schooling = $state('not_asked');
  revision = $state(0);
  copied = $state(false);
  self = $state.raw<SelfSaid | null>(null);
  standing = $state<Standing>('same');
  #raw: RawSubject;
  #kept: Said = { scores: [], group: null, schooling: '' };
  #reached: { scores: readonly Score[]; group: string | null; reached: Reached } | undefined;

  constructor(
    readonly kind: Kind,
    readonly id: number,
    readonly name: string,
    readonly set: CriteriaSet,
    raw: RawSubject,
    readonly member?: RawMember,
  ) {
    this.key = `${kind}-${id}`;
    this.#raw = raw;
    this.#draw(raw);
  }

  /** What the server has now. */
  take(raw: RawSubject): void {
    this.#draw(Object.assign(this.#raw, raw));
  }
  #draw(raw: RawSubject): void {
    this.scores = raw.scores;
    this.group = raw.group ?? this.set.groups?.[0]?.code ?? null;
    this.schooling = raw.schooling ?? 'not_asked';
    this.revision = raw.revision;
    this.copied = raw.copied;
    this.self = (raw as RawMember).self ?? null;
    this.last = raw.last ?? null;
    this.standing = 'same';
    this.keep();
  }
  last = $state.raw<RawSubject['last']>(null);

  get asks(): 'scores' | 'schooling' | 'nothing' {
    return this.member?.asks ?? 'scores';
  }
  get reached(): Reached {
    const { scores, group } = this;
    if (this.#reached?.scores !== scores || this.#reached.group !== group) {
      this.#reached = { scores, group, reached: reach(this.set, group, scores) };
    }
    return this.#reached.reached;
  }
  /** What it came to last year, when everything was scored then. */
  get lastTotal(): number | undefined {
    if (this.asks !== 'scores' || !this.last || this.last.scores.length !== this.scores.length) return undefined;
    const then = reach(this.set, this.last.group, this.last.scores);
    return then.complete ? then.total : undefined;
  }
  get missing(): boolean {
    if (this.asks === 'scores') return !this.reached.complete;
    return this.asks === 'schooling' && this.member?.child === true && this.schooling === 'not_asked';
  }
  get changed(): boolean {
    return !alike(this.now, this.#kept);
  }
  get now(): Said {
    return { scores: this.scores, group: this.group, schooling: this.schooling };
  }
  keep(): void {
    this.#kept = this.now;
  }
  /** The server has this now: what is kept of its answer follows. */
  recorded(said: Said): void {
    Object.assign(this.#raw, { ...said, revision: this.revision, copied: false });
  }
  set_score(i: number, score: Score): void {
    this.scores = this.scores.map((one, at) => (at === i ? score : one));
    this.touched();
  }
  touched(): void {
    this.standing = this.changed ? 'changed' : 'same';
  }

  /** The row as the command takes it; undefined while it says nothing yet. */
  body(): SentRow | undefined {
    const common = { kind: this.kind, subject_id: this.id, seen: this.revision };
    if (this.asks === 'schooling') return { ...common, schooling: this.schooling };
    if (this.revision === 0 && this.scores.every((one) => one === null)) return undefined;
    const scores = this.scores.map((one) => one ?? -1);
    return this.kind === 'person' && this.group !== null ? { ...common, group: this.group, scores } : { ...common, scores };
  }

  /** What waits on this device and the server has not seen yet is shown as it was entered. */
  replay({ name, body }: Command): boolean {
    if (name === 'recognition.confirm_copied') return this.#replayConfirmed(body as { kind?: Kind; subjects?: number[] });
    const sent = ((body['rows'] ?? []) as SentRow[]).find((one) => one.kind === this.kind && one.subject_id === this.id);
    if (!sent || sent.seen !== this.revision) return false;
    if (sent.scores) this.scores = sent.scores.map((one) => (one < 0 ? null : one));
    this.group = sent.group ?? this.group;
    this.schooling = sent.schooling ?? this.schooling;
    [this.revision, this.copied, this.standing] = [sent.seen + 1, false, 'waiting'];
    this.keep();
    return true;
  }
  #replayConfirmed({ kind, subjects = [] }: { kind?: Kind; subjects?: number[] }): boolean {
    if (kind !== this.kind || !this.copied || !subjects.includes(this.id)) return false;
    [this.copied, this.standing] = [false, 'waiting'];
    return true;
  }
}
