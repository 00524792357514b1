// This device: its outbox, kept going while the page is open, and the newer version that waits to be used.
import { account } from './account.svelte';
import { ask } from './ask.svelte';
import { here } from './here.svelte';
import { language } from './language.svelte';
import { type Command, DeviceKeeper, Outbox, post } from './outbox';

class Device {
  commands = $state.raw<Command[]>([]);
  newVersion = $state.raw<ServiceWorker>();
}
export const device = new Device();

export const outbox = new Outbox(
  new DeviceKeeper(),
  (command) => post(command, language.code),
  () => account.id,
  (commands) => (device.commands = commands),
  (act) => navigator.locks.request('khuyenhoc.outbox', act),
);

const RETRY_MS = 30_000;
// Keeping all pages on the device takes the network and the processor of a weak telephone: first comes the page that was asked for.
const KEEP_PAGES_MS = 4_000;

/** Says who is signed in, whether the people are synthetic, which stands above every page, and which campaigns there are: pages wait
    for all of it, so that nothing jumps. Without an answer the page that asks next will say what is wrong. */
export const introduced: Promise<unknown> = Promise.allSettled([account.learn(), ask('/api/about'), here.learn()]);

export function startDevice(): void {
  // Whoever was here last may be gone: nothing is sent before the server has said who is here.
  const empty = async () => {
    if (account.sure || (await account.learn())) await outbox.empty().catch(() => {});
  };
  void introduced.then(empty);
  addEventListener('online', empty);
  setInterval(() => {
    if (device.commands.some((command) => !command.refused)) void empty();
  }, RETRY_MS);
  if (import.meta.env.PROD && 'serviceWorker' in navigator) inQuiet(() => void watchVersions().catch(() => {}));
}

/** Once the page has stood for a while and nothing presses. */
function inQuiet(act: () => void): void {
  const idle = globalThis.requestIdleCallback ?? ((run: () => void) => setTimeout(run));
  const wait = () => setTimeout(() => idle(act, { timeout: RETRY_MS }), KEEP_PAGES_MS);
  if (document.readyState === 'complete') wait();
  else addEventListener('load', wait, { once: true });
}

async function watchVersions(): Promise<void> {
  const registration = await navigator.serviceWorker.register('/sw.js');
  const offer = () => {
    // Without a controller this is the first visit: nothing older is in use.
    if (registration.waiting && navigator.serviceWorker.controller) device.newVersion = registration.waiting;
  };
  offer();
  registration.addEventListener('updatefound', () => registration.installing?.addEventListener('statechange', offer));
}

export function useNewVersion(): void {
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload());
  device.newVersion?.postMessage('take over');
}
