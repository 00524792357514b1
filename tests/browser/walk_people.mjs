// What a hamlet and a commune do about people: the ten things of a year, counted; a person entered twice, merged and, a campaign
// later, two again; a register from Excel with twelve kinds of error, mended in the page and sent again.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { getAs, session, signIn, speaker } from './signed_in.mjs';
import { accessibilityFaults, go, openPage, openProfile, settled, sideways } from './browser.mjs';

const MOST_INTERACTIONS = 12;
const ACTS_PAGE = join(dirname(fileURLToPath(import.meta.url)), '../../docs/reference/ten-acts.md');
// Names of one run are not those of another: people of one name and birth would be suspected of being one.
const LETTERS = 'ABCDEFGHIJKLMNO';
const today = () => new Date().toLocaleDateString('sv-SE', { timeZone: 'Asia/Ho_Chi_Minh' });

const get = (url, path) => getAs(url, path);
const command = (url, name, body, who) => speaker(url, who).command(name, body);

/** A hand on the page that counts what it does: each click, each field filled or chosen. */
class Hand {
  count = 0;
  constructor(page) {
    this.page = page;
  }
  async click(selector) {
    this.count += 1;
    await this.page.locator(selector).first().click();
  }
  async fill(selector, text) {
    this.count += 1;
    await this.page.locator(selector).first().fill(text);
  }
  async select(selector, value) {
    this.count += 1;
    const box = this.page.locator(selector).first();
    await box.locator(typeof value === 'string' ? `option[value="${value}"]` : `option >> nth=${value}`).waitFor({ state: 'attached' });
    await box.selectOption(typeof value === 'string' ? value : { index: value });
  }
  /** Types into a box with suggestions and takes the wanted one. */
  async pick(selector, typed, text) {
    await this.fill(selector, typed);
    this.count += 1;
    await this.page.locator('[role=option]', { hasText: text }).first().click();
  }
  /** Saves the open dialog: it closes, or says why not. */
  async save() {
    await this.click('dialog[open] button.main');
    const closed = await Promise.race([
      this.page.waitForFunction(() => !document.querySelector('dialog[open]')).then(() => true),
      this.page.waitForSelector('dialog[open] [role=alert]').then(() => false),
    ]);
    assert.ok(closed, `refused: ${closed ? '' : await this.page.locator('dialog[open] [role=alert]').first().innerText()}`);
    await settled(this.page);
  }
}

async function sound(page, what) {
  assert.deepEqual(await accessibilityFaults(page), [], what);
  assert.ok((await sideways(page)) <= 0, `${what}: beyond the right edge`);
}

/** A hamlet with households enough for one run of its own: runs do not meet. */
async function placesFor(url, known) {
  const { places } = await get(url, `/api/places?under=${known.commune.id}&kind=hamlet&on=2025-12-31`);
  const homes = [];
  for (const hamlet of places) {
    const { households } = await get(url, `/api/hamlets/${hamlet.id}/households?limit=500`);
    for (const row of households) if (row.members >= 5 && row.head) homes.push({ hamlet, household: row.id });
  }
  return { hamlets: places, homes };
}

/** The things a hamlet does in a year, each from the household's page to the answer. */
const TEN = [
  ['child', 'Thêm trẻ mới sinh', 'Add a newborn child', async (hand, { run }) => {
    await hand.click('[data-act=child]');
    await hand.fill('dialog[open] input:not([type])', `Lò Thị Ban Mai ${LETTERS[run]}`);
    await hand.click('dialog[open] input[type=radio][value=female]');
    await hand.save();
  }],
  ['death', 'Ghi người qua đời', 'Record a death', async (hand, { members }) => {
    await hand.click('[data-act=death]');
    await hand.select('dialog[open] select', String(members.find((one) => one.relation !== 'head').id));
    await hand.save();
  }],
  ['moveIn', 'Người chuyển đến hộ', 'Someone moves in', async (hand, { other }) => {
    await hand.click('[data-act=moveIn]');
    await hand.pick('dialog[open] input[role=combobox]', `${other.name} ${other.birth_year}`, other.hamlet);
    await hand.select('dialog[open] select', 'other');
    await hand.save();
  }],
  ['leave', 'Người chuyển đi', 'Someone moves away', async (hand, { other }) => {
    await hand.click('[data-act=leave]');
    await hand.select('dialog[open] select', String(other.id));
    await hand.save();
  }],
  ['head', 'Đổi chủ hộ', 'Change the head', async (hand) => {
    await hand.click('[data-act=head]');
    await hand.select('dialog[open] select', 1);
    await hand.save();
  }],
  ['split', 'Tách hộ', 'Split the household', async (hand, { members, run }) => {
    await hand.click('[data-act=split]');
    await hand.click(`dialog[open] input[type=checkbox][value="${members.at(-1).id}"]`);
    await hand.fill('dialog[open] input:not([type]):not([role])', `T${run}`);
    await hand.save();
  }],
  ['moveHousehold', 'Chuyển cả hộ', 'Move the household', async (hand, { elsewhere, commune }) => {
    await hand.click('[data-act=moveHousehold]');
    await hand.pick('dialog[open] input[role=combobox]', elsewhere.full_name, commune);
    await hand.save();
  }],
  ['correct', 'Sửa họ tên, ngày sinh', 'Correct a name or birth', async (hand, { run }) => {
    await hand.click('[data-act=correct]');
    await hand.select('dialog[open] select', 1);
    await hand.fill('dialog[open] input:not([type])', `Quàng Thị Sửa ${LETTERS[run]}`);
    await hand.save();
  }],
  ['clan', 'Vào dòng họ', 'Join a clan', async (hand, { run }) => {
    await hand.click('[data-act=clan]');
    await hand.select('dialog[open] select', '-1');
    await hand.fill('dialog[open] input:not([type])', `Họ Lò thử ${run}`);
    await hand.save();
  }],
  ['unit', 'Vào đơn vị', 'Join a unit', async (hand) => {
    await hand.click('[data-act=unit]');
    await hand.select('dialog[open] select >> nth=0', 1);
    await hand.select('dialog[open] select >> nth=1', 1);
    await hand.save();
  }],
  ['merge', 'Đề nghị gộp người nhập hai lần', 'Ask for a person entered twice to be merged', async (hand, { twins }) => {
    await hand.click('[data-act=merge]');
    const card = `[data-pair="${Math.min(...twins)} ${Math.max(...twins)}"]`;
    await hand.page.waitForSelector(card);
    await hand.click(`${card} button.main`);
    await hand.page.waitForSelector(card, { state: 'detached' });
  }],
];

async function tenActs(page, { url, run, home, hamlets, other, counts, known }) {
  const { hamlet } = home;
  const elsewhere = hamlets.find((one) => one.id !== hamlet.id);
  const { commune, members: all } = await get(url, `/api/households/${home.household}`);
  const { units } = await get(url, `/api/communes/${commune.id}/units`);
  if (units.length === 0)
    await command(url, 'people.add_unit', { name: 'Trạm Y tế xã', kind: 'agency', managed_by: 'commune', commune_id: commune.id, from_date: '2025-08-01' });
  const twins = [];
  for (const relation of ['other', 'other']) {
    const spare = await command(url, 'people.add_household', { hamlet_id: elsewhere.id, from_date: '2025-08-01' });
    const person = { household_id: spare.household_id, relation, from_date: '2025-08-01', full_name: `Vì Văn Sinh Đôi ${LETTERS[run]}`, birth: '1990-01-02', sex: 'male' };
    twins.push((await command(url, 'people.add_person', person)).person_id);
  }
  for (const [act, , , steps] of TEN) {
    await go(page, `${url}/households/${home.household}`);
    await page.waitForSelector('[data-act=child]');
    const { members } = await get(url, `/api/households/${home.household}`);
    const hand = new Hand(page);
    await steps(hand, { members: members.length > 0 ? members : all, other, elsewhere, twins, run, commune: new RegExp(`${known.commune.full_name}|${known.commune.full_name_en}`) });
    assert.ok(hand.count <= MOST_INTERACTIONS, `${act} takes ${hand.count} interactions`);
    counts.set(act, hand.count);
  }
  // One dialog of each shape is looked at with axe.
  await go(page, `${url}/households/${home.household}`);
  for (const act of ['child', 'moveIn', 'split', 'unit']) {
    await page.locator(`[data-act=${act}]`).click();
    await page.waitForSelector('dialog[open]');
    await sound(page, act);
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => !document.querySelector('dialog[open]'));
    assert.equal(await page.evaluate(() => document.activeElement.dataset.act), act, 'the focus comes back to the button');
  }
}

function writeTable(counts) {
  const lines = ['# The ten things a hamlet does in a year', '',
    'From the household\'s page to the answer: clicks, fields filled and choices made, counted in a real browser. Made by',
    '`tests/browser/walk_people.mjs`; more than 12 fail it.', '', '| what | tiếng Việt | interactions |', '|---|---|---|',
    ...TEN.map(([act, vi, en]) => `| ${en} | ${vi} | ${counts.get(act)} |`), ''];
  writeFileSync(ACTS_PAGE, lines.join('\n'));
}

const openRows = (card) => JSON.stringify([card.memberships.filter((one) => !one.to_date), card.units.filter((one) => !one.to_date)]);

async function mergedAndUndone(page, { url, run, home }) {
  const name = `Cà Văn Trùng ${LETTERS[run]}`;
  const ids = [];
  for (const citizen of [{}, { citizen_no: `0140900009${10 + run}` }]) {
    const { household_id } = await command(url, 'people.add_household', { hamlet_id: home.hamlet.id, from_date: '2025-08-01' });
    const person = { household_id, relation: 'head', from_date: '2025-08-01', full_name: name, birth: '1990-05-06', sex: 'male', ...citizen };
    ids.push((await command(url, 'people.add_person', person)).person_id);
  }
  const before = await Promise.all(ids.map(async (id) => openRows(await get(url, `/api/persons/${id}`))));
  await go(page, `${url}/people/duplicates/${home.hamlet.id}`);
  const card = `[data-pair="${ids[0]} ${ids[1]}"]`;
  await page.waitForSelector(card);
  await sound(page, 'pairs');
  assert.equal(await page.locator(`${card} input[type=radio]:checked`).getAttribute('value'), String(ids[1]), 'who has a citizen number is kept');
  await page.locator(`${card} button.main`).click();
  await page.waitForSelector(card, { state: 'detached' });
  // Asked for; whoever asked sees it wait and cannot confirm it, another person does.
  const { asked } = await get(url, `/api/people/merges?place_id=${home.hamlet.id}`);
  const { ask_id } = asked.find((one) => one.gone.id === ids[0]);
  await go(page, `${url}/people/duplicates/${home.hamlet.id}`);
  await page.waitForSelector(`[data-asked="${ask_id}"]`);
  await sound(page, 'a merge asked for');
  assert.equal(await page.locator(`[data-asked="${ask_id}"] button.main`).count(), 0, 'nothing to confirm for who asked');
  const { commune } = await get(url, `/api/households/${home.household}`);
  await command(url, 'people.merge_persons', { ask_id, on_date: '2025-12-01' }, ['commune_officer', { id: commune.id }]);
  const gone = await get(url, `/api/persons/${ids[0]}`);
  assert.equal(gone.merged_into.person_id, ids[1]);
  await go(page, `${url}/persons/${ids[0]}`);
  await page.waitForSelector(`main a[href="/persons/${ids[1]}"]`);
  await sound(page, 'a merged entry');

  const { campaigns } = await get(url, '/api/campaigns');
  if (!campaigns.some((one) => one.year === 2026)) {
    const sets = Object.fromEntries(campaigns.find((one) => one.year === 2025).criteria.map((one) => [one.title, one.id]));
    await command(url, 'recognition.open_campaign', { year: 2026, criteria: sets });
  }
  await go(page, `${url}/people/duplicates/${home.hamlet.id}`);
  await page.locator(`[data-merge="${gone.merged_into.merge_id}"]`).click();
  await page.waitForSelector('dialog[open]');
  await sound(page, 'undoing');
  await page.locator('dialog[open] button.main').click();
  await page.waitForSelector('dialog[open] .error');
  await page.locator('dialog[open] input').fill('Hai người khác nhau');
  await page.locator('dialog[open] button.main').click();
  await page.waitForFunction(() => !document.querySelector('dialog[open]'));
  const after = await Promise.all(ids.map(async (id) => openRows(await get(url, `/api/persons/${id}`))));
  assert.deepEqual(after, before, 'both are what they were');
}

/** A workbook made by the program itself from rows. */
async function workbook(url, columns, rows) {
  const { cookie, csrf } = await session(url, 'thuky');
  const answer = await fetch(`${url}/api/people/rows-file`, {
    method: 'POST', headers: { 'content-type': 'application/json', cookie, 'x-khuyenhoc-csrf': csrf }, body: JSON.stringify({ columns, rows: rows.map((cells) => ({ cells })) }),
  });
  assert.ok(answer.ok);
  return { name: 'so.xlsx', mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', buffer: Buffer.from(await answer.arrayBuffer()) };
}

const HEADINGS = ['Số hộ', 'Quan hệ với chủ hộ', 'Họ và tên', 'Ngày sinh', 'Giới tính', 'Số định danh cá nhân', 'Bản', 'Xã'];

/** Rows that are wrong, each in its own way; the cell that mends it. */
function wrongRows(run, hamlet, commune) {
  const row = (n, change = {}) => {
    const good = [`N${run}`, 'Con', `Lường Thị Sổ ${LETTERS[run]} ${LETTERS[n]}`, `${n + 1}/3/1991`, 'Nữ', '', hamlet, commune];
    for (const [at, text] of Object.entries(change)) good[at] = text;
    return good;
  };
  const kinds = [
    ['people.no_name', { 2: '' }, `Lường Thị Một ${LETTERS[run]}`],
    ['people.bad_name', { 2: 'Lường Thị 2' }, `Lường Thị Hai ${LETTERS[run]}`],
    ['people.no_birth', { 3: '' }, '1992'],
    ['people.bad_birth', { 3: '31/2/1990' }, '28/2/1990'],
    ['people.birth_after', { 3: '5/3/2031' }, '5/3/2021'],
    ['people.birth_too_long_ago', { 3: '5/3/1880' }, '5/3/1980'],
    ['people.bad_sex', { 4: 'x' }, 'Nữ'],
    ['people.bad_citizen_no', { 5: '12345' }, ''],
    ['people.no_household', { 0: '' }, `N${run}`],
    ['people.no_hamlet', { 6: '' }, hamlet],
    ['people.unknown_hamlet', { 6: 'Bản Không Có' }, hamlet],
    ['people.unknown_commune', { 7: 'Xã Không Có' }, commune],
  ];
  const good = [[`N${run}`, 'Chủ hộ', `Lường Văn Sổ ${LETTERS[run]}`, '1960', 'Nam', '', hamlet, commune], row(13)];
  return { good, kinds, rows: [...good, ...kinds.map(([, change], n) => row(n, change))] };
}

async function registerMended(page, { url, run, home, known }) {
  const commune = known.commune.full_name;
  const { good, kinds, rows } = wrongRows(run, home.hamlet.full_name, commune);
  await go(page, `${url}/import`);
  await sound(page, 'choosing a file');
  await page.locator('main input[type=file]').setInputFiles(await workbook(url, HEADINGS, rows));
  await page.waitForSelector('#import-summary');
  assert.equal(new Set(kinds.map(([code]) => code)).size, 12);
  const shown = await page.locator('main [data-kind]').evaluateAll((all) => all.map((one) => one.dataset.kind));
  assert.deepEqual(shown.toSorted(), kinds.map(([code]) => code).toSorted(), 'every kind of error, once, and no other');
  await sound(page, 'what is wrong');
  const late = 'people.bad_birth';
  for (const [code, , right] of kinds)
    await page.locator(`[data-kind="${code}"] td input`).first().fill(code === late ? '30/2/1990' : right);
  await page.locator('p.acts button.main').click();
  await page.waitForSelector(`main [data-kind="${late}"]`);
  await page.waitForFunction(() => document.querySelectorAll('main [data-kind]').length === 1);
  await sound(page, 'what is still wrong');
  const download = page.waitForEvent('download');
  await page.locator('main p > button').first().click();
  assert.match((await download).suggestedFilename(), /\.xlsx$/);
  await page.locator(`[data-kind="${late}"] td input`).first().fill('28/2/1990');
  await page.locator('p.acts button.main').click();
  await page.waitForFunction(() => document.querySelectorAll('main [data-kind]').length === 0 && !document.querySelector('progress'));
  const { households } = await get(url, `/api/hamlets/${home.hamlet.id}/households?limit=500&on=${today()}`);
  assert.equal(households.find((one) => one.book_no === `N${run}`).members, good.length + kinds.length, 'every row is in the register');
}

/** Headings nobody knows: the columns are chosen, and remembered for the next file. */
async function columnsChosen(page, { url, run, home, known }) {
  const file = (n) => workbook(url, ['Nhà', 'Ai', 'Sinh', 'Nam hay nữ', 'Ở bản', 'Ở xã'],
    [[`K${run}`, `Lèo Thị Cột ${LETTERS[run]} ${LETTERS[n]}`, `1/2/198${n}`, 'Nữ', home.hamlet.full_name, known.commune.full_name]]);
  await go(page, `${url}/import`);
  await page.locator('main input[type=file]').setInputFiles(await file(0));
  await page.waitForSelector('main table select');
  await sound(page, 'choosing columns');
  await page.locator('main form button.main').click();
  assert.ok((await page.locator('main [aria-invalid=true]').count()) > 0, 'what is needed is asked for');
  for (const [key, letter] of Object.entries({ book_no: 'A', full_name: 'B', birth: 'C', sex: 'D', hamlet: 'E', commune: 'F' }))
    await page.locator(`main select[id$="-${key}"]`).selectOption(letter);
  await page.locator('main form button.main').click();
  await page.waitForSelector('#import-summary');
  await page.locator('p.acts button').last().click();
  await page.locator('main input[type=file]').setInputFiles(await file(1));
  await page.waitForSelector('main table select');
  assert.equal(await page.locator('main select[id$="-full_name"]').inputValue(), 'B', 'the columns are remembered');
}

export async function walk(scene) {
  const { url, browser, known, check } = scene;
  const { hamlets, homes } = await placesFor(url, known);
  const others = [];
  for (const home of homes.slice(-8)) {
    const { members } = await get(url, `/api/households/${home.household}`);
    others.push({ ...members.at(-1), hamlet: new RegExp(`${home.hamlet.name}|${home.hamlet.name_en}`) });
  }
  const counts = new Map();
  const runs = [[360, 'vi'], [1280, 'en'], [1280, 'vi'], [360, 'en']];
  for (const [run, [width, language]] of runs.entries()) {
    const it = { url, run, home: homes[run], hamlets, other: others[run], counts, known };
    const walked = (name, act) =>
      check(`${name}, ${width} px, ${language}`, async () => {
        const context = await openProfile(browser, { width, language });
        await signIn(context, url);
        try {
          const page = await openPage(context);
          // A move makes the year of 1.4 million people load again; a busy machine takes its time for that.
          page.setDefaultTimeout(90_000);
          await act(page, it);
          assert.deepEqual(page.faults, []);
        } finally {
          await context.close();
        }
      });
    await walked('the ten things a hamlet does in a year', tenActs);
    await walked('a person entered twice is merged, and two again a campaign later', mergedAndUndone);
    await walked('a register with twelve kinds of error is mended and sent again', registerMended);
    await walked('columns are chosen and remembered', columnsChosen);
  }
  await check('the table of interactions is written', async () => writeTable(counts));
}
