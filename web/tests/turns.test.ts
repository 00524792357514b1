// Whose turn it is to be drawn, as a table of cases: the part that stands first on the page.
import { expect, test } from 'vitest';
import { foremost } from '../parts/turns';

/** A place on a page that is as long as a number: what stands behind it follows. */
const part = (at: number) => ({
  at,
  place: { compareDocumentPosition: (other: unknown) => ((other as { at: number }).at > at ? 4 : 2), at },
  draw: () => {},
});

test.each([
  ['nobody waits', [], undefined],
  ['one waits', [3], 3],
  ['they came in the order of the page', [1, 2, 3], 1],
  ['one came later that stands before them', [2, 3, 1], 1],
  ['one came later that stands between', [2, 4, 3], 2],
])('the next: %s', (_, places, next) => {
  const found = foremost(places.map(part)) as ReturnType<typeof part> | undefined;
  expect(found?.at).toBe(next);
});
