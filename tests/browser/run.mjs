// Opens the pages in a real browser over the real program, in both languages, on a phone and on a desk.
//   KHUYENHOC_BIN    the program; makes a small demo and serves it
//   KHUYENHOC_URL    instead: a program that already serves
//   KHUYENHOC_SHOTS  a folder for screenshots of every page (optional)
//   CHROMIUM         the browser, when it is not /usr/bin/chromium
// The last line is "N passed, N failed".
import { mkdirSync } from 'node:fs';
import { startBrowser } from './browser.mjs';
import { acts } from './acts.mjs';
import { readKnown } from './known.mjs';
import { pages } from './pages.mjs';
import { startServer } from './server.mjs';
import { openTally } from './tally.mjs';

const PEOPLE = 6000;
const shots = process.env.KHUYENHOC_SHOTS ?? '';
if (shots) mkdirSync(shots, { recursive: true });

const tally = openTally();
const { check } = tally;

let server;
let browser;
try {
  server = await startServer(PEOPLE);
  const known = await readKnown(server.url);
  browser = await startBrowser();
  const scene = { url: server.url, known, browser, shots, check };
  await pages(scene);
  await acts(scene);
} catch (error) {
  tally.broke('the checks', error);
} finally {
  await browser?.close();
  await server?.stop();
}
tally.close();
