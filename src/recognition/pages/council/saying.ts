// How the contents of a decision are said.
import { language } from '@web/shell/language.svelte';
import { type Title, TITLES } from '@web/shell/shapes';
import { words } from '../words/words';
import type { DecisionHead } from './shapes';

type Part = 'recognised' | 'revoked';

export function titleName(title: Title): string {
  return language.words.titles[title];
}

/** The titles that the decision gave or took. */
export function titlesOf({ titles }: DecisionHead, part: Part): Title[] {
  return TITLES.filter((title) => (titles[title]?.[part] ?? 0) > 0);
}

/** "1.234 Công dân học tập; 345 Gia đình học tập" */
export function parts(decision: DecisionHead, part: Part): string {
  return titlesOf(decision, part)
    .map((title) => words.now.decision.part(language.number(decision.titles[title]?.[part] ?? 0), titleName(title)))
    .join('; ');
}

export function contents(decision: DecisionHead): string {
  const taken = titlesOf(decision, 'revoked').map((title) =>
    words.now.decision.taken(language.number(decision.titles[title]?.revoked ?? 0), titleName(title)),
  );
  return [parts(decision, 'recognised'), ...taken].filter(Boolean).join('; ');
}

/** Who wrote something down: the program and the officer are named by words, others as they are called. */
export function actorName(by: string): string {
  return (words.now.history.actors as Record<string, string>)[by] ?? by;
}
