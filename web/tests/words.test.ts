// Every word of the pages is used somewhere, both languages say something, and neither is left in the other: the shell's words
// (`w`), used anywhere, and each capability's own (`t`), used in its own folder.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { en } from '../words/en';
import { vi } from '../words/vi';

type Leaf = string | ((...values: string[]) => string);
type Tree = { [name: string]: Leaf | Tree };

const ROOT = join(import.meta.dirname, '../..');

function filesIn(folder: string): string[] {
  const all = readdirSync(join(ROOT, folder), { recursive: true }).map((name) => `${folder}/${String(name)}`);
  return all.filter((name) => /\.(svelte|ts)$/.test(name));
}

/** Folders with words of their own: a capability's pages, or a part of them that is fetched by itself. */
const worded = ['src', 'web/gallery', 'web/guides']
  .flatMap(filesIn)
  .filter((name) => name.endsWith('/words/vi.ts'))
  .map((name) => dirname(dirname(name)));

/** The text of the folders, without what lies in a deeper folder that has words of its own. */
function sources(folders: string[], without: string[] = []): string {
  const files = folders.flatMap(filesIn).filter((name) => !without.some((one) => name.startsWith(`${one}/`)));
  return files.map((name) => readFileSync(join(ROOT, name), 'utf8')).join('\n');
}

interface Lexicon {
  name: string;
  vi: Tree;
  en: Tree;
  /** How pages call it. */
  called: string;
  text: string;
}

async function lexicons(): Promise<Lexicon[]> {
  const shell = { name: 'shell', vi: vi as Tree, en: en as Tree, called: 'w|language\\.words', text: sources(['web/shell', 'web/parts', 'web/gallery', 'web/guides', 'src']) };
  const own = worded.map(async (at) => {
    const words = (code: string) => import(/* @vite-ignore */ join(ROOT, at, 'words', `${code}.ts`)) as Promise<Record<string, Tree>>;
    const [one, other] = [(await words('vi')).vi, (await words('en')).en];
    if (!one || !other) throw new Error(`${at}: words without a language`);
    return { name: at, vi: one, en: other, called: 't|words\\.now', text: sources([at], worded.filter((one) => one.startsWith(`${at}/`))) };
  });
  return [shell, ...(await Promise.all(own))];
}

const all = await lexicons();

function leaves(tree: Tree, path: string[] = []): [string, Leaf][] {
  return Object.entries(tree).flatMap(([name, value]) =>
    typeof value === 'object' ? leaves(value, [...path, name]) : [[[...path, name].join('.'), value] as [string, Leaf]],
  );
}

/** A word is used when its path is written out, or when its group is looked into by a name known only when running. */
function unused(tree: Tree, called: string, text: string): string[] {
  return leaves(tree)
    .map(([path]) => path.replace(/\.\d.*$/, '')) // a list is shown whole
    .filter((path) => {
      const group = path.slice(0, path.lastIndexOf('.'));
      const whole = new RegExp(`\\b(${called})\\.${escape(path)}\\b`);
      const looked = new RegExp(`\\b(${called})\\.${escape(group)}( as [^)]*\\))?(\\[|;|\\))`);
      return !whole.test(text) && !looked.test(text);
    });
}

function escape(text: string): string {
  return text.replaceAll('.', '\\.');
}

const said = (leaf: Leaf) => (typeof leaf === 'string' ? leaf : leaf('1', '2', '3', '4', '5'));

test('every folder of pages has words', () => {
  expect(all.map((one) => one.name)).toEqual(expect.arrayContaining(['shell', 'src/people/pages', 'src/recognition/pages', 'web/guides']));
});

test('the check finds a word that nobody uses', () => {
  const text = sources(['web/parts']);
  expect(unused({ wait: { loading: 'x', neverUsedAnywhere: 'y' } }, 'w', text)).toEqual(['wait.neverUsedAnywhere']);
});

for (const one of all) {
  test(`${one.name}: no word is unused`, () => {
    expect(unused(one.vi, one.called, one.text)).toEqual([]);
  });

  test(`${one.name}: both languages have the same words, none empty, and functions use all they are given`, () => {
    const english = new Map(leaves(one.en));
    for (const [path, leaf] of leaves(one.vi)) {
      const other = english.get(path);
      expect(typeof other, path).toBe(typeof leaf);
      if (typeof leaf === 'function') {
        for (const text of [leaf, other as typeof leaf].map((each) => each('①', '②', '③', '④', '⑤'))) {
          expect([...'①②③④⑤'].filter((mark) => text.includes(mark)).length, `${path}: ${text}`).toBe(leaf.length);
        }
      }
      expect(said(leaf).trim(), path).not.toBe('');
      expect(said(other as Leaf).trim(), path).not.toBe('');
    }
    expect(english.size).toBe(leaves(one.vi).length);
  });

  test(`${one.name}: texts are in NFC, without stray spaces`, () => {
    for (const [path, leaf] of [...leaves(one.vi), ...leaves(one.en)]) {
      const text = said(leaf);
      expect(text, path).toBe(text.normalize('NFC'));
      expect(text, path).not.toMatch(/ {2}|^ | $| [.,;:!?]/);
    }
  });
}
