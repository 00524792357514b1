// Names of places inside a sentence.
import { language } from '@web/shell/language.svelte';
import { midway as lowered } from '@web/shell/shapes';
import type { PlaceNamed } from './explanation';

/** "Bản Bó" in the middle of a Vietnamese sentence is "bản Bó". */
export const midway = (place: PlaceNamed): string => lowered(language.of({ vi: place.name, en: place.name_en }));
