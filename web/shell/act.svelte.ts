// Acting: a command goes through the outbox (kept on this device before it is sent), and the reader is told what became of it.
// Also the two other ways of sending something: a question with a document, and a file.
import { address, deliver, Failed, failure, noted, readJson } from './ask.svelte';
import { outbox } from './device.svelte';
import { here } from './here.svelte';
import { language } from './language.svelte';
import type { Outcome } from './outbox';

export type { Outcome };

interface Toast {
  number: number;
  text: string;
  tone: 'good' | 'plain';
}

class Toasts {
  list = $state.raw<Toast[]>([]);
  #number = 0;

  say(text: string, tone: Toast['tone'] = 'good'): void {
    this.#number += 1;
    this.list = [...this.list.slice(-2), { number: this.#number, text, tone }];
  }
  dismiss(number: number): void {
    this.list = this.list.filter((one) => one.number !== number);
  }
}
export const toasts = new Toasts();

/** Sends a command. Done: says `done` and lets every question be asked again. Waiting: kept on the device, sent by itself later.
    Refused: nothing is said here; the form that sent it says why. */
export async function act(command: string, body: Record<string, unknown>, done: string): Promise<Outcome> {
  const outcome = await outbox.send(here.province, command, body);
  if (outcome.kind === 'refused') {
    // The form shows the reason at once; it need not stand among the refusals of earlier times as well.
    await outbox.dismiss(outcome.id);
    return outcome;
  }
  toasts.say(outcome.kind === 'done' ? done : language.words.outbox.keptHere, outcome.kind === 'done' ? 'good' : 'plain');
  if (outcome.kind === 'done') here.changed();
  return outcome;
}

/** Asks a question that needs a document to be sent. Gives the JSON answer, or throws Failed. `signal` lets a newer question win. */
export function send<Answer>(path: string, body: unknown, signal?: AbortSignal): Promise<Answer> {
  return post(address(path), JSON.stringify(body), { 'content-type': 'application/json' }, signal);
}

/** Sends a file as it is. */
export function upload<Answer>(path: string, file: Blob, parameters: Record<string, string | number | undefined> = {}): Promise<Answer> {
  return post(address(path, parameters), file, { 'content-type': file.type || 'application/octet-stream' });
}

async function post<Answer>(url: string, body: BodyInit, headers: Record<string, string>, signal?: AbortSignal): Promise<Answer> {
  let response: Response;
  try {
    response = await deliver(url, { method: 'POST', headers, body, ...(signal ? { signal } : {}) });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new Failed('offline');
  }
  const answer = await readJson(response);
  if (!response.ok) throw failure(response.status, answer);
  if (answer === undefined) throw new Failed('broken');
  return noted(answer as Answer);
}
