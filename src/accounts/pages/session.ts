// What is said to the server about signing in. Passwords and codes are only ever in the body of a request.
import { account } from '@web/shell/account.svelte';
import { send } from '@web/shell/act.svelte';
import { ask, Failed } from '@web/shell/ask.svelte';

export const LEAST_PASSWORD = 12;

/** Tells the server, then asks who is here now. */
async function becoming(path: string, body: unknown): Promise<void> {
  await send(path, body);
  await account.learn();
}

export const signIn = (login: string, password: string, code?: string) =>
  becoming('/api/sign-in', { login: login.trim(), password, ...(code ? { code: code.replace(/\s/g, '') } : {}) });
export const signInDemo = (login: string) => becoming('/api/sign-in/demo', { login });
export const useCode = (code: string, login: string, password: string) =>
  becoming('/api/one-time', { code: code.trim(), ...(login.trim() ? { login: login.trim() } : {}), password });
export const changePassword = (old: string, fresh: string) => becoming('/api/password', { old, new: fresh });

export interface Strength {
  /** Guesses it takes, as a power of two: refused below `least`, the meter is full at `good`. */
  bits: number;
  least: number;
  good: number;
  /** The code of the refusal it would get. */
  would_refuse: string | null;
}
export const lookAtPassword = (password: string, login: string, signal: AbortSignal) =>
  send<Strength>('/api/password/look', { password, ...(login.trim() ? { login: login.trim() } : {}) }, signal);

export const confirmSecond = (code: string) => send<{ recovery: string[] }>('/api/totp/confirm', { code: code.replace(/\s/g, '') });
export const endSecond = (code: string) => becoming('/api/totp/off', { code: code.replace(/\s/g, '') });
export const beginSecond = () => send<{ secret: string; uri: string }>('/api/totp/begin', {});

export interface Session {
  session_id: number;
  /** "Chrome, Android" */
  device: string;
  /** Milliseconds since 1970. */
  begun: number;
  seen: number;
  /** This very device. */
  current: boolean;
}
export const askSessions = () => ask<{ sessions: Session[] }>('/api/sessions');
export const endSession = (session_id: number) => send('/api/sessions/end', { session_id });
export const endOthers = () => send('/api/sessions/end', { others: true });

export interface AccountEvent {
  event_id: number;
  /** Milliseconds since 1970. */
  at: number;
  /** As accounts/events.h has them. */
  kind: string;
  times: number;
  /** "Chrome, Android"; empty: nobody who was signed in did it. */
  device: string;
  /** This very session did it. */
  here: boolean;
  untold: boolean;
}
export const askEvents = () => ask<{ events: AccountEvent[] }>('/api/account/events');
export const tellEvents = (at: number) => send('/api/account/events/told', { at });

/** Where to go, to sign in at the other service; `page` opens afterwards. */
export const startElsewhere = async (page: string) => (await patiently(() => send<{ to: string }>('/api/oidc/start', { page }))).to;
/** Where to go, to tie the account to an identity there. */
export const startTie = async (password: string) => (await patiently(() => send<{ to: string }>('/api/oidc/tie', { password }))).to;
export const untie = () => send('/api/oidc/untie', {});
export const askElsewhere = () => ask<{ name: string; tied: number | null }>('/api/oidc');

export type Came = { tied: true } | { page: string };
/** What the other service put into the address, told to the program. */
export async function finishElsewhere(brought: URLSearchParams): Promise<Came> {
  const body = Object.fromEntries(['state', 'code', 'iss', 'error'].flatMap((name) => (brought.has(name) ? [[name, brought.get(name)]] : [])));
  return came(await patiently(() => send<Came>('/api/oidc/finish', { state: '', ...body })));
}
export const giveElsewhereCode = async (code: string) => came(await send<Came>('/api/oidc/code', { code: code.replace(/\s/g, '') }));

async function came(what: Came): Promise<Came> {
  await account.learn();
  return what;
}

const BUSY = 'oidc.busy';
/** The program lets few ask the other service at once; whoever finds the line taken has used nothing up and tries again. */
export async function patiently<Answer>(act: () => Promise<Answer>, tries = 8, wait = (ms: number) => new Promise((done) => setTimeout(done, ms))): Promise<Answer> {
  for (let i = 1; ; i += 1) {
    try {
      return await act();
    } catch (error) {
      if (i >= tries || !(error instanceof Failed) || error.refusal?.code !== BUSY) throw error;
    }
    await wait(200 * i + Math.random() * 400);
  }
}
