// Criteria sets on the pages: compared with each other, and their thresholds moved.
import { expect, test } from 'vitest';
import { compareSets } from '../../src/recognition/pages/compare';
import type { CriteriaSet } from '../../src/recognition/pages/criteria';
import { Latest } from '../../src/recognition/pages/latest';
import { leversOf, moved, movedKeys } from '../../src/recognition/pages/levers';
import { lacking } from '../../src/recognition/pages/whatif';

const both = (text: string) => ({ vi: text, en: text });
const set = (): CriteriaSet => ({
  id: 'a',
  title: 'citizen',
  name: both('A'),
  issuer: both('Hội'),
  document: { number: '1', date: null, confidence: 'O' },
  valid: { from: '2025-01-01', to: null },
  area: 'all',
  illustrative: false,
  groups: [
    { code: 'g0', name: both('nông dân'), total_at_least: 16, confidence: 'N' },
    { code: 'g1', name: both('công nhân'), total_at_least: 16, confidence: 'N' },
  ],
  competences: [{ code: 'A', name: both('tự học'), at_least: 0 }],
  indicators: [
    { code: 'A1', competence: 'A', text: both('đọc'), kind: 'points', max: 10, weight: 1, at_least: 5, confidence: 'N' },
    { code: 'A2', competence: 'A', text: both('học'), kind: 'points', max: 10, at_least: 5, confidence: 'N' },
  ],
  pass: { total_at_least: 16, confidence: 'N' },
  conditions: [{ code: 'k', level: 1, text: both('tỷ lệ'), kind: 'share_at_least', of: 'x', among: 'y', bp: 6000, confidence: 'N', illustrative: false }],
});

const changed = (edit: (it: CriteriaSet) => void) => {
  const other = set();
  edit(other);
  return compareSets(set(), other).map((one) => `${one.kind} ${one.part} ${one.code}: ${one.differences.map((d) => `${d.what} ${d.before}→${d.after}`).join(', ')}`);
};

test('two sets that ask the same have no differences, whatever they are called and however they are written', () => {
  expect(changed((it) => (it.id = 'b'))).toEqual([]);
  expect(changed((it) => delete it.indicators![0]!.weight)).toEqual([]);
  expect(changed((it) => (it.indicators = it.indicators!.map((one) => Object.fromEntries(Object.entries(one).reverse()) as never)))).toEqual([]);
});

test('thresholds, points, texts, what was added and what was taken out', () => {
  expect(changed((it) => (it.pass!.total_at_least = 18))).toEqual(['changed pass : total_at_least 16→18']);
  expect(changed((it) => (it.indicators![1]!.max = 20))).toEqual(['changed indicator A2: max 10→20']);
  expect(changed((it) => (it.indicators![1]!.text.vi = 'học nữa'))[0]).toMatch(/^changed indicator A2: text/);
  expect(changed((it) => (it.conditions![0]!.bp = 7000))).toEqual(['changed condition k: bp 6000→7000']);
  expect(changed((it) => it.groups!.pop())[0]).toMatch(/^removed group g1/);
  expect(changed((it) => (it.indicators![0]!.code = 'A0')).map((one) => one.split(':')[0])).toEqual(['added indicator A0', 'removed indicator A1']);
  expect(changed((it) => (it.valid.from = '2026-01-01'))[0]).toMatch(/^changed head : valid/);
  expect(changed((it) => delete it.pass)[0]).toMatch(/total_at_least 16→undefined/);
});

test('every threshold is a lever, and a moved lever is the only thing that changes', () => {
  const base = set();
  expect(leversOf(base).map((lever) => `${lever.key} ${lever.value}/${lever.most}`)).toEqual([
    'total 16/20', 'group g0 16/20', 'group g1 16/20', 'competence A 0/20', 'indicator A1 5/10', 'indicator A2 5/10', 'condition k 6000/10000',
  ]);
  for (const lever of leversOf(base).slice(1)) expect(movedKeys(base, moved(base, lever.key, lever.value - 1))).toEqual([lever.key]);
  expect(movedKeys(base, moved(base, 'total', 12))).toEqual(['total', 'group g0', 'group g1']);
  expect(base).toEqual(set());
});

test('a yes that is no longer asked leaves the total', () => {
  const family = set();
  family.indicators = ['F1', 'F2'].map((code) => ({ code, text: both(code), kind: 'yes_no', max: 1, at_least: 1, confidence: 'U' }));
  family.pass = { total_at_least: 2, confidence: 'U' };
  family.groups = [];
  const without = moved(family, 'indicator F1', 0);
  expect([without.indicators?.[0]?.at_least, without.pass?.total_at_least]).toEqual([0, 1]);
  expect(moved(without, 'indicator F1', 1).pass?.total_at_least).toBe(2);
});

test('of questions that wait only the newest is asked, and the last answer stands', async () => {
  const asked: number[] = [];
  const told: number[] = [];
  const release: (() => void)[] = [];
  const latest = new Latest<number, number>(
    (n) => {
      asked.push(n);
      return new Promise((done) => release.push(() => done(n)));
    },
    (n) => told.push(n),
  );
  for (const n of [1, 2, 3, 4]) latest.put(n);
  release.shift()!();
  await new Promise((done) => setTimeout(done));
  release.shift()!();
  await new Promise((done) => setTimeout(done));
  latest.put(5);
  release.shift()!();
  await new Promise((done) => setTimeout(done));
  expect([asked, told]).toEqual([[1, 4, 5], [1, 4, 5]]);
});

test('how many are lacking for a target', () => {
  expect([lacking(69, 100, 7000), lacking(70, 100, 7000), lacking(0, 3, 7500), lacking(0, 0, 7500)]).toEqual([1, 0, 3, 0]);
});
