// What a day means for the campaign that is looked at.
import { here } from '@web/shell/here.svelte';
import { language } from '@web/shell/language.svelte';
import { words } from '../words/words';

/** A register follows life, whatever campaign is looked at: a day after the campaign's last leaves its results alone, and it is said. */
export function beyond(day: string): string | undefined {
  return day > here.on ? words.now.acts.beyond(language.date(here.on), String(here.year)) : undefined;
}
