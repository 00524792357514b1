// Rows of a sheet that are saved together: a household with its people, or the hamlet's own. Saved through the outbox, so that
// nothing is lost without a network. Knows no look.
import { ask, type Refusal } from '@web/shell/ask.svelte';
import { device, outbox } from '@web/shell/device.svelte';
import { here } from '@web/shell/here.svelte';
import type { Command } from '@web/shell/outbox';
import type { Sheet } from './sheet.svelte';
import type { Row } from './sheet_row.svelte';
import type { Portion, RawHousehold, RawSubject } from './sheet_shapes';

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
    const said = sent.map((row) => row.now);
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
      if (outcome.kind === 'done' && said[i]) row.recorded(said[i]);
    }
    this.waits = outcome.kind === 'waiting' ? outcome.id : undefined;
    if (outcome.kind === 'done') this.sheet.keep();
    if (sent.some((row) => row.changed)) this.later();
  }

  /** Shows what still waits on this device for these rows. */
  replay(commands: readonly Command[]): void {
    for (const command of commands) {
      const touched = this.rows.filter((row) => row.replay(command));
      if (touched.length > 0) this.waits = command.id;
    }
  }

  /** What waited was sent, or refused, meanwhile. */
  settle(): void {
    if (this.waits === undefined) return;
    const still = device.commands.find((one) => one.id === this.waits);
    if (still && !still.refused) return;
    for (const row of this.rows.filter((one) => one.standing === 'waiting')) {
      row.standing = still ? 'refused' : 'saved';
      if (!still) row.recorded(row.now);
    }
    if (!still) this.sheet.keep();
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
      if (outcome.kind === 'done') for (const row of rows) row.recorded(row.now);
      if (outcome.kind === 'waiting') this.waits = outcome.id;
    }
    this.sheet.keep();
  }

  /** Throws away what was changed here, and takes what the server has. */
  async reload(): Promise<void> {
    const path = this.household ? `/api/households/${this.id}/sheet` : `/api/hamlets/${this.id}/sheet`;
    const portion = await ask<Portion>(path, { year: this.sheet.year, ...(this.household ? {} : { limit: 1 }) });
    this.refusal = undefined;
    const fresh = this.household ? portion.households[0] : undefined;
    const { members, ...home } = fresh ?? {};
    for (const row of this.rows) {
      const raw =
        row.kind === 'household' ? fresh && (home as RawSubject)
        : row.kind === 'hamlet' ? portion.own
        : row.kind === 'clan' ? portion.clans?.find((one) => one.id === row.id)
        : members?.find((one) => one.id === row.id);
      if (raw) row.take(raw);
    }
  }
}
