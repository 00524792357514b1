// Opens the pages in a real browser over the real program, in both languages, on a phone and on a desk.
//   KHUYENHOC_BIN    the program; makes a small demo and serves it
//   KHUYENHOC_URL    instead: a program that already serves
//   KHUYENHOC_ALL    every view in both languages, widths and themes; else in one of four settings, in turns (optional)
//   KHUYENHOC_VIEW   only the views whose names fit this pattern, and no acts (optional)
//   KHUYENHOC_ACT    only the acts whose names fit this pattern, and no views (optional)
//   CHROMIUM         the browser, when it is not /usr/bin/chromium
// The last line is "N passed, N failed".
import { startBrowser } from './browser.mjs';
import { acts } from './acts.mjs';
import { readKnown } from './known.mjs';
import { pages } from './pages.mjs';
import { startServer } from './server.mjs';
import { stage } from './staged.mjs';
import { openTally } from './tally.mjs';

const PEOPLE = 6000;

const tally = openTally();
const { check } = tally;

let server;
let browser;
try {
  server = await startServer(PEOPLE);
  // What is staged changes what is known of the demo, so that is read again.
  const staged = await stage(server.url, await readKnown(server.url));
  const known = await readKnown(server.url);
  browser = await startBrowser();
  const scene = { url: server.url, known, staged, browser, check };
  if (!process.env.KHUYENHOC_ACT) await pages(scene);
  if (!process.env.KHUYENHOC_VIEW) await acts(scene);
} catch (error) {
  tally.broke('the checks', error);
} finally {
  await browser?.close();
  await server?.stop();
}
tally.close();
