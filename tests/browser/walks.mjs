// The journeys people make, each on a world of its own: one household's whole way, a hamlet's campaign, criteria and what-if,
// people and registers, the council, requests about personal data; and texts that would run, in every field. In both languages, on a phone and on a desk.
//   node walks.mjs [NAME...]   only these: journey, sheet, criteria, people, council, requests, xss
//   KHUYENHOC_BIN              the program
//   KHUYENHOC_DB               a database, with its key beside it, that each walk gets a copy of; without it each makes a demo
//   KHUYENHOC_PEOPLE           how large those demos are (12000)
//   KHUYENHOC_SHOTS            a folder for a picture of what stood there when a walk failed (optional)
// The last line is "N passed, N failed".
import { startBrowser } from './browser.mjs';
import { readKnown } from './known.mjs';
import { startServer } from './server.mjs';
import { openTally } from './tally.mjs';
import { walk as council } from './walk_council.mjs';
import { walk as criteria } from './walk_criteria.mjs';
import { walk as journey } from './walk_journey.mjs';
import { walk as people } from './walk_people.mjs';
import { walk as requests } from './walk_requests.mjs';
import { walk as sheet } from './walk_sheet.mjs';
import { walk as xss } from './walk_xss.mjs';

const WALKS = { journey, sheet, criteria, people, council, requests, xss };
const people_of_demo = Number(process.env.KHUYENHOC_PEOPLE ?? 12000);
const wanted = process.argv.slice(2);

const tally = openTally();
const { check } = tally;

for (const [name, walk] of Object.entries(WALKS).filter(([one]) => wanted.length === 0 || wanted.includes(one))) {
  let server;
  let browser;
  try {
    server = await startServer(people_of_demo);
    const known = await readKnown(server.url);
    browser = await startBrowser();
    await walk({ url: server.url, known, browser, check });
  } catch (error) {
    tally.broke(name, error);
  } finally {
    await browser?.close();
    await server?.stop();
  }
}
tally.close();
