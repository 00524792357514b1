// Which of two levels a condition is for.
import { language } from '@web/shell/language.svelte';
import type { CriteriaCondition, CriteriaSet } from './criteria';
import { words } from './words/words';

/** "Mức 1:" before a condition's text; "" where there is one level only, and where the document says it itself, as many do. */
export function levelBefore(set: CriteriaSet, { level, text }: Pick<CriteriaCondition, 'level' | 'text'>): string {
  const said = `${words.now.criteria.level} ${language.number(level)}:`;
  return (set.levels ?? 1) > 1 && !language.of(text).startsWith(said) ? said : '';
}
