// After the build: the service worker with its list of files, compressed siblings of every text, and the script budget.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const DIST = fileURLToPath(new URL('../dist/', import.meta.url));
const TEXT = /\.(html|js|css|svg|json|webmanifest|txt)$/;
const WORTH_IT = 0.9; // a sibling that saves less than a tenth is not kept
const FIRST_PAGE_BYTES = 60 * 1024;
const ANY_PAGE_BYTES = 120 * 1024;

const files = () =>
  readdirSync(DIST, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(DIST, join(entry.parentPath, entry.name)))
    .sort();

function readManifest() {
  const manifest = JSON.parse(readFileSync(join(DIST, '.vite/manifest.json'), 'utf8'));
  rmSync(join(DIST, '.vite'), { recursive: true });
  return manifest;
}

/** The shell's words in the first language are needed before anything is drawn: fetched with the entry, not after it. */
function preloadWords(manifest) {
  const words = manifest['words/vi.ts']?.file;
  if (!words) throw new Error('the words of the shell were not found');
  const page = join(DIST, 'index.html');
  writeFileSync(page, readFileSync(page, 'utf8').replace('  </head>', `    <link rel="modulepreload" crossorigin href="/${words}">\n  </head>`));
}

function writeWorker() {
  const kept = files();
  const hash = createHash('sha256');
  for (const file of kept) hash.update(file).update(readFileSync(join(DIST, file)));
  const head = `const FILES=${JSON.stringify(kept.map((file) => `/${file}`))};const VERSION='${hash.digest('hex').slice(0, 12)}';\n`;
  const worker = readFileSync(new URL('./worker.js', import.meta.url), 'utf8').replace(/^\s*(\/\/|\/\*).*\n/gm, '');
  writeFileSync(join(DIST, 'sw.js'), head + worker);
}

function compress() {
  for (const file of files().filter((name) => TEXT.test(name))) {
    const plain = readFileSync(join(DIST, file));
    const brotli = brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
    const gzip = gzipSync(plain, { level: 9 });
    if (brotli.length < WORTH_IT * plain.length) writeFileSync(join(DIST, `${file}.br`), brotli);
    if (gzip.length < WORTH_IT * plain.length) writeFileSync(join(DIST, `${file}.gz`), gzip);
  }
}

/** Every script that some of the built modules need, with what they import. */
function needed(manifest, wanted) {
  const found = new Set();
  const add = (key) => {
    const chunk = manifest[key];
    if (!chunk || found.has(chunk.file)) return;
    found.add(chunk.file);
    for (const other of chunk.imports ?? []) add(other);
  };
  for (const key of Object.keys(manifest)) if (manifest[key].isEntry || wanted(key)) add(key);
  return [...found].filter((file) => file.endsWith('.js'));
}

const weigh = (scripts) => scripts.reduce((sum, file) => sum + gzipSync(readFileSync(join(DIST, file)), { level: 9 }).length, 0);

/** The overview with its panels, in the larger of the two languages. */
function firstPage(manifest) {
  const modules = /indicators\/pages\/Overview|people\/pages\/search\/SearchBox|recognition\/pages\/tasks\/(Tasks|tasks)/;
  const words = /^words\/vi\.ts$|(indicators\/pages|people\/pages\/search|recognition\/pages\/tasks)\/words\/vi\.ts$/;
  return needed(manifest, (key) => modules.test(key) || words.test(key));
}

/** Every page that is fetched when it is opened, with every capability's words: more than it really needs. */
function heaviest(manifest) {
  const pages = Object.keys(manifest).filter((key) => manifest[key].isDynamicEntry && key.endsWith('.svelte'));
  return pages
    .map((page) => ({ page, bytes: weigh(needed(manifest, (key) => key === page || /words\/vi\.ts$/.test(key))) }))
    .sort((a, b) => b.bytes - a.bytes);
}

const manifest = readManifest();
preloadWords(manifest);
writeWorker();
compress();
const scripts = firstPage(manifest);
const bytes = weigh(scripts);
const kilobytes = (n) => `${(n / 1024).toFixed(1)} KB gzip`;
console.log(`first page: ${scripts.length} scripts, ${kilobytes(bytes)} of ${FIRST_PAGE_BYTES / 1024} KB`);
const [worst] = heaviest(manifest);
console.log(`heaviest page: ${worst?.page}, at most ${kilobytes(worst?.bytes ?? 0)} of ${ANY_PAGE_BYTES / 1024} KB`);
if (scripts.length < 5 || bytes > FIRST_PAGE_BYTES || !worst || worst.bytes > ANY_PAGE_BYTES) {
  console.error('a page is over its budget, or its scripts were not found');
  process.exit(1);
}
