import { expect, test } from 'vitest';
import { fold, formatBp, formatDate, formatNumber, formatShare, formatTime, shareBp } from '../words/format';

test('numbers are grouped as each language groups them', () => {
  for (const [value, vi, en] of [
    [0, '0', '0'],
    [999, '999', '999'],
    [1000, '1.000', '1,000'],
    [1404587, '1.404.587', '1,404,587'],
    [-12345, '−12.345', '−12,345'],
  ] as const) {
    expect(formatNumber(value, 'vi')).toBe(vi);
    expect(formatNumber(value, 'en')).toBe(en);
  }
});

test('shares are rounded half up in whole numbers, and nothing is divided by nothing', () => {
  for (const [numerator, denominator, bp] of [
    [742335, 1404587, 5285],
    [244713, 293169, 8347],
    [380000, 1404587, 2705],
    [1, 20000, 1],
    [1, 20001, 0],
    [1, 3, 3333],
    [2, 3, 6667],
    [5, 5, 10000],
    [0, 7, 0],
    [7, 0, null],
  ] as const) {
    expect(shareBp(numerator, denominator), `${numerator}/${denominator}`).toBe(bp);
  }
});

test('shares are written with two places, targets without needless zeros', () => {
  expect(formatShare(742335, 1404587, 'vi')).toBe('52,85\u00a0%');
  expect(formatShare(742335, 1404587, 'en')).toBe('52.85%');
  expect(formatShare(1, 1000, 'en')).toBe('0.10%');
  expect(formatShare(3, 0, 'vi')).toBe('–');
  expect(formatBp(7000, 'vi', true)).toBe('70\u00a0%');
  expect(formatBp(7050, 'en', true)).toBe('70.5%');
  expect(formatBp(10000, 'en', true)).toBe('100%');
});

test('dates', () => {
  expect(formatDate('2025-12-31', 'vi')).toBe('31/12/2025');
  expect(formatDate('2025-07-01', 'en')).toBe('1 July 2025');
  expect(formatDate('1984', 'en')).toBe('1984');
});

test('folding forgets tones, case and đ, in either normal form', () => {
  for (const [text, folded] of [
    ['Lò Văn Tiến', 'lo van tien'],
    ['ĐÈO Thị Hồng', 'deo thi hong'],
    ['Mường É', 'muong e'],
    ['  Chiềng   Ân ', 'chieng an'],
    ['Nguyễn'.normalize('NFD'), 'nguyen'],
  ] as const) {
    expect(fold(text)).toBe(folded);
  }
});

test("moments are told by Viet Nam's clock, whatever the device's", () => {
  expect(formatTime('2026-03-01T01:05:00.000Z', 'vi')).toBe('08:05 ngày 01/03/2026');
  expect(formatTime('2026-02-28T18:30:00.000Z', 'en')).toBe('01:30, 1 March 2026');
});
