// The outbox: a command gets its id here and is stored on this device before it is sent; sent again until it is answered.
// The same id sent twice gets the same answer, so a lost answer costs nothing. What one account made, another on this device neither
// sees nor sends. Knows no domain.
import type { Refusal } from './ask.svelte';
import { account } from './account.svelte';
import { deliver, refusalIn } from './ask.svelte';

export interface Command {
  id: string;
  /** Whose it is. */
  account: number;
  province: number;
  name: string;
  body: Record<string, unknown>;
  /** Order on this device: commands leave in the order in which they were made. */
  number: number;
  refused?: Refusal;
}

export type Outcome =
  | { kind: 'done'; seq: number; answer: unknown }
  | { kind: 'refused'; refusal: Refusal }
  | { kind: 'waiting' };

/** Where commands lie until they are answered. */
export interface Keeper {
  all(): Promise<Command[]>;
  put(command: Command): Promise<void>;
  remove(id: string): Promise<void>;
}

/** This account has sent more than one person does. */
const TOO_FAST = 'accounts.too_fast';

/** Hands one command over. Null means: no answer, keep it. */
export type Carry = (command: Command) => Promise<Exclude<Outcome, { kind: 'waiting' }> | null>;

export class Outbox {
  #emptying: Promise<void> | undefined;
  #answered = new Map<string, Outcome>();

  constructor(
    private readonly keeper: Keeper,
    private readonly carry: Carry,
    private readonly whose: () => number,
    private readonly changed: (commands: Command[]) => void = () => {},
    /** Runs one sending at a time among all open pages of this device. */
    private readonly alone: (act: () => Promise<void>) => Promise<void> = (act) => act(),
  ) {}

  /** Stores the command, then tries to send everything that waits. "waiting" means kept safely, not lost. */
  async send(province: number, name: string, body: Record<string, unknown>): Promise<Outcome & { id: string }> {
    const kept = await this.keeper.all();
    const number = Math.max(0, ...kept.map((one) => one.number)) + 1;
    const command: Command = { id: crypto.randomUUID(), account: this.whose(), province, name, body, number };
    await this.keeper.put(command);
    await this.empty();
    const outcome = this.#answered.get(command.id) ?? { kind: 'waiting' };
    this.#answered.delete(command.id);
    return { ...outcome, id: command.id };
  }

  /** What waits on this device for who is signed in, oldest first; what was refused does not wait. */
  async waiting(): Promise<Command[]> {
    return (await this.#own()).filter((one) => !one.refused);
  }

  /** Sends what waits, oldest first, and stops at the first that gets no answer. One run at a time. */
  async empty(): Promise<void> {
    // A run under way may have read the list before the newest command was stored: look once more after it.
    while (this.#emptying) await this.#emptying;
    this.#emptying = this.alone(() => this.#run()).finally(() => (this.#emptying = undefined));
    await this.#emptying;
  }

  /** The reader has seen why a command was refused. */
  async dismiss(id: string): Promise<void> {
    await this.keeper.remove(id);
    await this.#tell();
  }

  async #own(): Promise<Command[]> {
    return (await this.keeper.all()).filter((one) => one.account === this.whose()).sort((a, b) => a.number - b.number);
  }

  async #run(): Promise<void> {
    await this.#tell();
    for (const command of await this.waiting()) {
      // Somebody else may have signed in meanwhile.
      if (command.account !== this.whose()) break;
      const outcome = await this.carry(command);
      if (!outcome) break;
      this.#answered.set(command.id, outcome);
      if (outcome.kind === 'done') await this.keeper.remove(command.id);
      else await this.keeper.put({ ...command, refused: outcome.refusal });
    }
    await this.#tell();
  }

  async #tell(): Promise<void> {
    this.changed(await this.#own());
  }
}

const MOST_WAITED_S = 120;
const later = (seconds: number) => new Promise<void>((resolve) => setTimeout(resolve, seconds * 1000));

/** Posts a command to the server. Only an answer that says so ends a command: anything else keeps it. One that came too fast behind others
    is sent again when the server has said it may be. */
export async function post(command: Command, lang: string, wait = later): Promise<Awaited<ReturnType<Carry>>> {
  try {
    const response = await deliver(`/api/commands/${encodeURIComponent(command.name)}?lang=${lang}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ id: command.id, province: command.province, body: command.body }),
    });
    const answer: unknown = await response.json();
    const refusal = refusalIn(answer);
    if (response.ok) {
      const done = answer as { seq: number; answer: unknown };
      return { kind: 'done', seq: done.seq, answer: done.answer };
    }
    // Without a session nothing is decided yet: it waits until whoever made it has signed in.
    if (response.status === 401) account.missed();
    if (response.status === 401 || refusal?.code === 'accounts.csrf') return null;
    if (refusal?.code === TOO_FAST) {
      const seconds = Number(response.headers.get('retry-after') ?? MOST_WAITED_S);
      if (!(seconds <= MOST_WAITED_S)) return null;
      await wait(seconds);
      return await post(command, lang, wait);
    }
    return refusal && response.status < 500 ? { kind: 'refused', refusal } : null;
  } catch {
    return null;
  }
}

/** Commands kept in the browser's own database: they outlive the page, the browser and a flat battery. */
export class DeviceKeeper implements Keeper {
  #opening: Promise<IDBDatabase> | undefined;

  all(): Promise<Command[]> {
    return this.#with('readonly', (store) => store.getAll() as IDBRequest<Command[]>);
  }
  async put(command: Command): Promise<void> {
    await this.#with('readwrite', (store) => store.put(command));
  }
  async remove(id: string): Promise<void> {
    await this.#with('readwrite', (store) => store.delete(id));
  }

  async #with<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
    const database = await (this.#opening ??= open());
    return new Promise((resolve, reject) => {
      const transaction = database.transaction('commands', mode, { durability: 'strict' });
      const request = act(transaction.objectStore('commands'));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  }
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('khuyenhoc', 1);
    request.onupgradeneeded = () => request.result.createObjectStore('commands', { keyPath: 'id' });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
