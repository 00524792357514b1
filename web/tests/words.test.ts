// Every word of the pages is used somewhere, both languages say something, and neither is left in the other.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { en } from '../words/en';
import { vi } from '../words/vi';

type Leaf = string | ((...values: string[]) => string);
type Tree = { [name: string]: Leaf | Tree };

const ROOT = join(import.meta.dirname, '../..');

function sources(): string {
  const folders = ['web/shell', 'web/parts', 'src'];
  const files = folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true })
      .map((name) => join(ROOT, folder, String(name)))
      .filter((name) => /\.(svelte|ts)$/.test(name)),
  );
  return files.map((name) => readFileSync(name, 'utf8')).join('\n');
}

function leaves(tree: Tree, path: string[] = []): [string, Leaf][] {
  return Object.entries(tree).flatMap(([name, value]) =>
    typeof value === 'object' ? leaves(value, [...path, name]) : [[[...path, name].join('.'), value] as [string, Leaf]],
  );
}

/** A word is used when its path is written out, or when its group is looked into by a name known only when running. */
function unused(tree: Tree, text: string): string[] {
  return leaves(tree)
    .map(([path]) => path)
    .filter((path) => {
      const group = path.slice(0, path.lastIndexOf('.'));
      const whole = new RegExp(`\\b(w|language\\.words)\\.${escape(path)}\\b`);
      const looked = new RegExp(`\\b(w|language\\.words)\\.${escape(group)}( as [^)]*\\))?(\\[|;|\\))`);
      return !whole.test(text) && !looked.test(text);
    });
}

function escape(text: string): string {
  return text.replaceAll('.', '\\.');
}

const said = (leaf: Leaf) => (typeof leaf === 'string' ? leaf : leaf('1', '2', '3'));

test('no word is unused', () => {
  expect(unused(vi as Tree, sources())).toEqual([]);
});

test('the check finds a word that nobody uses', () => {
  expect(unused({ wait: { loading: 'x', neverUsedAnywhere: 'y' } }, sources())).toEqual(['wait.neverUsedAnywhere']);
});

test('both languages have the same words, none empty, and functions use all they are given', () => {
  const english = new Map(leaves(en as Tree));
  for (const [path, leaf] of leaves(vi as Tree)) {
    const other = english.get(path);
    expect(typeof other, path).toBe(typeof leaf);
    if (typeof leaf === 'function') {
      for (const one of [leaf, other as typeof leaf]) {
        const text = one('①', '②', '③');
        expect([...'①②③'].filter((mark) => text.includes(mark)).length, `${path}: ${text}`).toBe(leaf.length);
      }
    }
    expect(said(leaf).trim(), path).not.toBe('');
    expect(said(other as Leaf).trim(), path).not.toBe('');
  }
  expect(english.size).toBe(leaves(vi as Tree).length);
});

test('texts are in NFC, without stray spaces', () => {
  for (const [path, leaf] of [...leaves(vi as Tree), ...leaves(en as Tree)]) {
    const text = said(leaf);
    expect(text, path).toBe(text.normalize('NFC'));
    expect(text, path).not.toMatch(/ {2}|^ | $| [.,;:!?]/);
  }
});
