// The words of one capability's pages. They travel apart from the shell's, so that the first page stays small: the shell
// loads them before it shows a page or panel of that capability, and again when the language changes.
import type { Code } from '../words/format';
import { language } from './language.svelte';

export class Lexicon<Words> {
  #now = $state.raw<Words>();
  #loaded: Code | undefined;

  constructor(private readonly sources: Record<Code, () => Promise<Words>>) {}

  /** The words in force. A page is only shown once they are there. */
  get now(): Words {
    if (this.#now === undefined) throw new Error('words are asked for before they are loaded');
    return this.#now;
  }

  /** Loads the words of the language in force, once. */
  async ready(): Promise<void> {
    language.follow(this);
    await this.load(language.code);
  }

  async load(code: Code): Promise<void> {
    if (this.#loaded === code) return;
    this.#now = await this.sources[code]();
    this.#loaded = code;
  }
}
