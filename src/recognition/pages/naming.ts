// Names of places inside a sentence, of a sheet's households and lines, and scores as they are written.
import { language } from '@web/shell/language.svelte';
import { midway as lowered } from '@web/shell/shapes';
import type { PlaceNamed } from './explanation';
import type { Score } from './score';
import type { Block, Row } from './sheet.svelte';
import { words } from './words/words';

/** "Bản Bó" in the middle of a Vietnamese sentence is "bản Bó". */
export const midway = (place: PlaceNamed): string => lowered(language.of({ vi: place.name, en: place.name_en }));

export function titleOf(block: Block): string {
  if (!block.household) return words.now.sheet.ownTitle;
  return block.book ? words.now.sheet.book(block.book) : block.head;
}

export function labelOf(row: Row): string {
  if (row.kind === 'household') return words.now.sheet.householdRow;
  if (row.kind === 'hamlet') return words.now.sheet.hamletRow;
  return row.name;
}

export function writtenScore(score: Score, max: number): string {
  if (score === null) return '';
  return max === 1 ? (score === 1 ? words.now.sheet.yes : words.now.sheet.no) : String(score);
}
