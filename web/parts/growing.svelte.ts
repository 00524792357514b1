// A long row of equal things, drawn some at a time: each lot in a turn of its own.
import { awaitTurn } from './turns';

/** How many of `most` are drawn so far; they stand in `place`. */
export function growing(step: number, place: () => Element | undefined, most: () => number): { readonly now: number } {
  let now = $state(step);
  $effect(() => {
    const at = place();
    if (at && now < most()) return awaitTurn({ place: at, draw: () => (now += step) });
    return undefined;
  });
  return {
    get now() {
      return now;
    },
  };
}
