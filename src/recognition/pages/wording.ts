// How an actual value and its threshold are said.
import { language } from '@web/shell/language.svelte';
import type { Actual, Threshold } from './explanation';
import { words } from './words/words';

/** A single point is a yes or a no. */
function isYesNo(actual: Actual): boolean {
  return actual.kind === 'points' && (actual.scored_as === 'yes_no' || (actual.scored_as === undefined && actual.max === 1));
}

export function sayActual(actual: Actual): string {
  const t = words.now;
  if (actual.kind === 'count') return language.number(actual.value);
  if (actual.kind === 'share') {
    const { numerator, denominator } = actual;
    if (denominator === 0) return `${language.number(numerator)}/${language.number(denominator)}`;
    return t.household.shareOf(language.number(numerator), language.number(denominator), language.share(numerator, denominator));
  }
  if (actual.value === null) return t.household.notScored;
  if (isYesNo(actual)) return actual.value >= 1 ? t.household.yes : t.household.no;
  return t.household.points(language.number(actual.value), language.number(actual.max));
}

export function sayThreshold(threshold: Threshold, actual: Actual): string {
  const t = words.now;
  if (threshold.bp !== undefined) return t.household.atLeast(language.bp(threshold.bp));
  const value = threshold.value ?? 0;
  if (threshold.kind === 'at_most') return value === 0 ? t.household.noneAllowed : t.household.atMost(language.number(value));
  if (isYesNo(actual)) return value >= 1 ? t.household.yes : '–';
  return t.household.atLeast(language.number(value));
}
