import { expect, test } from 'vitest';
import { arrange, inOrder } from '../parts/tiles';

const key = (cell: { column: number; row: number }) => `${cell.column},${cell.row}`;

/** Positions from a fixed sequence, so that every run sees the same. */
function scattered(n: number): { lat: number; lon: number }[] {
  let state = 7;
  const next = () => (state = (state * 48271) % 2147483647) / 2147483647;
  return Array.from({ length: n }, () => ({ lat: 20.6 + 1.4 * next(), lon: 103.2 + 1.8 * next() }));
}

test('every place has a cell of its own', () => {
  for (const n of [1, 2, 3, 12, 75, 200]) {
    const cells = arrange(scattered(n));
    expect(cells.length).toBe(n);
    expect(new Set(cells.map(key)).size).toBe(n);
    expect(cells.every((cell) => cell.column >= 0 && cell.row >= 0)).toBe(true);
  }
  expect(arrange([])).toEqual([]);
});

test('places at one point still get cells side by side', () => {
  const cells = arrange(Array.from({ length: 6 }, () => ({ lat: 21.3, lon: 103.9 })));
  expect(new Set(cells.map(key)).size).toBe(6);
});

test('north is up and east is right', () => {
  const [north, south, west, east] = arrange([
    { lat: 22, lon: 104 },
    { lat: 20, lon: 104 },
    { lat: 21, lon: 103 },
    { lat: 21, lon: 105 },
  ]);
  expect(north!.row).toBeLessThan(south!.row);
  expect(west!.column).toBeLessThan(east!.column);
});

test('the order of places far apart is kept', () => {
  const places = scattered(75);
  const cells = arrange(places);
  let wrong = 0;
  let pairs = 0;
  for (const [i, a] of places.entries()) {
    for (const [j, b] of places.entries()) {
      if (b.lon - a.lon < 0.4) continue;
      pairs += 1;
      if (cells[j]!.column <= cells[i]!.column) wrong += 1;
    }
  }
  expect(pairs).toBeGreaterThan(100);
  expect(wrong / pairs).toBeLessThan(0.01);
});

test('places without positions stand in reading order, no two on one tile', () => {
  for (const n of [1, 2, 7, 30, 64]) {
    const cells = inOrder(n);
    expect(cells).toHaveLength(n);
    expect(new Set(cells.map((cell) => `${cell.column},${cell.row}`)).size).toBe(n);
    for (const [i, cell] of cells.slice(1).entries()) {
      const before = cells[i]!;
      expect(cell.row > before.row || cell.column > before.column).toBe(true);
    }
  }
});
