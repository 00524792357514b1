// The parts of a page that are drawn one after another, with a frame between two turns: a weak telephone answers a finger in
// between. Their turns come in the order of the page, so that nothing that stands already is moved.
import { flushSync } from 'svelte';

export interface Waiting {
  /** What stands where the part will. */
  place: Pick<Element, 'compareDocumentPosition'>;
  draw: () => void;
}

// A page in the background gets no frames.
const NO_FRAME_MS = 150;
const FOLLOWING = 4;
// A turn that took no longer has room for the next part as well: a frame costs more than a small part does.
const TURN_MS = 4;

const waiting = new Set<Waiting>();
let awake = false;

/** The one that stands first on the page. */
export function foremost(all: Iterable<Waiting>): Waiting | undefined {
  let found: Waiting | undefined;
  for (const one of all) {
    if (!found || one.place.compareDocumentPosition(found.place as Node) & FOLLOWING) found = one;
  }
  return found;
}

/** Runs once the browser has shown what was drawn last. */
function afterFrame(act: () => void): void {
  let done = false;
  const once = () => {
    if (done) return;
    done = true;
    setTimeout(act);
  };
  requestAnimationFrame(once);
  setTimeout(once, NO_FRAME_MS);
}

/** The browser has shown what was drawn last. */
export function shown(): Promise<void> {
  return new Promise(afterFrame);
}

function turn(): void {
  const until = performance.now() + TURN_MS;
  do {
    const next = foremost(waiting);
    if (!next) {
      awake = false;
      return;
    }
    waiting.delete(next);
    // Drawn here and now, so that the time it takes is known.
    flushSync(() => next.draw());
  } while (performance.now() < until);
  afterFrame(turn);
}

/** Waits for its turn; gives the way to leave the line. */
export function awaitTurn(one: Waiting): () => void {
  waiting.add(one);
  if (!awake) {
    awake = true;
    afterFrame(turn);
  }
  return () => void waiting.delete(one);
}

/** On paper stands the whole page: what is drawn may hold further parts. */
function drawAll(): void {
  while (waiting.size > 0) {
    const all = [...waiting];
    waiting.clear();
    for (const one of all) one.draw();
    flushSync();
  }
}

globalThis.addEventListener?.('beforeprint', drawAll);
