// Starts the pages.
import { mount } from 'svelte';
import '../design/tokens.css';
import '../design/base.css';
import App from './App.svelte';
import './capabilities';
import { fetchPage } from './brought';
import { startDevice } from './device.svelte';
import { keptLanguage, language } from './language.svelte';
import { keptTheme, shade } from './theme.svelte';
import { way } from './way.svelte';

async function start(): Promise<void> {
  shade.use(keptTheme());
  const words = language.use(keptLanguage());
  fetchPage(way.path);
  await words;
  way.start();
  const target = document.getElementById('app') as HTMLElement;
  // What stood there meanwhile goes in the same frame.
  target.replaceChildren();
  mount(App, { target });
  startDevice();
}

void start();
