// Answers that a page keeps on this device, to be shown where there is no network: the last few it asked to keep, for a month,
// and only for the account and role that read them. Once the server has said that it is another, or nobody, they are thrown away.
// Knows no domain.

export interface Kept {
  key: string;
  /** The account and role that read it. */
  who: string;
  /** When, as an ISO time. */
  at: string;
  value: unknown;
}

/** Where they lie. */
export interface Drawer {
  all(): Promise<Kept[]>;
  put(kept: Kept): Promise<void>;
  remove(key: string): Promise<void>;
}

const MOST = 5;
const DAYS = 30;

export class Keepsake {
  #putting: Promise<void> = Promise.resolve();

  constructor(
    private readonly drawer: Drawer,
    private readonly who: () => string,
    private readonly now: () => Date = () => new Date(),
  ) {}

  /** `at`: when it was read. A device that cannot keep (no room, a private window) simply does not. */
  keep(key: string, value: unknown, at = this.now().toISOString()): Promise<void> {
    return this.#alone(async () => {
      await this.drawer.put({ key, who: this.who(), at, value });
      await this.#tidy();
    });
  }

  async recall<Value>(key: string): Promise<{ at: string; value: Value } | undefined> {
    await this.tidy();
    const kept = await this.drawer.all().catch((): Kept[] => []);
    const found = kept.find((one) => one.key === key && one.who === this.who());
    return found && { at: found.at, value: found.value as Value };
  }

  /** Everything, whoever read it. */
  forget(): Promise<void> {
    return this.#alone(async () => {
      for (const one of await this.drawer.all()) await this.drawer.remove(one.key);
    });
  }

  /** What is another's, too old, or more than the last few goes. */
  tidy(): Promise<void> {
    return this.#alone(() => this.#tidy());
  }

  async #tidy(): Promise<void> {
    const oldest = new Date(this.now().getTime() - DAYS * 86_400_000).toISOString();
    const kept = (await this.drawer.all()).sort((a, b) => b.at.localeCompare(a.at));
    const good = kept.filter((one) => one.who === this.who() && one.at >= oldest).slice(0, MOST);
    for (const one of kept) if (!good.includes(one)) await this.drawer.remove(one.key);
  }

  /** One after another: what is forgotten must not come back from a keeping that was still under way. */
  #alone(act: () => Promise<void>): Promise<void> {
    this.#putting = this.#putting.then(act).catch(() => {});
    return this.#putting;
  }
}

/** In a database of its own, so that forgetting never touches the commands that wait. */
export class DeviceDrawer implements Drawer {
  #opening: Promise<IDBDatabase> | undefined;

  all(): Promise<Kept[]> {
    return this.#with('readonly', (store) => store.getAll() as IDBRequest<Kept[]>);
  }
  async put(kept: Kept): Promise<void> {
    await this.#with('readwrite', (store) => store.put(kept));
  }
  async remove(key: string): Promise<void> {
    await this.#with('readwrite', (store) => store.delete(key));
  }

  async #with<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
    const database = await (this.#opening ??= open());
    return new Promise((resolve, reject) => {
      const transaction = database.transaction('kept', mode);
      const request = act(transaction.objectStore('kept'));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  }
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('khuyenhoc.kept', 1);
    request.onupgradeneeded = () => request.result.createObjectStore('kept', { keyPath: 'key' });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
