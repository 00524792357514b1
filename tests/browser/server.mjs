// The real program on a small demo or on a copy of a database (KHUYENHOC_DB), on a port of its own; or a program that already runs
// (KHUYENHOC_URL).
import { spawn, spawnSync } from 'node:child_process';
import { constants, copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const START_MS = 60_000;

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

async function untilHealthy(url, child) {
  const end = Date.now() + START_MS;
  while (Date.now() < end) {
    if (child.exitCode !== null) throw new Error(`the program ended with code ${child.exitCode} before it served`);
    const answer = await fetch(`${url}/api/health`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`the program did not serve within ${START_MS} ms`);
}

/** A database to write in: a copy of the given one, or a new demo. */
function makeDatabase(program, db, people) {
  const given = process.env.KHUYENHOC_DB;
  if (given) {
    for (const suffix of ['', '.key']) copyFileSync(given + suffix, db + suffix, constants.COPYFILE_FICLONE);
    return;
  }
  const made = spawnSync(program, ['demo', '--db', db, '--people', String(people), '--seed', '1'], { encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`the demo could not be made: ${made.stderr || made.stdout}`);
}

/** Gives { url, stop }. */
export async function startServer(people) {
  if (process.env.KHUYENHOC_URL) return { url: process.env.KHUYENHOC_URL.replace(/\/$/, ''), stop: async () => {} };
  const program = process.env.KHUYENHOC_BIN;
  if (!program) throw new Error('set KHUYENHOC_BIN to the program, or KHUYENHOC_URL to one that serves');
  const folder = mkdtempSync(join(tmpdir(), 'khuyenhoc-browser-'));
  const db = join(folder, 'demo.db');
  makeDatabase(program, db, people);
  const port = await freePort();
  const child = spawn(program, ['serve', '--db', db, '--listen', `127.0.0.1:${port}`, '--pace', '1000000'], { stdio: ['ignore', 'ignore', 'inherit'] });
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    if (child.exitCode === null) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await untilHealthy(url, child);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, stop };
}
