// A hamlet in its campaign: the whole sheet by keyboard, on a telephone one person at a time, without a network; last year's
// copied into a new campaign; a self-assessment accepted; evidence; paper; the board in step with all of it.
import assert from 'node:assert/strict';
import { getAs, signIn } from './signed_in.mjs';
import { accessibilityFaults, comesTo, go, openPage, openProfile, settled, sideways } from './browser.mjs';

const YEAR = 2026;
const SETS = { citizen: 'citizen-2022', family: 'family-sonla-2025', clan: 'clan-sonla-2025', community: 'community-sonla-2025', unit: 'unit-sonla-2025' };
const PHOTO = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

const ask = (url, path) => getAs(url, path);
async function fine(page) {
  assert.deepEqual(await accessibilityFaults(page), []);
  assert.ok((await sideways(page)) <= 0, 'nothing lies beyond the right edge');
}
async function inYear(page, url, year, path) {
  await page.addInitScript((wanted) => localStorage.setItem('khuyenhoc.year', String(wanted)), year);
  await go(page, url + path);
}
const row = async (url, hamlet) => (await ask(url, `/api/board?year=${YEAR}&place_id=${hamlet}`)).rows[0];

/** The province opens the year on the page of the campaign; a year that is open already is left. */
async function opens(page, { url }) {
  const { campaigns } = await ask(url, '/api/campaigns');
  if (!campaigns.some((one) => one.year === YEAR)) {
    await go(page, `${url}/campaign`);
    await page.locator('main button[aria-expanded]').click();
    await page.waitForSelector('form select option', { state: 'attached' });
    await fine(page);
    await page.locator('form button.main').click();
    await page.waitForFunction((year) => document.querySelector('h1')?.textContent.includes(String(year)), YEAR);
  }
  const opened = (await ask(url, '/api/campaigns')).campaigns.find((one) => one.year === YEAR);
  assert.equal(opened.state, 'open');
  assert.deepEqual(opened.criteria.map((set) => set.id), Object.values(SETS));
}

/** One line by keyboard: whatever the cell in focus asks. Returns the keys pressed. */
async function line(page) {
  const at = await page.evaluate(() => {
    const { row, cell } = document.activeElement.dataset;
    const cells = [...document.querySelectorAll(`[data-row="${row}"][data-cell]`)];
    return { row, cell: Number(cell), cells: cells.length, school: document.activeElement.tagName === 'SELECT' };
  });
  assert.ok(at.row, 'the focus is in a cell of the sheet');
  if (at.school) {
    await page.keyboard.press('1');
    return 1;
  }
  if (!at.row.startsWith('person')) {
    for (let i = at.cell; i < at.cells; i += 1) await page.keyboard.press('1');
    return at.cells - at.cell;
  }
  await page.keyboard.press('9');
  await page.keyboard.press('=');
  await page.keyboard.press('g');
  return 3;
}

async function wholeHamletByKeyboard(page, { url, hamlet }) {
  const before = await ask(url, `/api/hamlets/${hamlet}/sheet?year=${YEAR}&limit=200`);
  await inYear(page, url, YEAR, `/campaign/hamlets/${hamlet}`);
  await page.waitForSelector('tbody input');
  await fine(page);
  const start = Date.now();
  await page.locator('.tools button').first().focus();
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.activeElement.dataset.cell !== undefined);
  let keys = 1;
  const missing = () => page.evaluate(() => Number(document.querySelector('progress').max) - Number(document.querySelector('progress').value));
  for (let i = 0; (await missing()) > 0; i += 1) {
    assert.ok(i < 2000, 'the sheet comes to its end');
    const focused = await page.evaluate(() => document.activeElement.dataset.row);
    keys += await line(page);
    // What is no person goes on by itself; a step to the next that lacks something closes every line.
    if (focused === (await page.evaluate(() => document.activeElement.dataset.row)) && (await missing()) > 0) {
      await page.keyboard.press('g');
      keys += 1;
    }
  }
  await page.locator('h1').click();
  await page.waitForFunction(() => !document.querySelector('.changed, .saving'));
  assert.equal(await page.locator('.refused, .waiting').count(), 0, 'nothing is refused or left waiting');
  await fine(page);
  const lines = before.households.reduce((sum, one) => sum + 1 + one.members.length, 1);
  console.log(`        ${before.households.length} households, ${lines} lines: ${keys} keys, ${Date.now() - start} ms`);
  const now = await row(url, hamlet);
  assert.equal(now.persons_assessed, now.persons, 'everyone is scored');
  assert.equal(now.households_assessed, now.households);
  assert.equal(now.state, 'ready');
  assert.ok(keys <= 5 * lines, `${keys} keys for ${lines} lines`);
}

/** A score is corrected: the total beside it follows at once, the store with the reason; ten is x, or 1 and 0. */
async function correctsByKeyboard(page, { url, hamlet }) {
  await inYear(page, url, YEAR, `/campaign/hamlets/${hamlet}`);
  const cell = page.locator('[data-row^="person-"][data-cell="0"]').first();
  const id = Number((await cell.getAttribute('data-row')).slice(7));
  const value = (i) => page.locator(`[data-row="person-${id}"][data-cell="${i}"]`).inputValue();
  await cell.focus();
  for (const key of ['4', 'x', '1', '0', '1', '7']) await page.keyboard.press(key);
  assert.deepEqual([await value(0), await value(1), await value(2), await value(3), await value(4)], ['4', '10', '10', '1', '7']);
  assert.match(await page.locator(`tr:has([data-row="person-${id}"]) .state`).innerText(), /✗/);
  for (const key of ['ArrowLeft', 'ArrowLeft', 'ArrowLeft', 'ArrowLeft', 'ArrowLeft', '8', 'Backspace', '9', '9', '9', '9']) await page.keyboard.press(key);
  await page.keyboard.press('Enter');
  await page.locator('h1').click();
  await page.waitForFunction((person) => document.querySelector(`tr:has([data-row="person-${person}"]) .saved`), id);
  const saved = (await ask(url, `/api/persons/${id}/explanation?year=${YEAR}`)).person.revisions;
  assert.ok(saved.length >= 2 && saved.at(-1).reason, 'the correction has a reason');
}

/** Without a network what is scored waits on the device, says so, and is sent when the network is back. */
async function worksOffline(page, { url, other }, context) {
  await inYear(page, url, YEAR, `/campaign/hamlets/${other}`);
  await page.waitForFunction(() => !document.querySelector('main p[role=status].soft'));
  const cell = page.locator('[data-row^="person-"][data-cell="0"]').first();
  const id = Number((await cell.getAttribute('data-row')).slice(7));
  await context.setOffline(true);
  await cell.focus();
  for (const key of ['8', '=']) await page.keyboard.press(key);
  await page.locator('h1').click();
  await page.waitForFunction((person) => document.querySelector(`tr:has([data-row="person-${person}"]) .waiting`), id);
  await fine(page);
  await cell.focus();
  await page.keyboard.press('9');
  await page.locator('h1').click();
  await page.waitForTimeout(300);
  await context.setOffline(false);
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await page.waitForFunction((person) => document.querySelector(`tr:has([data-row="person-${person}"]) .saved`), id);
  const { households } = await ask(url, `/api/persons/${id}/sheet?year=${YEAR}`);
  const kept = households[0].members.find((one) => one.id === id);
  assert.equal(kept.scores[0], 9);
  assert.equal(kept.revision, 2);
}

async function copiesLastYear(page, { url, other }) {
  await inYear(page, url, YEAR, `/campaign/hamlets/${other}`);
  await page.locator('p.line button').first().click();
  await page.waitForSelector('.copied');
  await fine(page);
  const copied = await row(url, other);
  assert.ok(copied.unconfirmed > 0);
  assert.equal(copied.state, 'recording');
  await page.locator('tr.head button').first().click();
  await page.waitForFunction(() => document.querySelector('.saved'));
  const less = await row(url, other);
  assert.ok(less.unconfirmed < copied.unconfirmed, 'what was looked at no longer waits');
  // By keyboard: v, household after household.
  await page.locator('tr:has(.state .copied) [data-cell="0"]').first().focus();
  for (let i = 0; i < 3; i += 1) {
    const at = await page.evaluate(() => document.activeElement.dataset.row);
    await page.keyboard.press('v');
    await page.waitForFunction((before) => document.activeElement.dataset.row !== before, at);
  }
  // Households that are far from the screen show no marks: the store says it.
  const copies = async () => (await ask(url, `/api/hamlets/${other}/sheet?year=${YEAR}&limit=200`)).households.filter((one) => [one, ...one.members].some((it) => it.copied)).length;
  const first = copied.households - 1;
  for (let i = 0; (await copies()) > first - 3; i += 1) {
    assert.ok(i < 100, 'what was confirmed by keyboard arrives');
    await page.waitForTimeout(50);
  }
  assert.ok((await row(url, other)).unconfirmed < less.unconfirmed);
}

/** Of a large hamlet only the households near the screen have cells; all are counted, walked, found and printed. */
async function drawsWhatIsNear(page, { url, large }) {
  const { households } = await ask(url, `/api/hamlets/${large}/sheet?year=${YEAR}&limit=200`);
  const lines = households.reduce((sum, one) => sum + 2 + one.members.length, 1);
  await inYear(page, url, YEAR, `/campaign/hamlets/${large}`);
  await page.waitForFunction(() => !document.querySelector('main p[role=status].soft'));
  const cells = () => page.locator('tbody [data-cell]').count();
  assert.ok(Number(await page.locator('table').getAttribute('aria-rowcount')) >= lines, 'every line is counted');
  assert.ok((await cells()) > 0 && (await cells()) < lines * 5, `${await cells()} cells are drawn for ${lines} lines`);
  assert.equal(await page.locator('tbody').count(), households.length + 1);
  const last = households.at(-1);
  const body = page.locator(`#block-${last.id}`);
  assert.ok((await body.innerText()).includes(last.members[0].name), 'who is far away is still found on the page');
  assert.equal(await body.locator('[data-cell]').count(), 0);
  await fine(page);
  await body.scrollIntoViewIfNeeded();
  await page.waitForFunction((id) => document.querySelector(`#block-${id} [data-cell]`), last.id);
  await page.waitForFunction((id) => !document.querySelector(`#block-${id} [data-cell]`), households[0].id);
  await fine(page);
  await page.locator('nav.parts button').first().click();
  await page.waitForFunction((id) => document.querySelector(`#block-${id}`)?.contains(document.activeElement), households[0].id);
  const pdf = (await page.pdf()).toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;
  assert.ok(pdf >= lines / 45, `${pdf} pages are printed for ${lines} lines`);
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  assert.ok((await page.locator('table.only-print tr').count()) >= lines, 'every line is printed');
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  assert.equal(await page.locator('table.only-print').count(), 0);
}

/** A sheet that was open once opens without a network, with what was scored since; it is forgotten with the role. */
async function keptOnTheDevice(page, { url, kept }, context) {
  await inYear(page, url, YEAR, `/campaign/hamlets/${kept}`);
  await page.waitForFunction(() => !document.querySelector('main p[role=status].soft'));
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.waitForTimeout(500);
  const key = await page.locator('[data-row^="person-"][data-cell="0"]').first().getAttribute('data-row');
  const value = (i) => page.locator(`[data-row="${key}"][data-cell="${i}"]`).inputValue();
  const score = async (keys) => {
    await page.locator(`[data-row="${key}"][data-cell="0"]`).focus();
    for (const one of keys) await page.keyboard.press(one);
    await page.locator('h1').click();
  };
  await score(['8', '=']);
  await page.waitForFunction((row) => document.querySelector(`tr:has([data-row="${row}"]) .saved`), key);
  await page.waitForTimeout(300);
  await context.setOffline(true);
  await go(page, `${url}/campaign/hamlets/${kept}`);
  await page.waitForSelector('main .notice.warn button');
  await fine(page);
  assert.deepEqual([await value(0), await value(9)], ['8', '8'], 'what was saved is kept');
  await score(['9']);
  await page.waitForFunction((row) => document.querySelector(`tr:has([data-row="${row}"]) .waiting`), key);
  await go(page, `${url}/campaign/hamlets/${kept}`);
  await page.waitForSelector('main .notice.warn button');
  assert.deepEqual([await value(0), await value(9)], ['9', '8'], 'what waits on the device is shown');
  await context.setOffline(false);
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await page.waitForFunction((row) => document.querySelector(`tr:has([data-row="${row}"]) .saved`), key);
  await page.locator('main .notice.warn button').click();
  await page.waitForFunction(() => document.querySelector('tbody input') && !document.querySelector('main .notice.warn'));
  assert.deepEqual([await value(0), await value(9)], ['9', '8']);
  const left = () => page.evaluate(() => new Promise((resolve) => {
    const opening = indexedDB.open('khuyenhoc.kept', 1);
    opening.onsuccess = () => {
      const all = opening.result.transaction('kept').objectStore('kept').getAll();
      all.onsuccess = () => (opening.result.close(), resolve(all.result.length));
    };
  }));
  assert.equal(await left(), 1, 'one sheet is kept');
  // Another person takes over, by signing in at the same machine.
  await signIn(context, url, 'kiemtra');
  await go(page, `${url}/campaign`);
  await comesTo(left, 0, 'another account finds nothing');
  // A session ends by itself, as after its time or when it is ended from elsewhere.
  await signIn(context, url);
  await go(page, `${url}/campaign/hamlets/${kept}`);
  await comesTo(left, 1, 'the sheet is kept again');
  await signIn(context, url, 'nobody');
  await go(page, url);
  await comesTo(left, 0, 'nothing outlives the session');
}

/** One person at a time with big buttons. */
async function cards(page, { url, third }) {
  await inYear(page, url, YEAR, `/campaign/hamlets/${third}`);
  await page.waitForSelector('#who');
  await fine(page);
  for (let i = 0; (await page.locator('#who').innerText()).match(/, \d{4}$/) === null || (await page.locator('.given').count()) === 0; i += 1) {
    assert.ok(i < 50);
    await page.locator('nav.walk button.main').click();
  }
  const name = await page.locator('#who').innerText();
  for (let i = 0; i < 10; i += 1) await page.locator('.grades').first().getByRole('button', { name: '9', exact: true }).click();
  assert.match(await page.locator('section.card').innerText(), /90/);
  await page.locator('nav.walk button.main').click();
  assert.equal(await page.evaluate(() => document.activeElement.id), 'who', 'the focus is on the next person');
  await page.locator('nav.walk button').first().click();
  assert.equal(await page.locator('#who').innerText(), name);
  await page.waitForFunction(() => /✓/.test(document.querySelector('section.card').innerText));
  await fine(page);
  await page.locator('nav.walk button').nth(2).click();
  await page.waitForFunction((old) => document.querySelector('#who').innerText !== old, name);
  await page.waitForFunction(
    ([path]) => fetch(path).then(async (answer) => (await answer.json()).rows[0].persons_assessed === 1),
    [`/api/board?year=${YEAR}&place_id=${third}`],
  );
}

async function selfAssessment(page, { url, third }) {
  const { households } = await ask(url, `/api/hamlets/${third}/sheet?year=${YEAR}`);
  const person = households.flatMap((one) => one.members).find((one) => one.asks === 'scores' && one.revision === 0);
  const home = households.find((one) => one.members.some((it) => it.id === person.id)).id;
  await signIn(page.context(), url, ['citizen', { id: home }]);
  await inYear(page, url, YEAR, '/campaign');
  await fine(page);
  await page.locator(`main a[href="/self/${person.id}"]`).click();
  await page.waitForSelector('.question select');
  await fine(page);
  const selects = page.locator('.question select');
  for (let i = 0; i < (await selects.count()); i += 1) await selects.nth(i).selectOption('9');
  await page.locator('form button.main').click();
  await page.waitForFunction(() => document.querySelectorAll('main [role=status]').length > 1);
  await fine(page);
  assert.ok((await row(url, third)).waiting_self > 0);
  await signIn(page.context(), url);
  await go(page, `${url}/assess/person/${person.id}`);
  await page.locator('main details > summary').first().click();
  await fine(page);
  // Declined first, with a reason the person reads; said again, and accepted.
  await page.locator('main details li button').nth(1).click();
  await page.locator('dialog input').fill('cần trao đổi thêm');
  await fine(page);
  await page.locator('dialog form button.main').click();
  await page.waitForFunction(() => !document.querySelector('dialog[open]'));
  await go(page, `${url}/self/${person.id}`);
  assert.match(await page.locator('main').innerText(), /cần trao đổi thêm/);
  await page.locator('form button.main').click();
  await page.waitForFunction(() => document.querySelectorAll('main [role=status]').length > 1);
  await go(page, `${url}/assess/person/${person.id}`);
  await page.locator('main details > summary').first().click();
  await page.locator('main details li button').first().click();
  await page.waitForFunction(() => !document.querySelector('main details li button'));
  const now = await row(url, third);
  assert.equal(now.waiting_self, 0);
  const after = await ask(url, `/api/persons/${person.id}/self?year=${YEAR}`);
  assert.equal(after.self.answer, 'accepted');
  assert.deepEqual(after.assessed.scores, Array(10).fill(9));
}

async function evidence(page, { url, third }) {
  const { households } = await ask(url, `/api/hamlets/${third}/sheet?year=${YEAR}`);
  const household = households[0].id;
  await inYear(page, url, YEAR, `/assess/household/${household}`);
  const before = await page.locator('.evidence li').count();
  await page.locator('input[type=file]').setInputFiles({ name: 'x.svg', mimeType: 'image/png', buffer: Buffer.from('<svg></svg>') });
  await page.waitForSelector('.evidence [role=alert]');
  await fine(page);
  // A photo nobody has sent before.
  await page.locator('input[type=file]').setInputFiles({ name: 'anh.png', mimeType: 'image/png', buffer: Buffer.concat([PHOTO, Buffer.from(String(Math.random()))]) });
  await page.waitForFunction((n) => document.querySelectorAll('.evidence li img').length > n, before);
  await page.waitForFunction(() => [...document.querySelectorAll('.evidence li img')].every((image) => image.complete && image.naturalWidth > 0));
  await fine(page);
  await page.locator('.evidence li button').first().click();
  await page.waitForFunction((n) => document.querySelectorAll('.evidence li').length === n, before);
}

/** A school or agency is scored on its own page. */
async function unitScored(page, { url }) {
  const { rows } = await ask(url, `/api/titles?title=unit&list=not_assessed&year=${YEAR}&limit=1`);
  assert.ok(rows.length > 0, 'a unit waits to be scored');
  await inYear(page, url, YEAR, `/units/${rows[0].id}`);
  await page.locator('main button[aria-expanded]', { hasText: String(YEAR) }).first().click();
  const selects = page.locator('main form select');
  for (let i = 0; i < (await selects.count()); i += 1) await selects.nth(i).selectOption('1');
  await fine(page);
  await page.locator('main form button.main').click();
  await page.waitForFunction(() => !document.querySelector('main form'));
  await fine(page);
  const { scores, revision } = await ask(url, `/api/assessment?kind=unit&subject_id=${rows[0].id}&year=${YEAR}`);
  assert.equal(revision, 1);
  assert.ok(scores.every((score) => score === 1));
}

async function boardAndPaper(page, { url, hamlet, commune }) {
  const { state } = await row(url, hamlet);
  await inYear(page, url, YEAR, '/campaign');
  await fine(page);
  await page.locator('th button', { hasText: commune }).first().click();
  await page.waitForSelector('main td .mark');
  await fine(page);
  await page.locator(`.states button.${state}`).click();
  await page.waitForFunction((wanted) => [...document.querySelectorAll('td .mark')].every((mark) => mark.classList.contains(wanted)), state);
  // A large ward has more hamlets than one page of the list.
  const link = page.locator(`main a[href="/campaign/hamlets/${hamlet}"]`);
  for (let i = 0; (await link.count()) === 0; i += 1) {
    assert.ok(i < 10, 'the hamlet is on the board');
    const first = await page.locator('tbody th a').first().getAttribute('href');
    await page.locator('main nav button').last().click();
    await page.waitForFunction((before) => document.querySelector('tbody th a').getAttribute('href') !== before, first);
  }
  await link.click();
  await page.waitForFunction((path) => location.pathname === path, `/campaign/hamlets/${hamlet}`);
  await page.waitForSelector('h1');
  await settled(page);
  await page.goBack();
  await page.waitForSelector(`.states button.${state}[aria-pressed=true]`);
  await go(page, `${url}/campaign/hamlets/${hamlet}/paper`);
  await fine(page);
  await page.emulateMedia({ media: 'print' });
  assert.ok((await page.locator('tbody th[scope=row]').count()) > 5);
  assert.equal(await page.locator('.tools').isVisible(), false);
}

export async function walk(scene) {
  const { browser, check, url } = scene;
  const { communes } = await ask(url, '/api/board?year=2025');
  // Hamlets nobody has touched in the new year, of a size that does not take the whole afternoon.
  const { campaigns } = await ask(url, '/api/campaigns');
  const opened = campaigns.some((one) => one.year === YEAR);
  const hamlets = [];
  for (const one of communes) {
    const { rows } = await ask(url, `/api/board?year=${opened ? `${YEAR}&state=not_started` : 2025}&place_id=${one.place.id}&limit=200`);
    hamlets.push(...rows.filter((it) => it.households >= 8).map((it) => ({ id: it.place.id, size: it.households, commune: one.place.name, commune_en: one.place.name_en })));
    if (hamlets.length >= 60) break;
  }
  hamlets.sort((a, b) => a.size - b.size);
  let next = 0;
  for (const language of ['vi', 'en'])
    for (const width of [1280, 360]) {
      const [first, second, third, fourth] = hamlets.slice(next, (next += 4));
      const here = { url, hamlet: first.id, other: second.id, third: third.id, kept: fourth.id, large: hamlets.at(-1).id, commune: language === 'vi' ? first.commune : first.commune_en };
      const run = (name, act, { at = width, worker = false } = {}) =>
        check(`${name} (${language}, ${at} px)`, async () => {
          const context = await openProfile(browser, { language, width: at, worker });
          await signIn(context, url);
          try {
            const page = await openPage(context);
            await act(page, here, context);
            assert.deepEqual(page.faults, []);
          } finally {
            await context.close();
          }
        });
      await run('the year is opened', opens);
      if (width > 1000) {
        await run('a hamlet is assessed on one sheet, by keyboard', wholeHamletByKeyboard);
        await run('a score is corrected by keyboard', correctsByKeyboard);
        await run('the sheet works without a network', worksOffline);
        await run('a large hamlet draws what is near the screen', drawsWhatIsNear);
        await run('a sheet is kept on the device, and forgotten with the role', keptOnTheDevice, { worker: true });
        await run("last year's is copied and confirmed", copiesLastYear);
      } else {
        await run('one person at a time', cards);
      }
      await run('the board and the paper', boardAndPaper);
      await run('a self-assessment is declined, sent again and accepted', selfAssessment);
      await run('evidence is added and withdrawn', evidence);
      await run('a unit is scored on its own page', unitScored);
    }
}
