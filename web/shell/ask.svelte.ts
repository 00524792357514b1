// Asking the server a question. Every way a question can fail has a name, so that pages can say it plainly.
import { account } from './account.svelte';
import { language } from './language.svelte';

export type Trouble = 'offline' | 'broken' | 'refused' | 'missing' | 'sign_in' | 'forbidden';

export interface Refusal {
  code: string;
  where?: string;
  message?: string;
}

export class Failed extends Error {
  constructor(
    readonly trouble: Trouble,
    readonly refusal?: Refusal,
  ) {
    super(trouble);
  }
}

/** What the whole shell must say because an answer said it. */
class Notices {
  synthetic = $state(false);
}
export const notices = new Notices();

type Parameter = string | number | undefined;

/** The address of a question, in the language of the page. Parameters left undefined are left out. */
export function address(path: string, parameters: Record<string, Parameter> = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== '') query.set(name, String(value));
  }
  query.set('lang', language.code);
  return `${path}?${query}`;
}

/** Asks with GET and gives the JSON answer, or throws Failed. Inside $derived, another language asks again. */
export async function ask<Answer>(path: string, parameters: Record<string, Parameter> = {}): Promise<Answer> {
  const url = address(path, parameters);
  let response: Response;
  try {
    response = await fetch(url, { headers: { accept: 'application/json' } });
  } catch {
    throw new Failed('offline');
  }
  const body = await readJson(response);
  if (!response.ok) throw failure(response.status, body);
  if (body === undefined) throw new Failed('broken');
  return noted(body as Answer);
}

const STALE = 'accounts.csrf';

/** Sends something that is no question. Somebody may have signed in again in another tab: then it is sent once more, but never for
    another account than the one it was made by. */
export async function deliver(url: string, init: Omit<RequestInit, 'headers'> & { headers: Record<string, string> }): Promise<Response> {
  const put = () => fetch(url, { ...init, headers: { ...init.headers, ...account.headers } });
  const by = account.id;
  const response = await put();
  if (response.status !== 403) return response;
  const refusal = refusalIn(await readJson(response.clone()));
  if (refusal?.code !== STALE || !(await account.learn()) || account.id !== by) return response;
  return put();
}

/** Gives the answer on, and keeps in mind what it says of the whole. */
export function noted<Answer>(body: Answer): Answer {
  if ((body as { synthetic?: boolean }).synthetic === true) notices.synthetic = true;
  return body;
}

export async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}

export function refusalIn(body: unknown): Refusal | undefined {
  const refused = (body as { refused?: Refusal } | undefined)?.refused;
  return refused && typeof refused.code === 'string' ? refused : undefined;
}

export function failure(status: number, body: unknown): Failed {
  const refusal = refusalIn(body);
  // A wrong password is answered by 401 as well; that is no end of a session.
  if (status === 401 && (!refusal || refusal.code === 'may.sign_in')) {
    account.missed();
    return new Failed('sign_in', refusal);
  }
  if (status === 403) return new Failed('forbidden', refusal);
  if (status === 404) return new Failed('missing', refusal);
  if (status >= 500) return new Failed('broken', refusal);
  return new Failed('refused', refusal);
}
