// What is said to the server about signing in. Passwords and codes are only ever in the body of a request.
import { account } from '@web/shell/account.svelte';
import { send } from '@web/shell/act.svelte';
import { ask } from '@web/shell/ask.svelte';

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
