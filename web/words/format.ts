// Numbers, shares and dates as each language writes them. Whole numbers in, so that nothing is lost on the way.

export type Code = 'vi' | 'en';

const NBSP = '\u00a0';

/** 1404587 -> "1.404.587" (vi), "1,404,587" (en). */
export function formatNumber(value: number, code: Code): string {
  const mark = code === 'vi' ? '.' : ',';
  const digits = Math.abs(value).toFixed(0).replace(/\B(?=(\d{3})+$)/g, mark);
  return value < 0 ? `\u2212${digits}` : digits;
}

/** Share in hundredths of a percent, half up. Null when there is nothing to divide by: never shown as zero. */
export function shareBp(numerator: number, denominator: number): number | null {
  if (denominator <= 0) return null;
  const twice = 2n * BigInt(denominator);
  return Number((20000n * BigInt(numerator) + BigInt(denominator)) / twice);
}

/** "1 row", "2 rows": for English. */
export const many = (n: string, one: string, more: string): string => `${n} ${n === '1' ? one : more}`;

/** 5285 -> "52,85 %" (vi), "52.85%" (en); `short` drops zeros: 7000 -> "70 %". */
export function formatBp(bp: number, code: Code, short = false): string {
  const whole = formatNumber(Math.trunc(bp / 100), code);
  let part = String(bp % 100).padStart(2, '0');
  if (short) part = part.replace(/0+$/, '');
  const point = code === 'vi' ? ',' : '.';
  return whole + (part === '' ? '' : point + part) + (code === 'vi' ? `${NBSP}%` : '%');
}

export function formatShare(numerator: number, denominator: number, code: Code): string {
  const bp = shareBp(numerator, denominator);
  return bp === null ? '–' : formatBp(bp, code);
}

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October',
  'November', 'December'];

/** "2025-12-31" -> "31/12/2025" (vi), "31 December 2025" (en). A bare year stays as it is. */
export function formatDate(iso: string, code: Code): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(iso);
  if (!match) return iso;
  const [, year, month, day] = match as unknown as [string, string, string, string];
  return code === 'vi' ? `${day}/${month}/${year}` : `${Number(day)} ${MONTHS[Number(month) - 1]} ${year}`;
}

/** "2026-03-01T01:05:00Z" -> "08:05 ngày 01/03/2026" (vi), "08:05, 1 March 2026" (en): by Viet Nam's clock. */
export function formatTime(iso: string, code: Code): string {
  const there = new Date(new Date(iso).getTime() + 7 * 3_600_000).toISOString();
  return there.slice(11, 16) + (code === 'vi' ? ' ngày ' : ', ') + formatDate(there, code);
}

/** Without tones, without case, đ as d: how people type when they search. */
export function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replace(/[đĐ]/g, 'd').toLowerCase().replace(/\s+/g, ' ').trim();
}
