// Texts that would run are put into every text field of every line; then every page and dialog is opened, every file is fetched, and
// nothing may have come of them but text: no script, no element, no dialog, no request elsewhere, nothing the content policy had to stop.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openProfile, settled } from './browser.mjs';
import { CLASS, hostileText, Poison, UNSEEN_BACK } from './hostile_texts.mjs';
import { reach } from './reach.mjs';
import { session, speaker, standBetween } from './signed_in.mjs';
import { stage } from './staged.mjs';
import { stageHostile } from './staged_hostile.mjs';
import { readKnown } from './known.mjs';
import { routePaths, viewsOf } from './views.mjs';

const WORKERS = 3;
/** Taken and kept, but shown on no page: each with why. A field that begins to be shown leaves this list, or the walk fails. */
const SHOWN_NOWHERE = new Map([
  ['/api/commands/places.add_hamlet name', 'the hamlet begins after the year that is looked at'],
  ['/api/commands/places.add_hamlets hamlets[].name', 'the hamlet begins after the year that is looked at'],
  ['/api/commands/people.decline_merge reason', 'in the journal and the whole record'],
  ['/api/commands/people.undo_merge reason', 'in the journal and the whole record'],
  ['/api/commands/places.load_boundaries sha256', 'for whoever checks the file'],
  ['/api/commands/recognition.correct reason', 'in the journal and the whole record'],
  ['/api/commands/recognition.save_sheet reason', 'in the journal and the whole record'],
  ['/api/commands/recognition.propose reason', 'in the journal and the whole record'],
  ['/api/commands/recognition.withdraw_evidence reason', 'in the journal and the whole record'],
]);
/** What no page asks for as JSON may be another kind, and only these. */
const KINDS = /^(application\/json|text\/event-stream|image\/|text\/csv|application\/vnd\.openxmlformats|text\/plain)/;

/** What happened in a profile that no text may bring about. */
function watch(context, url) {
  const seen = { wrong: [], files: new Set(), answers: [] };
  const host = new URL(url).host;
  context.on('dialog', async (dialog) => {
    if (dialog.type() !== 'beforeunload') seen.wrong.push(`a ${dialog.type()}: ${dialog.message()}`);
    await dialog.accept().catch(() => {});
  });
  context.on('request', (request) => {
    const to = new URL(request.url());
    if (to.protocol.startsWith('http') && to.host !== host) seen.wrong.push(`a request to ${to.host}`);
  });
  // What a view answers in the program's place has no server behind it.
  const answered = async (response) => {
    const at = new URL(response.url());
    if (at.host !== host || (await response.serverAddr()) === null) return;
    const headers = response.headers();
    if (headers['x-content-type-options'] !== 'nosniff') seen.wrong.push(`${at.pathname} without nosniff`);
    if (!at.pathname.startsWith('/api/')) return;
    if (response.status() < 300 && !KINDS.test(headers['content-type'] ?? '')) seen.wrong.push(`${at.pathname} is ${headers['content-type']}`);
    if (response.status() === 200 && response.request().method() === 'GET') seen.files.add(at.pathname + at.search);
  };
  context.on('response', (response) => seen.answers.push(answered(response).catch(() => {})));
  return seen;
}

/** Before any page's own script: what a text would call, and what the content policy says of it. */
function ears() {
  window.__heard = [];
  window.__ran = (which) => window.__heard.push(`text ${which} ran`);
  document.addEventListener('securitypolicyviolation', (one) => window.__heard.push(`the policy stopped ${one.violatedDirective} ${one.blockedURI}`));
}

/** What a page is made of now: texts with what stands in its fields, and anything that came out of a text. */
function inspect(name) {
  const parts = [document.documentElement.textContent];
  for (const one of document.querySelectorAll('input, textarea')) parts.push(one.value);
  const links = [];
  for (const one of document.querySelectorAll('*')) {
    for (const { name: attribute, value } of one.attributes) {
      parts.push(value);
      if (/^on/i.test(attribute) && value.includes('__ran')) links.push(`${one.tagName} has ${attribute}`);
      if (/^(href|src|action|formaction|srcdoc|data)$/i.test(attribute) && /^\s*(javascript|data:text|\/\/evil)/i.test(value)) links.push(`${one.tagName} leads to ${value.slice(0, 60)}`);
    }
  }
  return { text: parts.join('\n'), made: document.getElementsByClassName(name).length, links, heard: window.__heard };
}

async function holds(page, wrong, typed = false) {
  await page.evaluate(() => document.querySelectorAll('details').forEach((one) => (one.open = true)));
  const found = await page.evaluate(inspect, CLASS);
  assert.deepEqual(found.heard, [], 'what ran');
  assert.equal(found.made, 0, 'elements made of texts');
  assert.deepEqual(found.links, [], 'addresses made of texts');
  assert.deepEqual(wrong, []);
  // What somebody types stands in the field as typed; what comes back from the program does not.
  if (!typed) assert.doesNotMatch(found.text, UNSEEN_BACK, 'characters that cannot be seen');
  return found.text;
}

/** Marks whose field stands there as text, with a sign behind the mark that would have begun an element. */
const marksIn = (text) => [...text.matchAll(/(Q\d+)(?=[<"'{&\-])/g)].map((found) => found[1]);

function ownViews({ hostile, staged, known }) {
  const { made, scored, titled, person } = hostile;
  const officer = ['commune_officer', { id: staged.council.id, name: staged.council.name }];
  const list = (title, which) => async (page) => {
    await page.locator('.choose select').nth(0).selectOption(title);
    await page.locator('.choose select').nth(1).selectOption(which);
    await settled(page);
  };
  const looked = async (page) => {
    await page.locator('main input').first().fill('lo van dung');
    await page.locator('[role=option]').first().click();
    await page.waitForSelector('main table, main .empty');
  };
  return [
    { name: 'household in a new number', path: `/households/${made.household}` },
    { name: 'household before', path: `/households/${hostile.household}` },
    { name: 'household revoked', path: `/households/${titled.household}` },
    { name: 'person of all duties', path: `/persons/${person}` },
    { name: 'record of all duties', path: `/privacy/persons/${person}` },
    { name: 'new clan', path: `/clans/${made.clan}` },
    { name: 'new unit', path: `/units/${made.unit}` },
    { name: 'new account', path: `/accounts/${hostile.account}`, as: 'quantri' },
    { name: 'a revoking decision', path: `/decisions/${titled.decision}` },
    { name: 'notices of a revoking decision', path: `/decisions/${titled.decision}/notices` },
    { name: 'assessed and corrected', path: `/assess/person/${scored.person}`, year: staged.next.year },
    { name: 'corrected person', path: `/persons/${scored.person}`, year: staged.next.year },
    { name: 'refused person', path: `/persons/${titled.refused}` },
    { name: 'refused by the council', path: '/council', as: officer, does: list('citizen', 'refused') },
    { name: 'proposed to the council', path: '/council', as: officer, does: list('citizen', 'proposed') },
    { name: 'who has looked at the person of all duties', path: '/readings', as: 'kiemtra', does: looked },
    { name: 'hamlet of new households', path: `/places/${staged.stagedHamlet}` },
    { name: 'commune of new hamlets', path: `/places/${known.commune.id}` },
  ];
}

/** Every route with a hostile text where a name stands, a question and a fragment behind it. */
function addressViews() {
  return routePaths()
    .filter((route) => route.includes(':'))
    .map((route, i) => {
      // A point, a slash or a backslash would lead to another address, or to a file.
      const text = encodeURIComponent(hostileText('Q0', 160, i).replace(/[./\\]/g, ''));
      return { name: `address ${route}`, typed: true, path: `${route.replace(/:\w+/g, text)}?q=${text}&lang=${text}#${text}` };
    });
}

/** What people type, or bring in a file, and the page says back. */
function typedViews() {
  const typed = (selector, turn) => async (page) => {
    await page.locator(selector).first().fill(hostileText('Q0', 100, turn));
    await page.keyboard.press('Enter');
  };
  const rows = [0, 1, 2, 3].map((turn) => Array.from({ length: 7 }, (_, i) => `"${hostileText('Q0', 150, turn + i).replaceAll('"', '""')}"`).join(','));
  const heading = 'Số hộ,Quan hệ,Họ và tên,Ngày sinh,Giới tính,Bản,Xã';
  const file = (name, lines) => async (page) => {
    await page.locator('main input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(lines.join('\n')) });
    await page.waitForSelector('main [role=alert], main table, main [role=status], main .notice');
  };
  const tried = async (page) => {
    await page.locator('input[name=username]').fill(hostileText('Q0', 100, 2));
    await page.locator('input[autocomplete=current-password]').fill('x');
    await page.locator('main form button.main').click();
    await page.waitForSelector('main form [role=alert]');
  };
  const views = [
    ...[0, 1, 2].map((turn) => ({ name: `a search, ${turn}`, path: '/people', does: typed('#people-name', turn) })),
    { name: 'a search of criteria', path: '/criteria', does: typed('main input[type=search]', 1) },
    { name: 'a search of accounts', path: '/accounts', as: 'quantri', does: typed('main input[type=search]', 3) },
    { name: 'a login', path: '/sign-in', as: 'nobody', does: tried },
    { name: 'a register of such texts', path: '/import', does: file(`${hostileText('Q0', 90, 0)}.csv`, [heading, ...rows]) },
    { name: 'a register with such headings', path: '/import', does: file('x.csv', rows) },
  ];
  return views.map((view) => ({ ...view, typed: true }));
}

async function look(scene, view, seenMarks, files) {
  const context = await openProfile(scene.browser);
  const watched = watch(context, scene.url);
  await context.addInitScript(ears);
  try {
    const page = await reach(context, scene.url, view);
    await Promise.all(watched.answers);
    const text = await holds(page, watched.wrong, view.typed);
    for (const mark of marksIn(text)) seenMarks.set(mark, (seenMarks.get(mark) ?? 0) + 1);
    for (const path of watched.files) files.set(path, view.as);
    assert.deepEqual(page.faults, [], 'faults');
  } finally {
    await context.close();
  }
}

async function lookAtAll(scene, views, seenMarks, files) {
  const left = [...views];
  const work = async () => {
    for (let view = left.shift(); view; view = left.shift()) {
      const now = view;
      await scene.check(`xss: ${now.name}`, () => look(scene, now, seenMarks, files));
    }
  };
  await Promise.all(Array.from({ length: WORKERS }, work));
}

// -- files

/** The cells of a CSV as this program writes one. */
const cellsOf = (csv) => [...csv.matchAll(/(?:^|[,;\n])(?:"((?:[^"]|"")*)"|([^",;\r\n]*))/g)].map((found) => (found[1] ?? found[2] ?? '').replaceAll('""', '"'));

function holdsCsv(bytes) {
  const text = bytes.toString('utf8').replace(/^\ufeff/, '');
  const formulas = cellsOf(text).filter((cell) => /^[=+@\t\r\uff1d\uff0b\uff20]|^-(?![\d.,]+$)/.test(cell));
  assert.deepEqual(formulas, [], 'cells that a spreadsheet would reckon');
  return text;
}

function holdsXlsx(bytes) {
  const folder = mkdtempSync(join(tmpdir(), 'khuyenhoc-xss-'));
  try {
    const file = join(folder, 'file.xlsx');
    writeFileSync(file, bytes);
    const parts = execFileSync('unzip', ['-p', file], { maxBuffer: 1 << 28 }).toString('utf8');
    assert.doesNotMatch(parts, /<f[ >]/, 'a formula in a workbook');
    assert.doesNotMatch(parts, /Target="(?:javascript|\/\/evil|data)|<hyperlink[ >]/i, 'a link in a workbook');
    assert.doesNotMatch(parts, new RegExp(`<\\w+ class=${CLASS}`), 'an element in a workbook');
    return parts.replaceAll('&lt;', '<').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Every list that pages have asked for, once more in each of its file formats. */
async function exported(url, openapi, asked, marks) {
  const lines = Object.entries(openapi.paths).flatMap(([path, { get }]) => {
    const formats = get?.parameters?.find((one) => one.name === 'format')?.schema.enum ?? [];
    return formats.filter((one) => one !== 'json').map((format) => ({ path, format, fits: new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`), files: 0 }));
  });
  // A template is asked for as a file alone.
  for (const { path } of lines) if (!path.includes('{') && !asked.has(path)) asked.set(path, undefined);
  for (const [target, as] of asked) {
    const at = new URL(target, url);
    for (const line of lines.filter((one) => one.fits.test(at.pathname))) {
      at.searchParams.set('format', line.format);
      for (const name of ['limit', 'from', 'after']) at.searchParams.delete(name);
      const { cookie } = as === 'nobody' ? {} : await session(url, as ?? 'thuky');
      const response = await fetch(at, { headers: cookie ? { cookie } : {} });
      if (!response.ok) continue;
      line.files += 1;
      assert.equal(response.headers.get('x-content-type-options'), 'nosniff', at.pathname);
      assert.match(response.headers.get('content-type'), KINDS, at.pathname);
      const bytes = Buffer.from(await response.arrayBuffer());
      const text = line.format === 'xlsx' ? holdsXlsx(bytes) : line.format === 'csv' ? holdsCsv(bytes) : bytes.toString('utf8');
      for (const mark of marksIn(text)) marks.set(mark, (marks.get(mark) ?? 0) + 1);
    }
  }
  assert.deepEqual(lines.filter((one) => one.files === 0).map((one) => `${one.path} ${one.format}`), [], 'files that nobody fetched');
  return lines.reduce((sum, one) => sum + one.files, 0);
}

/** The whole record as a file, opened as somebody would at home: no policy of the program stands around it. */
async function record({ browser, url }, html) {
  const context = await openProfile(browser);
  const watched = watch(context, url);
  await context.addInitScript(ears);
  try {
    const page = await context.newPage();
    await page.setContent(html, { waitUntil: 'load' });
    return marksIn(await holds(page, watched.wrong));
  } finally {
    await context.close();
  }
}

// -- the walk

function everyFieldWasReached(poison) {
  const missed = poison.of((field) => field.taken === 0 && !field.refused);
  assert.deepEqual(missed.map(poison.named), [], 'text fields that no check speaks: say them in staged_hostile.mjs');
}

function whatWasTakenIsShown(poison, shown) {
  // What a question says is kept by nobody; why somebody looked is shown to whoever watches.
  const kept = (field) => field.path.startsWith('/api/commands/') && field.taken > 0;
  const hidden = poison.of(kept).filter((mark) => !shown.has(mark)).map(poison.named);
  assert.deepEqual(hidden.filter((one) => !SHOWN_NOWHERE.has(one)), [], 'taken, and seen as text nowhere');
  assert.deepEqual([...SHOWN_NOWHERE.keys()].filter((one) => !hidden.includes(one)), [], 'on the list of what is shown nowhere, but shown');
}

export async function walk({ url, known, browser, check }) {
  const openapi = await (await fetch(`${url}/api/openapi.json`)).json();
  const poison = new Poison(openapi);
  standBetween((path, body, send) => poison.say(path, body, send));
  const staged = await stage(url, known);
  const hostile = await stageHostile(url, known, staged);
  standBetween((path, body, send) => send(body));
  await check('xss: every text field is reached', async () => everyFieldWasReached(poison));

  const scene = { url, known: await readKnown(url), staged, hostile, browser, check };
  const [marks, asked] = [new Map(), new Map()];
  // On paper a page is the same document.
  const views = viewsOf(scene).filter((view) => !view.cut && !view.print);
  const all = [...views, ...ownViews(scene), ...addressViews(), ...typedViews()];
  await lookAtAll(scene, all, marks, asked);

  let files = 0;
  const inFiles = new Map();
  await check('xss: no file has a formula or an element', async () => {
    files = await exported(url, openapi, asked, inFiles);
    holdsXlsx(hostile.files.rows);
  });
  await check('xss: the whole record as a file', async () => {
    const found = await record(scene, hostile.files.record.toString('utf8'));
    assert.ok(found.length >= 5, `only ${found.length} hostile texts stand in the record`);
  });
  await check('xss: what was taken is shown as text', async () => whatWasTakenIsShown(poison, marks));
  const taken = poison.of((field) => field.taken > 0).length;
  const refused = poison.of((field) => field.taken === 0 && field.refused).length;
  console.log(`        ${poison.fields.size} text fields of ${poison.lines.size} lines: ${taken} take hostile texts, ${refused} refuse them;`);
  console.log(`        ${marks.size} of them seen as text on ${all.length} pages and dialogs, ${inFiles.size} in ${files} files`);
}
