// Passkeys: what the server asks, handed to the browser, and what the device made, handed back.
import { send } from '@web/shell/act.svelte';
import { account } from '@web/shell/account.svelte';
import { ask } from '@web/shell/ask.svelte';

export interface Kept {
  passkey_id: number;
  /** "Chrome, Android" */
  device: string;
  /** Milliseconds since 1970. */
  made: number;
  used: number | null;
}

/** The browser has passkeys, and may use them at this address. */
export const knowsPasskeys = () => account.me.passkeys === true && typeof PublicKeyCredential === 'function';

const WAIT_MS = 5 * 60_000;
const ES256 = -7;
const RS256 = -257;

const bytesOf = (text: string) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (one) => one.charCodeAt(0));
const textOf = (bytes: ArrayBuffer) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

/** Somebody closed the browser's question, or the device has no passkey for here. */
export class NotChosen extends Error {}

async function chosen<T>(question: Promise<Credential | null>): Promise<T> {
  try {
    const made = await question;
    if (made) return made as T;
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
  throw new NotChosen();
}

export const askPasskeys = () => ask<{ passkeys: Kept[] }>('/api/passkeys');
export const dropPasskey = (passkey_id: number) => send('/api/passkeys/drop', { passkey_id });

export async function addPasskey(password: string): Promise<void> {
  const { challenge, holder, known, host } = await send<{ challenge: string; holder: string; known: string[]; host: string }>('/api/passkeys/begin', { password });
  const { login, name } = account.me.account ?? { login: '', name: '' };
  const made = await chosen<PublicKeyCredential>(
    navigator.credentials.create({
      publicKey: {
        challenge: bytesOf(challenge),
        rp: { id: host, name: 'Khuyenhoc' },
        user: { id: bytesOf(holder), name: login, displayName: name },
        pubKeyCredParams: [ES256, RS256].map((alg) => ({ type: 'public-key' as const, alg })),
        excludeCredentials: known.map((id) => ({ type: 'public-key' as const, id: bytesOf(id) })),
        authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
        attestation: 'none',
        timeout: WAIT_MS,
      },
    }),
  );
  const said = made.response as AuthenticatorAttestationResponse;
  await send('/api/passkeys/keep', { client_data: textOf(said.clientDataJSON), authenticator_data: textOf(said.getAuthenticatorData()) });
}

export async function signInWithPasskey(): Promise<void> {
  const { challenge, host } = await send<{ challenge: string; host: string }>('/api/passkeys/ask', {});
  const used = await chosen<PublicKeyCredential>(
    navigator.credentials.get({ publicKey: { challenge: bytesOf(challenge), rpId: host, userVerification: 'required', timeout: WAIT_MS } }),
  );
  const said = used.response as AuthenticatorAssertionResponse;
  await send('/api/passkeys/sign-in', {
    credential: textOf(used.rawId),
    client_data: textOf(said.clientDataJSON),
    authenticator_data: textOf(said.authenticatorData),
    signature: textOf(said.signature),
  });
  await account.learn();
}
