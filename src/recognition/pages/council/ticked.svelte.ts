// Which rows of a long list are ticked: some by name, or all of a filter but some.
import { SvelteSet } from 'svelte/reactivity';

export class Ticked {
  all = $state(false);
  /** The rows ticked; when `all`, those that are not. */
  readonly #set = new SvelteSet<number>();

  has(id: number): boolean {
    return this.all !== this.#set.has(id);
  }
  turn(id: number): void {
    if (!this.#set.delete(id)) this.#set.add(id);
  }
  start(all: boolean): void {
    this.all = all;
    this.#set.clear();
  }
  count(total: number): number {
    return this.all ? Math.max(0, total - this.#set.size) : this.#set.size;
  }
  get named(): number[] {
    return [...this.#set];
  }
}
