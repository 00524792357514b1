// Light, dark, or as the device says; kept on this device.
import { recall, remember } from './language.svelte';

export const THEMES = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const KEPT_AS = 'khuyenhoc.theme';

class Shade {
  theme = $state<Theme>('auto');

  readonly #device = matchMedia('(prefers-color-scheme: dark)');

  constructor() {
    this.#device.addEventListener('change', () => this.#draw());
  }

  use(theme: Theme): void {
    this.theme = theme;
    remember(KEPT_AS, theme);
    this.#draw();
  }

  #draw(): void {
    const dark = this.theme === 'dark' || (this.theme === 'auto' && this.#device.matches);
    document.documentElement.dataset['theme'] = dark ? 'dark' : 'light';
  }
}

export const shade = new Shade();

export function keptTheme(): Theme {
  const kept = recall(KEPT_AS);
  return THEMES.find((theme) => theme === kept) ?? 'auto';
}
