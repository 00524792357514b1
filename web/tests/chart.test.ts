import { expect, test } from 'vitest';
import { bins, roundStep, ticks } from '../parts/chart';

test('steps are round', () => {
  expect([0, 3, 7, 40, 99, 1234, 0.3].map((most) => roundStep(most, 4))).toEqual([1, 1, 2, 10, 50, 500, 0.1]);
});

test('ticks reach what they must show', () => {
  for (const most of [1, 4, 9, 52, 100, 1404587]) {
    const all = ticks(most);
    expect(all[0]).toBe(0);
    expect(all.at(-1)).toBeGreaterThanOrEqual(most);
    expect(all.at(-2)).toBeLessThan(most);
    expect(all.length).toBeLessThanOrEqual(6);
  }
});

test('every value lies in one bin, the largest in the last', () => {
  const values = [0, 9.99, 10, 55, 100, 100];
  const all = bins(values, 100, 10);
  expect(all.reduce((sum, bin) => sum + bin.count, 0)).toBe(values.length);
  expect(all.map((bin) => bin.count)).toEqual([2, 1, 0, 0, 0, 1, 0, 0, 0, 2]);
});
