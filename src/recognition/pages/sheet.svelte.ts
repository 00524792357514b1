// A sheet while it is worked on: rows by household, what was changed, what is saved, waits or was refused. Saves a household at a
// time through the outbox, so that nothing is lost without a network. Knows no look.
import { ask, type Refusal } from '@web/shell/ask.svelte';
import { device, outbox } from '@web/shell/device.svelte';
import { here } from '@web/shell/here.svelte';
import type { CriteriaSet } from './criteria';
import { reach, type Score } from './score';
import type { Portion, RawHousehold, RawMember, RawSubject, SelfSaid, Sets, SheetHead } from './sheet_shapes';

export type Kind = 'person' | 'household' | 'clan' | 'hamlet';
export type Standing = 'same' | 'changed' | 'saving' | 'saved' | 'waiting' | 'refused';

/** One line: someone or something that is scored. */
export class Row {
  readonly key: string;
  scores = $state<Score[]>([]);
  group = $state<string | null>(null);
  schooling = $state('not_asked');
  revision = $state(0);
  copied = $state(false);
  self = $state.raw<SelfSaid | null>(null);
  standing = $state<Standing>('same');
  #kept = $state('');

  constructor(
    readonly kind: Kind,
    readonly id: number,
    readonly name: string,
    readonly set: CriteriaSet,
    raw: RawSubject,
    readonly member?: RawMember,
  ) {
    this.key = `${kind}-${id}`;
    this.take(raw);
  }

  take(raw: RawSubject): void {
    this.scores = [...raw.scores];
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
  get reached() {
    return reach(this.set, this.group, this.scores);
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
    return this.#now() !== this.#kept;
  }
  keep(): void {
    this.#kept = this.#now();
  }
  #now(): string {
    return JSON.stringify([this.scores, this.group, this.schooling]);
  }
  set_score(i: number, score: Score): void {
    this.scores[i] = score;
    this.standing = this.changed ? 'changed' : 'same';
  }
  touched(): void {
    this.standing = this.changed ? 'changed' : 'same';
  }

  /** The row as the command takes it; undefined while it says nothing yet. */
  body(): Record<string, unknown> | undefined {
    const common = { kind: this.kind, subject_id: this.id, seen: this.revision };
    if (this.asks === 'schooling') return { ...common, schooling: this.schooling };
    if (this.revision === 0 && this.scores.every((one) => one === null)) return undefined;
    const scores = this.scores.map((one) => one ?? -1);
    return this.kind === 'person' && this.group !== null ? { ...common, group: this.group, scores } : { ...common, scores };
  }
}

/** Rows that are saved together: a household with its people, or the hamlet's own. */
export class Block {
  rows: Row[] = $state.raw([]);
  refusal = $state.raw<Refusal>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #saving: Promise<void> = Promise.resolve();
  /** The command that waits on this device. */
  waits = $state<string>();

  constructor(
    readonly id: number,
    readonly sheet: Sheet,
    readonly book: string | null,
    readonly household?: RawHousehold,
  ) {}

  get head(): string {
    return this.household?.members[0]?.name ?? '';
  }
  get missing(): boolean {
    return this.rows.some((row) => row.missing);
  }
  get copied(): boolean {
    return this.rows.some((row) => row.copied);
  }

  /** Something was changed: it is saved when nothing more comes for a while, or when the reader goes on. */
  later(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.save(), 2500);
  }
  save(): Promise<void> {
    clearTimeout(this.#timer);
    this.#saving = this.#saving.then(() => this.#save());
    return this.#saving;
  }

  async #save(): Promise<void> {
    const sent = this.rows.filter((row) => row.changed && row.body() !== undefined);
    if (sent.length === 0) return;
    const bodies = sent.map((row) => row.body());
    for (const row of sent) {
      row.standing = 'saving';
      row.keep();
    }
    const body: Record<string, unknown> = { year: this.sheet.year, rows: bodies };
    if (sent.some((row) => row.revision > 0)) body['reason'] = this.sheet.reason;
    const outcome = await outbox.send(here.province, 'recognition.save_sheet', body);
    if (outcome.kind === 'refused') {
      await outbox.dismiss(outcome.id);
      this.refusal = outcome.refusal;
      for (const row of sent) row.standing = 'refused';
      return;
    }
    this.refusal = undefined;
    // What waits is numbered as it will be when it arrives: commands of a device arrive in their order.
    const answered = outcome.kind === 'done' ? (outcome.answer as { rows: { revision: number }[] }).rows : [];
    for (const [i, row] of sent.entries()) {
      row.revision = answered[i]?.revision ?? row.revision + 1;
      row.copied = false;
      row.standing = row.changed ? 'changed' : outcome.kind === 'done' ? 'saved' : 'waiting';
    }
    this.waits = outcome.kind === 'waiting' ? outcome.id : undefined;
    this.sheet.saved += 1;
    if (sent.some((row) => row.changed)) this.later();
  }

  /** What waited was sent, or refused, meanwhile. */
  settle(): void {
    if (this.waits === undefined) return;
    const still = device.commands.find((one) => one.id === this.waits);
    if (still && !still.refused) return;
    for (const row of this.rows) if (row.standing === 'waiting') row.standing = still ? 'refused' : 'saved';
    this.refusal = still?.refused;
    this.waits = undefined;
  }

  /** Copies of last year that are still true. */
  async confirm(): Promise<void> {
    for (const kind of ['person', 'household', 'hamlet', 'clan'] as const) {
      const rows = this.rows.filter((row) => row.copied && row.kind === kind && !row.changed);
      if (rows.length === 0) continue;
      // Said at once, so that a second press does not say it twice.
      for (const row of rows) [row.copied, row.standing] = [false, 'saving'];
      const outcome = await outbox.send(here.province, 'recognition.confirm_copied', {
        year: this.sheet.year, kind, subjects: rows.map((row) => row.id),
      });
      if (outcome.kind === 'refused') {
        await outbox.dismiss(outcome.id);
        this.refusal = outcome.refusal;
      }
      for (const row of rows) row.standing = outcome.kind === 'done' ? 'saved' : outcome.kind;
      if (outcome.kind === 'waiting') this.waits = outcome.id;
    }
  }

  /** Throws away what was changed here, and takes what the server has. */
  async reload(): Promise<void> {
    const path = this.household ? `/api/households/${this.id}/sheet` : `/api/hamlets/${this.id}/sheet`;
    const portion = await ask<Portion>(path, { year: this.sheet.year, ...(this.household ? {} : { limit: 1 }) });
    this.refusal = undefined;
    const fresh = this.household ? portion.households[0] : undefined;
    for (const row of this.rows) {
      const raw =
        row.kind === 'household' ? fresh
        : row.kind === 'hamlet' ? portion.own
        : row.kind === 'clan' ? portion.clans?.find((one) => one.id === row.id)
        : fresh?.members.find((one) => one.id === row.id);
      if (raw) row.take(raw);
    }
  }
}

const PART = 25;

export class Sheet {
  head = $state.raw<SheetHead>();
  blocks = $state.raw<Block[]>([]);
  own = $state.raw<Block>();
  loaded = $state(false);
  saved = $state(0);
  reason = $state('');
  sets!: Sets;

  constructor(readonly year: number) {}

  /** Everything of a hamlet, a part at a time: the first can be worked on while the others come. */
  async load(hamlet: string, alive: () => boolean): Promise<void> {
    let after: number | null = null;
    do {
      const portion: Portion = await ask<Portion>(`/api/hamlets/${hamlet}/sheet`, { year: this.year, limit: PART, after: after ?? undefined });
      if (!alive()) return;
      this.#take(portion);
      after = portion.next;
    } while (after !== null);
    this.loaded = true;
  }
  async loadOne(kind: 'household' | 'person', id: string): Promise<void> {
    const portion = await ask<Portion>(kind === 'household' ? `/api/households/${id}/sheet` : `/api/persons/${id}/sheet`, { year: this.year });
    this.#take(portion);
    this.own = undefined;
    this.loaded = true;
  }

  #take(portion: Portion): void {
    if (portion.criteria) {
      this.sets = portion.criteria;
      this.head = portion;
      this.own = this.#ownBlock(portion);
    }
    this.blocks = [...this.blocks, ...portion.households.map((one) => this.#block(one))];
  }

  #block(household: RawHousehold): Block {
    const block = new Block(household.id, this, household.book_no, household);
    block.rows = [
      new Row('household', household.id, '', this.sets.family, household),
      ...household.members.map((one) => new Row('person', one.id, one.name, this.sets.citizen, one, one)),
    ].filter((row) => row.asks !== 'scores' || (row.set.indicators ?? []).length > 0);
    return block;
  }

  #ownBlock(portion: Portion): Block | undefined {
    if (!portion.own) return undefined;
    const block = new Block(portion.own.id, this, null);
    block.rows = [
      new Row('hamlet', portion.own.id, '', this.sets.community, portion.own),
      ...(portion.clans ?? []).map((one) => new Row('clan', one.id, one.name, this.sets.clan, one)),
    ].filter((row) => (row.set.indicators ?? []).length > 0);
    return block.rows.length > 0 ? block : undefined;
  }

  get all(): Block[] {
    return this.own ? [...this.blocks, this.own] : this.blocks;
  }
  /** Something typed here has not been answered yet. */
  get unsaved(): boolean {
    return this.all.some((block) => block.rows.some((row) => row.changed || row.standing === 'saving'));
  }
  async save(): Promise<void> {
    await Promise.all(this.all.map((block) => block.save()));
  }
  settle(): void {
    for (const block of this.all) block.settle();
  }
}
