// Starts the pages.
import { mount } from 'svelte';
import '../design/tokens.css';
import '../design/base.css';
import App from './App.svelte';
import { startDevice } from './device.svelte';
import { here } from './here.svelte';
import { keptLanguage, language } from './language.svelte';
import { keptTheme, shade } from './theme.svelte';
import { way } from './way.svelte';

async function start(): Promise<void> {
  shade.use(keptTheme());
  await language.use(keptLanguage());
  way.start();
  mount(App, { target: document.getElementById('app') as HTMLElement });
  startDevice();
  here.learn().catch(() => {});
}

void start();
