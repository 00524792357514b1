// One household's whole way: found without marks, the reason read, a score corrected, the overview in step, proposed by the
// hamlet, decided by the commune, printed, and counted in the report the province sends. Once in each language by keyboard alone.
import assert from 'node:assert/strict';
import { getAs, signIn } from './signed_in.mjs';
import { accessibilityFaults, go, openPage, openProfile, settled, sideways } from './browser.mjs';
import { handOn } from './hand.mjs';
import { numberIn } from './known.mjs';

const YEAR = 2025;
const TITLE = 'family';
const SIGNER = 'Chủ tịch Ủy ban nhân dân (văn bản mẫu)';
const get = (address) => getAs(new URL(address).origin, address.slice(new URL(address).origin.length));
/** Who proposes is not who decides. */
const ROLES = { hamlet: 'hamlet_head', commune: 'council_member' };
const unmarked = (name) => name.normalize('NFD').replace(/\p{M}/gu, '').replace(/[đĐ]/g, 'd').toLowerCase();

/** Households of a hamlet that lack nothing but one grown-up's title, and that person. */
async function nearlyThere(url, hamlet, most) {
  const found = [];
  const { rows } = await get(`${url}/api/titles?year=${YEAR}&place_id=${hamlet}&title=${TITLE}&list=none&limit=40`);
  for (const { id } of rows) {
    const it = await get(`${url}/api/households/${id}/explanation?year=${YEAR}`);
    const { smallest: least } = it;
    if (!it.household.head || !least?.possible || least.indicators.length > 0 || least.changes.length !== 1) continue;
    const [change] = least.changes;
    if (change.measure !== 'learning_citizens' || change.to - change.from !== 1) continue;
    const person = it.members.find((one) => one.id === change.who[0].id);
    const head = it.members.find((one) => one.relation === 'head') ?? person;
    if (person.state === 'not_achieved') found.push({ id, head, person, commune: it.household.commune, hamlet: it.household.hamlet });
    if (found.length === most) break;
  }
  return found;
}

/** Of one commune; where there are hamlets enough, each in its own. */
async function homesIn(url, commune, wanted) {
  const found = [];
  const { places } = await get(`${url}/api/places?under=${commune.id}&kind=hamlet&on=${YEAR}-12-31`);
  for (const [n, hamlet] of places.entries()) {
    found.push(...(await nearlyThere(url, hamlet.id, Math.ceil((wanted - found.length) / Math.min(wanted, places.length - n)))));
    if (found.length >= wanted) break;
  }
  return found;
}

/** One household for each walk: of the commune everything looks at, and in a small demo of the next ones. */
async function homesFor(url, { commune, report }, wanted) {
  const found = await homesIn(url, commune, wanted);
  for (const { place } of report.below) {
    if (found.length >= wanted) break;
    if (place.id !== commune.id) found.push(...(await homesIn(url, place, wanted - found.length)));
  }
  return found;
}

/** Somebody else sits down at the machine, and signs in. */
async function sitDown(page, url, role, place) {
  await signIn(page.context(), url, place ? [ROLES[role], place] : 'thuky');
  await go(page, `${url}/`);
}

async function sound(page, what) {
  assert.deepEqual(await accessibilityFaults(page), [], what);
  assert.ok((await sideways(page)) <= 0, `${what}: nothing beyond the right edge`);
}

/** To another page, through the menu; on a phone it unfolds first. */
async function through(page, hand, path) {
  const shown = page.locator(`header nav a[href="${path}"]:visible`);
  if ((await shown.count()) === 0) await hand.press(page.locator('header nav button[aria-expanded]'));
  await hand.press(shown.first());
  await page.waitForFunction((wanted) => location.pathname === wanted, path);
  await page.waitForSelector('h1');
  await settled(page);
}

const count = (page, title) => page.locator(`[data-title=${title}] .count strong`).first();

async function find(page, hand, { home }) {
  await hand.type(page.locator('#search-name'), unmarked(home.head.name));
  await page.keyboard.press('Enter');
  await page.waitForSelector('main table a[href^="/households/"]');
  await hand.type(page.locator('#people-year'), String(home.head.birth_year));
  await page.keyboard.press('Enter');
  const link = page.locator(`main table a[href="/households/${home.id}"]`).first();
  await link.waitFor();
  assert.ok(!page.url().includes(unmarked(home.head.name).split(' ')[0]), 'the name is not in the address');
  await hand.press(link);
  await page.waitForSelector('section[aria-labelledby=result] .state.not_achieved');
}

/** What is missing is said in words, and who the smallest change is about. */
async function readWhy(page, hand, { home }) {
  assert.ok((await page.locator('.smallest').innerText()).includes(home.person.name), 'the smallest change names the person');
  await hand.press(page.locator('.card:not(.met) details summary').first());
  await page.locator('details[open] li', { hasText: home.person.name }).first().waitFor();
  await sound(page, 'why');
}

async function correctOnTable(page, hand, id) {
  await hand.reach(page.locator(`[data-row="person-${id}"][data-cell="0"]`));
  for (const key of ['9', '=']) await page.keyboard.press(key);
  await hand.reach(page.locator('main details.legend summary'));
  await page.waitForSelector(`tr:has([data-row="person-${id}"]) .saved`);
}

async function correctOnCards(page, hand, name) {
  const on = page.locator('nav.walk button.main');
  for (let i = 0; !(await page.locator('#who').innerText()).startsWith(`${name},`); i += 1) {
    assert.ok(i < 30, `${i} cards and not this person`);
    const before = await page.locator('#who').innerText();
    await hand.press((await on.isEnabled()) ? on : page.locator('nav.walk button').first());
    await page.waitForFunction((old) => document.querySelector('#who').innerText !== old, before);
  }
  await hand.press(page.locator('section.card details summary'));
  await hand.press(page.locator('section.card details .grades button').nth(9));
  await page.waitForFunction(() => /✓/.test(document.querySelector('section.card').innerText));
}

async function correct(page, hand, { home, url }) {
  await hand.press(page.locator(`main a[href="/assess/household/${home.id}"]`));
  await page.waitForSelector('#who, [data-row^="person-"]');
  await sound(page, 'the sheet of one household');
  if ((await page.locator('#who').count()) > 0) await correctOnCards(page, hand, home.person.name);
  else await correctOnTable(page, hand, home.person.id);
  await hand.press(page.locator(`main a[href="/households/${home.id}"]`));
  await page.waitForSelector('section[aria-labelledby=result] .state.achieved');
  const { person } = await get(`${url}/api/persons/${home.person.id}/explanation?year=${YEAR}`);
  assert.ok(person.revisions.length > 1 && person.revisions.at(-1).reason, 'the correction stands beside what it corrects, with a reason');
}

/** The list a title is on, narrowed to one household by its name; nothing else is ticked. */
async function tickHousehold(page, hand, { home }) {
  await hand.select(page.locator('.choose select').nth(0), TITLE);
  await settled(page);
  await hand.type(page.locator('.choose input[type=search]'), home.head.name);
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => !document.querySelector('label.all'));
  await settled(page);
  const at = await page.evaluate((path) => fetch(path).then((answer) => answer.json()), `/api/households/${home.id}`);
  const row = page.locator('tbody tr', { hasText: home.head.name }).filter({ hasText: new RegExp(`\\s${at.book_no}(\\s|$)`) }).first();
  await hand.tick(row.locator('input'));
  return row;
}

async function propose(page, hand, it) {
  await through(page, hand, '/council');
  await tickHousehold(page, hand, it);
  await sound(page, 'the list to propose');
  await hand.press(page.locator('.bar button').first());
  await page.waitForSelector('.told');
  assert.match(await page.locator('.told').innerText(), /\b1\b/);
}

async function decide(page, hand, it) {
  const { url, home, number } = it;
  await sitDown(page, url, 'commune', home.commune);
  await through(page, hand, '/council');
  const row = await tickHousehold(page, hand, it);
  await hand.press(row.locator('button'));
  await page.waitForFunction(() => /✓|✗/.test(document.querySelector('[id$="-why"]')?.textContent ?? ''));
  await sound(page, 'the list to decide, with why');
  await hand.press(page.locator('.bar button').first());
  const inputs = page.locator('dialog[open] .field input');
  await hand.type(inputs.nth(0), number);
  await hand.type(inputs.nth(2), SIGNER);
  await sound(page, 'the decision to record');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.told a');
}

async function print(page, hand, { home, number }) {
  await hand.press(page.locator('.told a'));
  await page.waitForSelector('.paper');
  await settled(page);
  const paper = await page.locator('main').innerText();
  assert.ok(paper.includes(number) && paper.includes(SIGNER) && paper.includes(home.head.name));
  await sound(page, 'the decision');
  await hand.press(page.locator('main button.main').first());
  await page.waitForFunction(() => window.printedRows !== undefined);
  assert.equal(await page.evaluate(() => window.printedRows), 1, 'the annexed list is on the paper');
}

async function report(page, hand, { url, language }, before) {
  await sitDown(page, url, 'province');
  await through(page, hand, '/report');
  const { figures } = await get(`${url}/api/report?place=14&year=${YEAR}&format=json`);
  const figure = figures.find((one) => one.title === TITLE);
  assert.equal(figure.recognised, before.recognised + 1, 'the report counts the decision');
  assert.equal(figure.numerator, before.numerator + 1, 'the report counts the correction');
  const row = page.locator('article.paper tbody tr', { hasText: numberIn(language, figure.denominator) }).filter({ hasText: numberIn(language, figure.recognised) }).first();
  assert.ok((await row.innerText()).includes(numberIn(language, figure.numerator)));
  await hand.press(row.locator('button.open'));
  await page.waitForSelector('dialog[open] table');
  await sound(page, 'what a number of the report is');
  await page.keyboard.press('Escape');
  await page.waitForFunction(() => !document.querySelector('dialog[open]'));
}

async function journey(page, hand, it) {
  const { url, home, language } = it;
  const { figures } = await get(`${url}/api/report?place=14&year=${YEAR}&format=json`);
  const before = figures.find((one) => one.title === TITLE);
  await go(page, `${url}/about`);
  await sitDown(page, url, 'hamlet', home.hamlet);
  const shown = async () => ({ family: await count(page, TITLE).innerText(), citizen: await count(page, 'citizen').innerText() });
  const here = await shown();
  await find(page, hand, it);
  await readWhy(page, hand, it);
  await correct(page, hand, it);
  await through(page, hand, '/');
  const more = (text) => numberIn(language, Number(text.replace(/\D/g, '')) + 1);
  assert.deepEqual(await shown(), { family: more(here.family), citizen: more(here.citizen) }, 'the overview has one more of each');
  await propose(page, hand, it);
  await decide(page, hand, it);
  await print(page, hand, it);
  await report(page, hand, it, before);
}

export async function walk({ url, browser, known, check }) {
  const homes = await homesFor(url, known, 4);
  const settings = [[360, 'vi', true], [360, 'en', false], [1280, 'vi', false], [1280, 'en', true]];
  for (const [n, [width, language, keyboard]] of settings.entries()) {
    await check(`from a name without marks to the report${keyboard ? ', by keyboard alone' : ''} (${width} px, ${language})`, async () => {
      assert.ok(homes[n], 'a household lacks one title only');
      const context = await openProfile(browser, { width, language });
      await context.addInitScript(() => {
        window.print = () => (window.printedRows = document.querySelectorAll('.annex tbody tr:not(.group)').length);
      });
      try {
        const page = await openPage(context);
        await journey(page, handOn(page, keyboard), { url, language, home: homes[n], number: `${700 + n}/QĐ-UBND` });
        assert.deepEqual(page.faults, []);
      } catch (error) {
        const shots = process.env.KHUYENHOC_SHOTS;
        if (shots) await context.pages()[0]?.screenshot({ path: `${shots}/journey-${width}-${language}.png`, fullPage: true });
        throw error;
      } finally {
        await context.close();
      }
    });
  }
}
