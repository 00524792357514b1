// Light, dark, or as the device says; kept on this device.
import { recall, remember } from './language.svelte';

export const THEMES = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const KEPT_AS = 'khuyenhoc.theme';

class Shade {
  theme = $state<Theme>('auto');

  use(theme: Theme): void {
    this.theme = theme;
    const root = document.documentElement;
    if (theme === 'auto') delete root.dataset['theme'];
    else root.dataset['theme'] = theme;
    remember(KEPT_AS, theme);
  }
}

export const shade = new Shade();

export function keptTheme(): Theme {
  const kept = recall(KEPT_AS);
  return THEMES.find((theme) => theme === kept) ?? 'auto';
}
