import { expect, test } from 'vitest';
import { haveAny, nearest, outlined, type Outlines, tiled } from '../parts/picture';

const outlines: Outlines = {
  file: { file_id: 1, source: 'nguồn', valid_on: '2025-07-01' },
  width: 1000,
  height: 500,
  places: [
    { id: 1, d: 'M0 0l500 0 0 500-500 0zM10 10l5 0 0 5z', x: 250, y: 250 },
    { id: 2, d: 'M500 0l500 0 0 500-500 0z', x: 750, y: 250 },
    { id: 3, d: '', x: 0, y: 0 },
  ],
};

test('tiles stand in the middle of their cells', () => {
  const picture = tiled([
    { column: 0, row: 0 },
    { column: 2, row: 1 },
  ]);
  expect(picture).toEqual({ width: 30, height: 20, spots: [{ x: 5, y: 5, side: 10 }, { x: 25, y: 15, side: 10 }] });
});

test('boundaries are drawn where they are when the room fits', () => {
  const picture = outlined([2, 1], outlines, 2);
  expect([picture.width, picture.height]).toEqual([1000, 500]);
  expect(picture.spots.map((spot) => spot.d)).toEqual([outlines.places[1]!.d, outlines.places[0]!.d]);
});

test('the room keeps its shape, and every part of a path moves with it', () => {
  for (const ratio of [0.5, 1, 1.7, 3]) {
    const picture = outlined([1, 2], outlines, ratio);
    expect(picture.width / picture.height).toBeCloseTo(ratio);
    expect(picture.width).toBeGreaterThanOrEqual(1000);
    expect(picture.height).toBeGreaterThanOrEqual(500);
  }
  const square = outlined([1], outlines, 1);
  expect(square.spots[0]).toEqual({ x: 250, y: 500, d: 'M0 250l500 0 0 500-500 0zM10 260l5 0 0 5z', side: 0 });
});

test('a place without boundaries keeps a square of its own below', () => {
  const ids = [1, 2, 3, ...Array.from({ length: 20 }, (_, i) => 100 + i)];
  const picture = outlined(ids, outlines, 1.5);
  const squares = picture.spots.filter((spot) => !spot.d);
  expect(squares.length).toBe(21);
  expect(new Set(squares.map((spot) => `${spot.x},${spot.y}`)).size).toBe(21);
  for (const spot of squares) {
    expect(spot.y - spot.side / 2).toBeGreaterThan(Math.max(...picture.spots.filter((one) => one.d).map((one) => one.y)) + 249);
    expect(spot.x + spot.side / 2).toBeLessThanOrEqual(picture.width);
    expect(spot.y + spot.side / 2).toBeLessThanOrEqual(picture.height);
  }
});

test('boundaries of other places are not for this map', () => {
  expect(haveAny(outlines, [7, 2])).toBe(true);
  expect(haveAny(outlines, [7])).toBe(false);
  expect(haveAny({ ...outlines, file: null }, [2])).toBe(false);
  expect(haveAny(undefined, [2])).toBe(false);
});

test('arrow keys go to what lies that way', () => {
  const { spots } = tiled([
    { column: 0, row: 0 },
    { column: 1, row: 0 },
    { column: 0, row: 1 },
    { column: 3, row: 3 },
  ]);
  expect(nearest(spots, 0, [1, 0])).toBe(1);
  expect(nearest(spots, 0, [0, 1])).toBe(2);
  expect(nearest(spots, 1, [-1, 0])).toBe(0);
  expect(nearest(spots, 0, [-1, 0])).toBeUndefined();
  expect(nearest(spots, 9, [1, 0])).toBeUndefined();
});
