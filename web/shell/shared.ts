// One answer for a page and its panels that ask the same, and for what is asked before the page is there. Asked again after a
// move and when something was changed.
import { untrack } from 'svelte';
import { address, ask } from './ask.svelte';
import { here } from './here.svelte';
import { way } from './way.svelte';

type Parameters = Record<string, string | number | undefined>;

const MOST = 8;
const answers = new Map<string, Promise<unknown>>();
// Moving on must not ask the page that is left once more.
const keyOf = (path: string, parameters: Parameters) => `${untrack(() => way.step)} ${here.round} ${address(path, parameters)}`;

export function askShared<Answer>(path: string, parameters: Parameters = {}): Promise<Answer> {
  const key = keyOf(path, parameters);
  const known = answers.get(key) as Promise<Answer> | undefined;
  if (known) return known;
  const answer = ask<Answer>(path, parameters);
  if (answers.size >= MOST) answers.clear();
  answers.set(key, answer);
  // What failed is not kept: the reader may try again.
  answer.catch(() => answers.delete(key));
  return answer;
}

/** What was asked ahead, for one who works on it: whoever asks again gets a fresh answer. */
export function takeShared<Answer>(path: string, parameters: Parameters = {}): Promise<Answer> {
  const answer = askShared<Answer>(path, parameters);
  answers.delete(keyOf(path, parameters));
  return answer;
}
