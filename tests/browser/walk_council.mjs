// From a hamlet's proposal to a decision on paper, and an appeal: proposed in bulk with an exception, decided once, printed,
// counted by the report; then refused, appealed, upheld and decided again.
import assert from 'node:assert/strict';
import { getAs, signIn } from './signed_in.mjs';
import { accessibilityFaults, go, openPage, openProfile, settled, sideways } from './browser.mjs';

const YEAR = 2025;
const get = (address) => getAs(new URL(address).origin, address.slice(new URL(address).origin.length));
/** Who proposes is not who decides, and who refused is not who hears the appeal. */
const ROLES = { hamlet: ['hamlet_head'], commune: ['council_member'], appeals: ['council_member', 2], citizen: ['citizen'] };

/** Hamlets whose people have achieved the title and were not proposed; enough of them for every walk. */
async function hamletsWaiting(url) {
  const { below } = await get(`${url}/api/council?year=${YEAR}`);
  const found = [];
  for (const { place } of below.filter((one) => one.titles.citizen?.waiting)) {
    const commune = await get(`${url}/api/council?year=${YEAR}&place_id=${place.id}`);
    for (const one of commune.below) {
      if ((one.titles.citizen?.waiting ?? 0) >= 12) found.push({ commune: place, hamlet: one.place });
    }
  }
  return found;
}

async function be(page, url, role, place, path) {
  const [name, which = 1] = ROLES[role];
  await signIn(page.context(), url, [name, place, which]);
  await go(page, url + path);
}

async function isWhole(page, what) {
  assert.deepEqual(await accessibilityFaults(page), [], what);
  assert.ok((await sideways(page)) <= 0, `${what}: nothing beyond the right edge`);
}

const told = (page) => page.locator('.told').innerText();
const choices = (page) => page.locator('.choose select');

/** A hamlet's list comes with everybody ticked. */
async function tickOnly(page, rows) {
  await page.locator('.all input').click();
  for (const row of rows) await page.locator('tbody input').nth(row).click();
}

async function recognisedCitizens(url, place) {
  const { counts } = await get(`${url}/api/counts?year=${YEAR}&place_id=${place.id}`);
  return counts.recognised.learning_citizens;
}

/** The hamlet leaves the first of its list out: it proposes all the rest with one button (`bulk`), or the next three. */
async function propose(page, { url, hamlet, bulk }) {
  await be(page, url, 'hamlet', hamlet, '/council');
  await choices(page).nth(0).selectOption('citizen');
  await settled(page);
  const list = await get(`${url}/api/titles?year=${YEAR}&place_id=${hamlet.id}&title=citizen&list=waiting`);
  const out = list.rows[0];
  if (bulk) await page.locator('tbody input').first().click();
  else await tickOnly(page, [1, 2, 3]);
  const proposed = bulk ? list.total - 1 : 3;
  await isWhole(page, 'the list to propose');
  await page.locator('.bar button').first().click();
  await page.waitForSelector('.told');
  assert.ok((await told(page)).includes(String(proposed)), 'it says how many were proposed');
  return { out, proposed };
}

async function fillDecision(page, number) {
  const inputs = page.locator('dialog[open] .field input');
  await inputs.nth(0).fill(number);
  await inputs.nth(1).fill('2025-12-20');
  await inputs.nth(2).fill('Chủ tịch Ủy ban nhân dân (văn bản mẫu)');
}

/** The council looks at why, ticks all of the hamlet and decides; a second click on the button must change nothing. */
async function decide(page, { url, commune, hamlet }, number, proposed) {
  await be(page, url, 'commune', commune, '/council');
  await choices(page).nth(0).selectOption('citizen');
  await choices(page).nth(2).selectOption(String(hamlet.id));
  await settled(page);
  await page.locator('tbody button').first().click();
  await settled(page);
  await page.waitForFunction(() => /✓|✗/.test(document.querySelector('[id$="-why"]')?.textContent ?? ''));
  await isWhole(page, 'the list to decide, with why');
  await page.locator('.all input').click();
  const before = await get(`${url}/api/decisions?year=${YEAR}&place_id=${commune.id}`);
  await page.locator('.bar button').first().click();
  await page.locator('dialog[open] button.main').click();
  assert.equal(await page.locator('dialog[open] .error').count() > 0, true, 'it says what is not filled in');
  await fillDecision(page, number);
  await isWhole(page, 'the decision to record');
  await page.locator('dialog[open] button.main').dblclick();
  await page.waitForSelector('.told a');
  assert.ok((await told(page)).includes(String(proposed)), `it says that ${proposed} were recognised: ${await told(page)}`);
  const after = await get(`${url}/api/decisions?year=${YEAR}&place_id=${commune.id}`);
  assert.equal(after.total, before.total + 1, 'one decision, however often the button was pressed');
  assert.equal(after.decisions.find((one) => one.number === number).titles.citizen.recognised, proposed);
}

/** The paper, with its whole list on it when it is printed. */
async function printed(page, proposed) {
  await page.locator('.told a').click();
  await page.waitForSelector('.paper');
  await settled(page);
  await isWhole(page, 'the decision');
  assert.match(await page.locator('.paper').innerText(), /Căn cứ|Pursuant/);
  await page.locator('button.main').first().click();
  await page.waitForFunction(() => window.printedRows !== undefined);
  assert.equal(await page.evaluate(() => window.printedRows), proposed, 'every row is on the paper');
  const notices = page.locator('main a[href$="/notices"]');
  await notices.click();
  await page.waitForSelector('main select');
  await page.locator('main select').first().selectOption({ index: 1 });
  await page.waitForSelector('.sheet');
  await isWhole(page, 'the notices to the families');
}

/** The one left out is proposed after all, refused with a reason, appeals, is heard, and is recognised. */
async function appeal(page, { url, commune, hamlet }, out, number) {
  await be(page, url, 'hamlet', hamlet, '/council');
  await choices(page).nth(0).selectOption('citizen');
  await settled(page);
  await tickOnly(page, [0]);
  await page.locator('.bar button').first().click();
  await page.waitForSelector('.told');
  await be(page, url, 'commune', commune, '/council');
  await choices(page).nth(0).selectOption('citizen');
  await choices(page).nth(2).selectOption(String(hamlet.id));
  await settled(page);
  await page.locator('tbody input').first().click();
  await page.locator('.bar button').nth(1).click();
  await page.locator('dialog[open] textarea').fill('Chưa đủ minh chứng');
  await isWhole(page, 'the refusal');
  await page.locator('dialog[open] button.main').click();
  await page.waitForSelector('.told');

  await be(page, url, 'citizen', { id: out.household_id, name: '' }, `/households/${out.household_id}`);
  await page.locator('main button', { hasText: /^(Đề nghị xem xét lại|File an appeal)$/ }).click();
  const who = page.locator('dialog[open] select');
  const option = await who.locator('option').filter({ hasText: out.name }).first().getAttribute('value');
  await who.selectOption(option);
  await page.locator('dialog[open] textarea').fill('Gia đình đã bổ sung minh chứng');
  await isWhole(page, 'the appeal');
  await page.locator('dialog[open] button.main').click();
  await page.waitForFunction(() => !document.querySelector('dialog[open]'));

  await be(page, url, 'appeals', commune, '/appeals');
  assert.ok((await page.locator('main').innerText()).includes('Gia đình đã bổ sung minh chứng'));
  await isWhole(page, 'the appeals');
  await page.locator('main li.card', { hasText: out.name }).locator('button').click();
  await page.locator('dialog[open] input[value=upheld]').check();
  await page.locator('dialog[open] textarea').fill('Hội đồng đã xem minh chứng mới');
  await page.locator('dialog[open] .field input').last().fill('Chủ tịch hội đồng');
  await isWhole(page, 'the answer');
  await page.locator('dialog[open] button.main').click();
  await page.waitForFunction(() => !document.querySelector('dialog[open]'));

  await be(page, url, 'commune', commune, '/council');
  await choices(page).nth(0).selectOption('citizen');
  await choices(page).nth(2).selectOption(String(hamlet.id));
  await settled(page);
  await page.locator('.all input').click();
  await page.locator('.bar button').first().click();
  await fillDecision(page, number);
  await page.keyboard.press('Enter');
  await page.waitForSelector('.told a');
  const { years } = await get(`${url}/api/people/${out.id}/titles`);
  assert.deepEqual(
    years[0].events.map((one) => one.event),
    ['proposed', 'refused', 'proposed', 'recognised'],
  );
  assert.equal(years[0].appeals[0].answer.outcome, 'upheld');
}

/** A published number was wrong: a new decision says so, and the old one stays, marked. */
async function correct(page, { url, commune }, number) {
  const { decisions } = await get(`${url}/api/decisions?year=${YEAR}&place_id=${commune.id}`);
  const wrong = decisions.find((one) => one.number === number);
  await be(page, url, 'commune', commune, `/decisions/${wrong.id}`);
  // By its words: a long list has buttons of its own below.
  await page.getByRole('button', { name: /^(Đính chính quyết định này|Correct this decision)$/ }).click();
  const inputs = page.locator('dialog[open] .field input');
  await inputs.nth(0).fill(`${number}-đúng`);
  await inputs.nth(1).fill('In nhầm số');
  await inputs.nth(2).fill(`ĐC-${number}`);
  await inputs.nth(4).fill('Chủ tịch Ủy ban nhân dân (văn bản mẫu)');
  await isWhole(page, 'the correction');
  await page.locator('dialog[open] button.main').click();
  await page.waitForURL((to) => to.pathname !== `/decisions/${wrong.id}`);
  await page.waitForSelector('.paper');
  await settled(page);
  assert.ok((await page.locator('.paper').innerText()).includes(`${number}-đúng`));
  await isWhole(page, 'the correcting decision');
  await go(page, `${url}/decisions/${wrong.id}`);
  assert.ok((await page.locator('main').innerText()).includes(`ĐC-${number}`), 'the old decision names its correction');
}

export async function walk(scene) {
  const { url, browser, check } = scene;
  const places = await hamletsWaiting(url);
  let next = 0;
  for (const width of [360, 1280]) {
    for (const language of ['vi', 'en']) {
      const where = `${width} px, ${language}`;
      const number = `${900 + next}/QĐ-UBND`;
      const at = { url, ...places[next % places.length], bulk: next + places.length > 3 };
      next += 1;
      await check(`propose, decide once, print, appeal, correct (${where})`, async () => {
        assert.ok(places.length > 0, 'some hamlet waits to propose');
        const context = await openProfile(browser, { width, language });
        await context.addInitScript(() => {
          window.print = () => (window.printedRows = document.querySelectorAll('.annex tbody tr:not(.group)').length);
        });
        try {
          const page = await openPage(context);
          await go(page, `${url}/about`);
          const before = await recognisedCitizens(url, at.commune);
          const { out, proposed } = await propose(page, at);
          await decide(page, at, number, proposed);
          assert.equal(await recognisedCitizens(url, at.commune), before + proposed, 'the counts of the report follow');
          await printed(page, proposed);
          await appeal(page, at, out, `${number}-2`);
          await correct(page, at, number);
          assert.deepEqual(page.faults, []);
        } finally {
          await context.close();
        }
      });
    }
  }
}
