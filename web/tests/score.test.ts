// What a row of scores comes to, and what a key means, as tables of cases.
import { expect, test } from 'vitest';
import type { CriteriaSet } from '../../src/recognition/pages/criteria';
import { reach, totalAsked, typed } from '../../src/recognition/pages/score';

const indicator = (code: string, competence: string, weight = 1, max = 10, at_least = 5) => ({
  code, competence, text: { vi: code, en: code }, kind: 'points' as const, max, weight, at_least, confidence: 'N',
});
const set = {
  groups: [
    { code: 'farmers', name: { vi: '', en: '' }, total_at_least: 24, confidence: 'N' },
    { code: 'cadres', name: { vi: '', en: '' }, total_at_least: 27, confidence: 'N' },
  ],
  competences: [{ code: 'A', name: { vi: '', en: '' }, at_least: 12 }, { code: 'B', name: { vi: '', en: '' } }],
  indicators: [indicator('A1', 'A'), indicator('A2', 'A'), indicator('B3', 'B')],
  pass: { total_at_least: 20, confidence: 'N' },
} as unknown as CriteriaSet;

test.each([
  ['nothing scored', [null, null, null], 'farmers', { total: 0, scored: 0, complete: false, achieved: false, low: [] }],
  ['one missing', [9, 9, null], 'farmers', { total: 18, scored: 2, complete: false, achieved: false, low: [] }],
  ['all reach', [8, 8, 8], 'farmers', { total: 24, complete: true, achieved: true, low: [] }],
  ['the total of the group', [8, 8, 8], 'cadres', { total: 24, least: 27, achieved: false }],
  ['one below what is asked', [10, 10, 4], 'farmers', { total: 24, achieved: false, low: [2] }],
  ['a competence short', [5, 6, 13], 'farmers', { total: 24, complete: true, achieved: false, low: [] }],
] as const)('%s', (_, scores, group, expected) => {
  expect(reach(set, group, scores)).toMatchObject(expected);
});

test('weights count, and a set without groups asks its own total', () => {
  const weighed = { indicators: [indicator('F1', 'F', 3, 1, 1), indicator('F2', 'F', 1, 1, 0)], pass: { total_at_least: 3, confidence: 'U' } } as unknown as CriteriaSet;
  expect(totalAsked(weighed, null)).toBe(3);
  expect(reach(weighed, null, [1, 0])).toMatchObject({ total: 3, achieved: true });
  expect(reach(weighed, null, [0, 1])).toMatchObject({ total: 1, achieved: false, low: [0] });
});

test.each([
  ['8', 10, null, { score: 8, stays: false }],
  ['1', 10, null, { score: 1, stays: true }],
  ['0', 10, 1, { score: 10, stays: false }],
  ['0', 10, null, { score: 0, stays: false }],
  ['x', 10, 3, { score: 10, stays: false }],
  ['x', 1, null, undefined],
  ['1', 1, null, { score: 1, stays: false }],
  ['2', 1, null, undefined],
  ['Backspace', 10, 7, { score: null, stays: true }],
  ['q', 10, null, undefined],
] as const)('key %s of at most %i after %s', (key, max, before, meant) => {
  expect(typed(key, max, before)).toEqual(meant);
});
