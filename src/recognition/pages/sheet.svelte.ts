// A hamlet's sheet while it is worked on: its households in order, loaded a part at a time, or, without a network, as this
// device has kept them. Knows no look.
import { language } from '@web/shell/language.svelte';
import { ask, Failed } from '@web/shell/ask.svelte';
import { outbox } from '@web/shell/device.svelte';
import { account } from '@web/shell/account.svelte';
import { here, keepsake } from '@web/shell/here.svelte';
import { KEEPERS } from '@web/shell/roles';
import type { Command } from '@web/shell/outbox';
import { takeShared } from '@web/shell/shared';
import { shown } from '@web/parts/turns';
import { Block } from './sheet_block.svelte';
import { Row } from './sheet_row.svelte';
import { AT_ONCE, PART, type Portion, type RawHousehold, type Sets, type SheetHead } from './sheet_shapes';

export type { Block, Row };

export class Sheet {
  head = $state.raw<SheetHead>();
  blocks = $state.raw<Block[]>([]);
  own = $state.raw<Block>();
  loaded = $state(false);
  reason = $state('');
  sets!: Sets;

  /** When what is shown was kept on this device, where the server could not be asked. */
  kept_at = $state<string>();
  #kept_as: string | undefined;
  /** Who opened it: nobody else's device keeps it. */
  readonly #who = account.who;
  #portions: Portion[] = [];
  #waiting: Command[] = [];

  constructor(readonly year: number) {}

  /** Scores can be typed: the year still runs, and who looks is of those who score. */
  get open(): boolean {
    return this.head?.campaign === 'open' && here.is(...KEEPERS);
  }

  /** Everything of a hamlet, a part at a time: the first can be worked on while the others come. */
  async load(hamlet: string, alive: () => boolean): Promise<void> {
    this.#kept_as = `sheet ${hamlet} ${this.year}`;
    this.#waiting = (await outbox.waiting()).filter((one) => one.body['year'] === this.year);
    try {
      await this.#ask(hamlet, alive);
    } catch (error) {
      if (!alive() || !(await this.#recall(error, alive))) throw error;
    }
    if (!alive()) return;
    this.loaded = true;
    this.keep();
  }
  async #ask(hamlet: string, alive: () => boolean): Promise<void> {
    let after: number | null = null;
    do {
      const portion: Portion = await takeShared<Portion>(`/api/hamlets/${hamlet}/sheet`, { year: this.year, limit: PART, after: after ?? undefined });
      if (!alive()) return;
      this.#portions.push(portion);
      await this.#take(portion, alive);
      after = portion.next;
    } while (after !== null);
  }
  /** As it was when this device last had it whole. */
  async #recall(error: unknown, alive: () => boolean): Promise<boolean> {
    if (!(error instanceof Failed) || error.trouble !== 'offline' || this.#portions.length > 0 || !this.#kept_as) return false;
    const kept = await keepsake.recall<Portion[]>(this.#kept_as);
    if (!kept) return false;
    this.#portions = kept.value;
    this.kept_at = kept.at;
    for (const portion of kept.value) await this.#take(portion, alive);
    return true;
  }
  /** Puts what the server is known to have aside on this device, while there is something to do with it. */
  keep(): void {
    if (this.#kept_as && this.loaded && this.open && account.who === this.#who) void keepsake.keep(this.#kept_as, this.#portions, this.kept_at);
  }
  async forget(): Promise<void> {
    this.#kept_as = undefined;
    await keepsake.forget();
  }
  async loadOne(kind: 'household' | 'person', id: string): Promise<void> {
    const portion = await ask<Portion>(kind === 'household' ? `/api/households/${id}/sheet` : `/api/persons/${id}/sheet`, { year: this.year });
    await this.#take(portion, () => true);
    this.own = undefined;
    this.loaded = true;
  }

  async #take(portion: Portion, alive: () => boolean): Promise<void> {
    if (portion.criteria) {
      this.sets = portion.criteria;
      this.head = portion;
      this.own = this.#ownBlock(portion);
      this.own?.replay(this.#waiting);
    }
    const { households } = portion;
    for (let from = 0; from < households.length && alive(); from += AT_ONCE) {
      const fresh = households.slice(from, from + AT_ONCE).map((one) => this.#block(one));
      for (const block of fresh) block.replay(this.#waiting);
      this.blocks = [...this.blocks, ...fresh];
      // What can be worked on already is shown before the next are made ready.
      if (from + AT_ONCE < households.length) await shown();
    }
  }

  #block(household: RawHousehold): Block {
    const block = new Block(household.id, this, household.book_no, household);
    block.rows = [
      new Row('household', household.id, '', this.sets.family, household),
      ...household.members.map((one) => new Row('person', one.id, one.name || language.words.household.noName, this.sets.citizen, one, one)),
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
