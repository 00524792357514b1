import { Lexicon } from '@web/shell/lexicon.svelte';

export const words = new Lexicon({
  vi: async () => (await import('./vi')).vi,
  en: async () => (await import('./en')).en,
});
