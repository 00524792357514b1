// The language of the pages: words loaded for one language at a time, kept on this device, told to <html lang>.
import type { Code } from '../words/format';
import { formatBp, formatDate, formatNumber, formatShare, formatTime } from '../words/format';
import type { Words } from '../words/vi';

/** A text as the server gives it, in both languages. */
export interface Both {
  vi: string;
  en: string;
}

const KEPT_AS = 'khuyenhoc.language';
const sources: Record<Code, () => Promise<Words>> = {
  vi: async () => (await import('../words/vi')).vi,
  en: async () => (await import('../words/en')).en,
};

/** Words that change with the language, besides the shell's own. */
interface Follower {
  load(code: Code): Promise<void>;
}

class Language {
  code = $state<Code>('vi');
  #words = $state.raw<Words>();
  readonly #followers = new Set<Follower>();

  /** The words in force. Only asked for once `use` has loaded them, before anything is drawn. */
  get words(): Words {
    if (!this.#words) throw new Error('words are asked for before they are loaded');
    return this.#words;
  }

  async use(code: Code): Promise<void> {
    // Nothing is drawn yet: what is asked meanwhile is asked in this language.
    if (!this.#words) this.code = code;
    const [words] = await Promise.all([sources[code](), ...[...this.#followers].map((one) => one.load(code))]);
    this.#words = words;
    this.code = code;
    document.documentElement.lang = code;
    remember(KEPT_AS, code);
  }

  follow(one: Follower): void {
    this.#followers.add(one);
  }

  of(text: Both): string {
    return text[this.code] || text.vi;
  }
  number(value: number): string {
    return formatNumber(value, this.code);
  }
  share(numerator: number, denominator: number): string {
    return formatShare(numerator, denominator, this.code);
  }
  bp(value: number): string {
    return formatBp(value, this.code, true);
  }
  date(iso: string): string {
    return formatDate(iso, this.code);
  }
  /** A moment, by Viet Nam's clock. */
  time(iso: string): string {
    return formatTime(iso, this.code);
  }
}

export const language = new Language();

export function keptLanguage(): Code {
  return recall(KEPT_AS) === 'en' ? 'en' : 'vi';
}

/** localStorage may be forbidden or full: the pages then simply forget. */
export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Nothing to do: the choice lasts until the page is closed.
  }
}

export function recall(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}
