// Lighthouse over the pages people open first, on a slow phone and slow 4G: performance, accessibility, best practices at least 95.
//   node run.mjs URL         a program that serves
//   CHROMIUM                 the browser, when it is not /usr/bin/chromium
// The last line is "N passed, N failed".
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import lighthouse from 'lighthouse';

const LEAST = 95;
const PORT = 9333;
const url = process.argv[2]?.replace(/\/$/, '');
if (!url) throw new Error('say where the program serves: node run.mjs http://127.0.0.1:8080');

const ask = async (path) => (await fetch(url + path)).json();

/** Paths of the pages, with ids of the database that is served. */
async function pages() {
  const commune = (await ask('/api/places?under=14&kind=commune&on=2025-12-31')).places[0];
  const hamlet = (await ask(`/api/places?under=${commune.id}&kind=hamlet&on=2025-12-31`)).places[0];
  const { households } = await ask(`/api/hamlets/${hamlet.id}/households?on=2025-12-31`);
  return [
    ['overview', '/'],
    ['household', `/households/${households[0].id}`],
    ['assess', `/campaign/hamlets/${hamlet.id}`],
  ];
}

const folder = mkdtempSync(join(tmpdir(), 'khuyenhoc-lighthouse-'));
const browser = spawn(
  process.env.CHROMIUM ?? '/usr/bin/chromium',
  ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', `--remote-debugging-port=${PORT}`, `--user-data-dir=${folder}`, 'about:blank'],
  { stdio: 'ignore' },
);
let passed = 0;
let failed = 0;
try {
  for (let i = 0; i < 100 && !(await fetch(`http://127.0.0.1:${PORT}/json/version`).catch(() => undefined)); i += 1)
    await new Promise((resolve) => setTimeout(resolve, 100));
  for (const [name, path] of await pages()) {
    // Lighthouse's own mobile setting: a slow phone (4 x slower) on slow 4G (150 ms, 1.6 Mbit/s).
    const { lhr } = await lighthouse(url + path, {
      port: PORT,
      output: 'json',
      logLevel: 'error',
      onlyCategories: ['performance', 'accessibility', 'best-practices'],
    });
    const scores = Object.values(lhr.categories).map((one) => [one.id, Math.round(100 * one.score)]);
    const good = scores.every(([, score]) => score >= LEAST);
    if (good) passed += 1;
    else failed += 1;
    if (lhr.runtimeError) console.log(`        ${lhr.runtimeError.code}: ${lhr.runtimeError.message}`);
    const errors = new Set(Object.values(lhr.audits).flatMap((one) => one.errorMessage ?? []));
    for (const message of errors) console.log(`        ${message}`);
    const times = ['first-contentful-paint', 'largest-contentful-paint', 'total-blocking-time', 'cumulative-layout-shift', 'speed-index'];
    console.log(`${good ? 'ok    ' : 'FAILED'}  ${name}: ${scores.map(([id, score]) => `${id} ${score}`).join(', ')}`);
    console.log(`        ${times.map((id) => `${id} ${lhr.audits[id].displayValue}`).join(', ')}`);
    for (const audit of Object.values(lhr.audits)) {
      const weighs = ['accessibility', 'best-practices'].some((id) => lhr.categories[id].auditRefs.some((ref) => ref.id === audit.id && ref.weight > 0));
      if (weighs && audit.score !== null && audit.score < 1) console.log(`        ${audit.id}: ${audit.title}`);
    }
  }
} finally {
  browser.kill();
  await new Promise((resolve) => browser.once('exit', resolve));
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
