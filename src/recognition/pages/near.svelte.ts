// Which parts of a long list are on the screen or near it, and how tall those were that have left it.
import type { Attachment } from 'svelte/attachments';
import { SvelteSet } from 'svelte/reactivity';

/** Drawn before they come into sight: a screen or so. */
const MARGIN_PX = 800;

export class Near<Part extends object> {
  readonly #near: SvelteSet<Part>;
  readonly #heights = new Map<Part, number>();
  readonly #parts = new WeakMap<Element, Part>();
  readonly #watch = new Map<Part, Attachment<HTMLElement>>();
  readonly #observer: IntersectionObserver;

  constructor(first: Iterable<Part>) {
    this.#near = new SvelteSet(first);
    this.#observer = new IntersectionObserver((entries) => this.#seen(entries), { rootMargin: `${MARGIN_PX}px 0px` });
  }

  has(part: Part): boolean {
    return this.#near.has(part);
  }
  /** Undefined until it was drawn once. */
  height(part: Part): number | undefined {
    return this.#heights.get(part);
  }
  /** Somebody goes there: it is drawn before it comes into sight. */
  draw(part: Part): void {
    this.#near.add(part);
  }

  /** For the element that stands for a part, drawn or not. */
  watch(part: Part): Attachment<HTMLElement> {
    let watch = this.#watch.get(part);
    if (!watch) {
      watch = (element) => {
        this.#parts.set(element, part);
        this.#observer.observe(element);
        return () => this.#observer.unobserve(element);
      };
      this.#watch.set(part, watch);
    }
    return watch;
  }

  #seen(entries: IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting, boundingClientRect } of entries) {
      const part = this.#parts.get(target);
      if (!part || !target.isConnected) continue;
      if (isIntersecting) this.#near.add(part);
      else if (this.#near.has(part)) {
        this.#heights.set(part, boundingClientRect.height);
        this.#near.delete(part);
      }
    }
  }
}
