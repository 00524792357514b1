// Names of places inside a sentence.
import { language } from '@web/shell/language.svelte';
import type { PlaceNamed } from './explanation';

/** "Bản Bó" in the middle of a Vietnamese sentence is "bản Bó". */
export function midway(place: PlaceNamed): string {
  if (language.code !== 'vi') return place.name_en;
  return place.name.charAt(0).toLocaleLowerCase('vi') + place.name.slice(1);
}
