// Shapes that the pages of more than one capability read from the server.
import type { Both } from './language.svelte';
import { language } from './language.svelte';


export interface Place {
  id: number;
  code?: string;
  kind: string;
  type: string;
  name: string;
  name_en: string;
  full_name: string;
  full_name_en: string;
  lat?: number;
  lon?: number;
}

/** A place as an answer names it in passing. */
export interface Named {
  id: number;
  name: string;
}

export function fullName(place: Place): string {
  return language.of({ vi: place.full_name, en: place.full_name_en });
}

/** "bản Bó" at the head of a page is "Bản Bó". */
export function capital(text: string): string {
  return text.charAt(0).toLocaleUpperCase(language.code) + text.slice(1);
}

/** "Tỉnh Sơn La" in the middle of a Vietnamese sentence is "tỉnh Sơn La". */
export function midway(name: string): string {
  return language.code === 'vi' ? name.charAt(0).toLocaleLowerCase('vi') + name.slice(1) : name;
}

export function shortName(place: Place): string {
  return language.of({ vi: place.name, en: place.name_en });
}

export type Title = 'citizen' | 'family' | 'clan' | 'community' | 'unit';
export const TITLES: readonly Title[] = ['citizen', 'family', 'clan', 'community', 'unit'];

export type { Both };
