// What people do on the pages: by keyboard, with a lost network, on a second visit.
import assert from 'node:assert/strict';
import { bring } from './made_boundaries.mjs';
import { PASSWORD, signIn } from './signed_in.mjs';
import { accessibilityFaults, comesTo, go, openPage, openProfile, settled, sideways, stand } from './browser.mjs';

const FIRST_PAGE_BYTES = 60 * 1024;
const unmarked = (name) => name.normalize('NFD').replace(/\p{M}/gu, '').replace(/[đĐ]/g, 'd').toLowerCase();
const focusedTag = (page) => page.evaluate(() => document.activeElement.tagName);
const focusedId = (page) => page.evaluate(() => document.activeElement.id);
const focusedText = (page) => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');

/** Presses Tab until the wanted element has the focus; everything on the way must show where the focus is. */
async function tabTo(page, selector, most = 40) {
  for (let i = 0; i < most; i += 1) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate((wanted) => {
      const element = document.activeElement;
      const style = getComputedStyle(element);
      const shown = (style.outlineStyle !== 'none' && style.outlineWidth !== '0px') || element.closest('svg') !== null;
      return { there: element.matches(wanted), shown, what: element.outerHTML.slice(0, 80) };
    }, selector);
    assert.ok(at.shown, `the focus cannot be seen on ${at.what}`);
    if (at.there) return;
  }
  assert.fail(`${selector} is not reached within ${most} presses of Tab`);
}

/** The whole way by keyboard: find a person without marks, open the household, read why. */
async function findByKeyboard(page, { url, known }) {
  await go(page, url);
  await page.keyboard.press('Tab');
  assert.match(await focusedText(page), /Tới nội dung chính/);
  await page.keyboard.press('Enter');
  await comesTo(() => focusedId(page), 'main');
  await tabTo(page, '#search-name');
  const head = known.without.members.find((member) => member.relation === 1) ?? known.without.members[0];
  await page.keyboard.type(unmarked(head.name));
  await page.keyboard.press('Enter');
  await page.waitForSelector('#people-name');
  await page.waitForSelector('main table a[href^="/households/"]');
  assert.ok(!page.url().includes(unmarked(head.name).split(' ')[0]), 'the name is not in the address');
  await page.locator('#people-year').fill(String(head.birth_year));
  await page.keyboard.press('Enter');
  const link = `a[href="/households/${known.without.household.id}"]`;
  await page.waitForSelector(link);
  assert.deepEqual(await accessibilityFaults(page), []);
  await tabTo(page, link);
  await page.keyboard.press('Enter');
  await page.waitForSelector('#result');
  await comesTo(() => focusedTag(page), 'H1', 'the new heading has the focus');
  await tabTo(page, 'summary');
  await page.keyboard.press('Enter');
  await page.waitForSelector('details[open]');
  await page.goBack();
  await page.waitForSelector('main table a[href^="/households/"]');
  assert.equal(await page.locator('#people-name').inputValue(), unmarked(head.name), 'Back finds what was typed');
}

async function searchRefuses(page, { url }) {
  await go(page, `${url}/people`);
  await page.locator('#people-name').fill('a');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#people-wrong');
  await comesTo(() => focusedId(page), 'people-name');
  assert.deepEqual(await accessibilityFaults(page), []);
  await page.locator('#people-name').fill('qqqq zzzz');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => /Không thấy ai/.test(document.querySelector('main [role=status]')?.textContent ?? ''));
}

async function tableSortsAndFilters(page, { url, known }) {
  await go(page, url);
  const rows = page.locator('section[aria-labelledby=below] tbody tr');
  const all = known.report.below.length;
  await page.locator('section[aria-labelledby=below] button', { hasText: String(all) }).click();
  await stand(rows, all, 'all rows after asking for them');
  const shares = (await rows.locator('td:last-child').allInnerTexts()).map((share) => parseFloat(share.replace(',', '.')));
  const known_shares = shares.filter((share) => !Number.isNaN(share));
  assert.deepEqual(known_shares, [...known_shares].sort((a, b) => b - a), 'sorted by share from the top');
  await page.locator('th button').first().click();
  await stand(page.locator('th[aria-sort=ascending]'), 1);
  const names = await rows.locator('th a').allInnerTexts();
  assert.equal(names.length, all);
  const wanted = known.commune;
  await page.locator('#below-filter').fill(unmarked(wanted.name));
  await page.waitForFunction((n) => document.querySelectorAll('section[aria-labelledby=below] tbody tr').length < n, all);
  assert.ok((await rows.locator('th a').allInnerTexts()).some((name) => name.includes(wanted.name)), 'found without marks');
  await page.locator('#below-filter').fill('không có nơi này');
  await stand(rows.locator('a'), 0);
}

async function downToTheHousehold(page, { url, known }) {
  await go(page, `${url}/places/${known.commune.id}`);
  await page.locator('section[aria-labelledby=below] tbody a').first().click();
  await page.waitForSelector('main a[href^="/households/"]');
  await settled(page);
  await comesTo(() => focusedTag(page), 'H1');
  await page.locator('main a[href^="/households/"]').first().click();
  await page.waitForSelector('#result');
}

async function tilesWalk(page, { url }) {
  await go(page, url);
  const tile = page.locator('figure svg a[tabindex="0"]');
  await stand(tile, 1, 'one tile is in the order of Tab');
  await tile.focus();
  const first = await page.evaluate(() => document.activeElement.getAttribute('aria-label'));
  for (const key of ['ArrowDown', 'ArrowRight', 'ArrowUp', 'ArrowLeft', 'ArrowDown']) await page.keyboard.press(key);
  const last = await page.evaluate(() => document.activeElement.getAttribute('aria-label'));
  assert.notEqual(last, first);
  assert.match(last, /%/);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/places\/\d+$/);
}

async function choicesAreKept(page, { url }) {
  await go(page, url);
  const vi = await page.locator('h1').innerText();
  await page.locator('header button', { hasText: 'English' }).click();
  await page.waitForFunction(() => document.documentElement.lang === 'en');
  await settled(page);
  await page.waitForFunction((old) => document.querySelector('h1').innerText !== old, vi);
  await page.locator('footer select').selectOption('dark');
  await page.reload();
  await page.waitForSelector('h1');
  const kept = await page.evaluate(() => [document.documentElement.lang, document.documentElement.dataset.theme]);
  assert.deepEqual(kept, ['en', 'dark']);
  assert.deepEqual(await accessibilityFaults(page), []);
}

async function troubleIsSaid(page, { url }) {
  let fail = true;
  await page.route('**/api/report**', (route) => (fail ? route.abort() : route.continue()));
  await page.goto(url);
  await page.waitForSelector('[role=alert] h1');
  assert.deepEqual(await accessibilityFaults(page), []);
  fail = false;
  await page.locator('[role=alert] button').click();
  await page.waitForSelector('[data-title]');
  await page.route('**/api/report**', (route) => route.fulfill({ status: 500, json: { refused: { code: 'internal', message: 'x' } } }));
  await page.reload();
  await page.waitForSelector('[role=alert] h1');
}

async function opensOffline(context, page, { url }) {
  await go(page, url);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.reload();
  await page.waitForSelector('[data-title]');
  const kept = await page.evaluate(async () => {
    const names = await caches.keys();
    const lists = await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).map((one) => one.url)));
    return lists.flat();
  });
  assert.ok(kept.length > 5, 'the pages are kept on the device');
  assert.deepEqual(kept.filter((one) => one.includes('/api')), [], 'answers about people are not kept');
  await context.setOffline(true);
  await page.goto(`${url}/criteria`);
  await page.waitForSelector('[role=alert]');
  await page.goto(`${url}/about`);
  await page.waitForSelector('h1');
  await context.setOffline(false);
}

/** A command waits in this browser's own database, is sent at the next start, and its refusal is shown until seen. */
async function outboxSends(page, { url }) {
  await go(page, `${url}/about`);
  const { account } = await page.evaluate(() => fetch('/api/me').then((answer) => answer.json()));
  await page.evaluate(
    (account) =>
      new Promise((resolve, reject) => {
        const request = indexedDB.open('khuyenhoc', 1);
        request.onerror = () => reject(request.error);
        request.onsuccess = () => {
          const store = request.result.transaction('commands', 'readwrite').objectStore('commands');
          const put = store.put({ id: crypto.randomUUID(), account, province: 14, name: 'test.unknown', body: {}, number: 1 });
          put.onsuccess = () => resolve(undefined);
        };
      }),
    account.id,
  );
  await page.reload();
  await page.waitForSelector('.notices .warn button');
  assert.deepEqual(await accessibilityFaults(page), []);
  await page.locator('.notices .warn button').click();
  await page.waitForFunction(() => !document.querySelector('.notices .warn'));
}

async function scriptsAreSmall(page, { url }) {
  const sizes = new Map();
  page.on('response', async (response) => {
    if (response.request().resourceType() !== 'script') return;
    sizes.set(response.url(), Number((await response.allHeaders())['content-length'] ?? NaN));
  });
  await go(page, url);
  const sum = [...sizes.values()].reduce((a, b) => a + b, 0);
  assert.ok(sizes.size >= 3, `${sizes.size} scripts seen`);
  assert.ok(sum <= FIRST_PAGE_BYTES, `the first page takes ${sum} bytes of script`);
  console.log(`        first page: ${sizes.size} scripts, ${sum} bytes as sent`);
}

async function fitsWhenNarrowAndLarge(page, { url, known }) {
  for (const path of ['/', `/households/${known.without.household.id}`]) {
    await go(page, url + path);
    await page.setViewportSize({ width: 320, height: 640 });
    assert.ok((await sideways(page)) <= 0, `${path} at 320 px`);
    await page.setViewportSize({ width: 640, height: 800 });
    await page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
    assert.ok((await sideways(page)) <= 0, `${path} at 200 % text`);
  }
}

/** A file of boundaries is looked at, accepted, seen on the map, walked by keyboard, switched off, and forgotten. */
async function boundariesComeAndGo(page, { url, staged }) {
  const { file, communes, left } = staged.boundaries;
  await go(page, `${url}/places/14`);
  await bring(file)(page);
  assert.match(await page.locator('section[aria-labelledby=boundaries] h3').innerText(), new RegExp(`${communes - left} .*${communes}`));
  assert.deepEqual(await accessibilityFaults(page), []);
  assert.ok((await sideways(page)) <= 0, 'the file looked at fits the screen');
  await page.locator('section[aria-labelledby=boundaries] form button.main').click();
  const forget = page.locator('section[aria-labelledby=boundaries] p > button:not(form *)');
  await forget.waitFor();
  await go(page, url);
  const paths = page.locator('figure a path');
  await paths.first().waitFor();
  await stand(paths, communes - left);
  await stand(page.locator('figure > svg a rect'), left, 'those without boundaries stay tiles');
  assert.match(await page.locator('figure').first().innerText(), /ranh-gioi-xa/, 'the source is named');
  assert.deepEqual(await accessibilityFaults(page), []);
  assert.ok((await sideways(page)) <= 0, 'the map fits the screen');
  await page.locator('figure svg a[tabindex="0"]').focus();
  const first = await page.evaluate(() => document.activeElement.getAttribute('href'));
  for (const key of ['ArrowDown', 'ArrowRight', 'ArrowUp', 'ArrowLeft']) await page.keyboard.press(key);
  await stand(page.locator('figure svg a[tabindex="0"]'), 1);
  await page.keyboard.press('ArrowDown');
  assert.notEqual(await page.evaluate(() => document.activeElement.getAttribute('href')), first, 'arrow keys walk the boundaries');
  await page.locator('figure input[type=radio][value=tiles]').check();
  await stand(paths, 0);
  await go(page, url);
  await page.locator('figure input[type=radio][value=tiles]').waitFor();
  await stand(paths, 0, 'the choice is kept on the device');
  await page.locator('figure input[type=radio][value=outlines]').check();
  await go(page, `${url}/whatif`);
  await paths.first().waitFor();
  await go(page, `${url}/places/14`);
  await forget.click();
  await page.locator('dialog[open] button.main').click();
  await forget.waitFor({ state: 'detached' });
  await go(page, url);
  await stand(paths, 0, 'forgotten: tiles again');
}

/** A passkey is added on a device of its own, opens the account without anything typed, and no more once it is removed. */
async function passkeyComesAndGoes(page, { url, known }, context) {
  const named = url.replace('127.0.0.1', 'localhost');  // browsers know no passkeys at a number
  const device = await context.newCDPSession(page);
  await device.send('WebAuthn.enable');
  const options = { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true };
  await device.send('WebAuthn.addVirtualAuthenticator', { options });
  await signIn(context, named, ['commune_officer', known.commune, 3]);
  await go(page, `${named}/account/passkeys`);
  await page.locator('main input[autocomplete=current-password]').fill(PASSWORD);
  await page.locator('main form button.main').click();
  await page.waitForSelector('main li.card');
  assert.deepEqual(await accessibilityFaults(page), []);
  const begin = async () => {
    await context.clearCookies();
    await go(page, `${named}/sign-in`);
    await page.getByRole('button', { name: 'Đăng nhập bằng khóa truy cập' }).click();
  };
  await begin();
  await page.waitForURL(`${named}/`);
  await go(page, `${named}/account/passkeys`);
  await page.getByText('dùng gần nhất').waitFor();
  await page.locator('main li.card button').click();
  await page.locator('main li.card').waitFor({ state: 'detached' });
  await begin();
  await page.getByText('không mở tài khoản nào').waitFor();
}

export async function acts(scene) {
  const { browser, check } = scene;
  const wanted = new RegExp(process.env.KHUYENHOC_ACT ?? '');
  const run = (name, act, setting = {}) =>
    wanted.test(name) &&
    check(name, async () => {
      const context = await openProfile(browser, setting);
      await signIn(context, scene.url);
      try {
        const page = await openPage(context);
        await act(page, scene, context);
        assert.deepEqual(page.faults, []);
      } finally {
        await context.close();
      }
    }, { again: true });
  await run('a person is found by keyboard, without marks, down to the explanation', findByKeyboard);
  await run('the search says what is wrong and when nobody is found', searchRefuses, { width: 360 });
  await run('the communes sort, filter without marks, and show all', tableSortsAndFilters);
  await run('from a commune to a hamlet to a household', downToTheHousehold, { width: 360 });
  await run('the tiles are walked with arrow keys', tilesWalk);
  await run('boundaries from a file replace the tiles until they are forgotten', boundariesComeAndGo, { width: 360 });
  await run('language and theme are kept', choicesAreKept, { width: 360 });
  await run('trouble is said plainly, and a second try works', troubleIsSaid);
  await run('the pages open without a network', (page, it, context) => opensOffline(context, page, it), { worker: true });
  await run('a passkey is added, opens the account, and is removed', (page, it, context) => passkeyComesAndGoes(page, it, context));
  await run('the outbox sends what waits and shows a refusal until seen', outboxSends);
  await run('the first page keeps its script budget', scriptsAreSmall);
  await run('nothing is cut off at 320 px or with text twice as large', fitsWhenNarrowAndLarge);
}
