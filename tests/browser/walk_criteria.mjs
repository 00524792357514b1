// Criteria on the pages: a draft edited, refused by its own test case, mended and published; two sets compared; and what a moved
// threshold would do, on the screen within a tenth of a second.
import assert from 'node:assert/strict';
import { signIn } from './signed_in.mjs';
import { accessibilityFaults, go, openPage, openProfile, settled, sideways } from './browser.mjs';

const SLIDER_MS = 100;

const WORDS = {
  vi: {
    begin: 'Bắt đầu soạn', addCase: 'Thêm trường hợp', publish: 'Ban hành bộ tiêu chí', confirm: 'Ban hành', fails: /1 trong 2 trường hợp thử/,
    passed: '2 trên 2 trường hợp ra đúng.', done: /Đã ban hành/, save: 'Lưu dự thảo', allSaved: 'Đã lưu hết', saveScenario: 'Lưu phương án', same: /không có gì khác/, total: 'Tổng điểm cần đạt',
    allSame: 'Mọi chỉ số cùng điểm', found: /^1 trên/, fair: 'Ai được thêm, ai mất đi', reset: 'Trả tất cả về như hôm nay',
  },
  en: {
    begin: 'Begin the draft', addCase: 'Add a case', publish: 'Publish the criteria set', confirm: 'Publish', fails: /1 of 2 test cases/,
    passed: '2 of 2 cases come out.', done: /was published/, save: 'Save the draft', allSaved: 'All saved', saveScenario: 'Save the scenario', same: /nothing differs/, total: 'Total needed',
    allSame: 'The same score everywhere', found: /^1 of/, fair: 'Who gains and who loses', reset: 'Put everything back to today',
  },
};

const clean = async (page) => {
  assert.deepEqual(await accessibilityFaults(page), []);
  assert.ok((await sideways(page)) <= 0, 'something lies beyond the right edge');
};

async function openSummary(page, text) {
  const summary = page.locator('summary', { hasText: text }).first();
  if (!(await summary.evaluate((one) => one.parentElement.open))) await summary.click();
}

/** A case of a citizen: the same score everywhere, and what must come out. */
async function addCase(page, t, name, score, expected) {
  await page.getByRole('button', { name: t.addCase }).click();
  const one = page.locator('section[aria-labelledby=cases] details').last();
  await one.locator('input').first().fill(name);
  await one.locator('select').first().selectOption(expected);
  await one.getByLabel(t.allSame).fill(String(score));
  await one.getByLabel(t.allSame).press('Tab');
}

async function draftIsPublished(page, { url }, t, code) {
  await go(page, `${url}/criteria/drafts`);
  await clean(page);
  await page.locator('main select').selectOption('citizen-2022');
  await page.getByRole('button', { name: t.begin }).click();
  await page.waitForURL(/\/criteria\/drafts\/\d+$/);
  await page.waitForSelector('#tried');
  await settled(page);
  const address = page.url();
  // Its own cases say 75 is enough; the set still asks 80.
  await addCase(page, t, 'bảy điểm rưỡi là đủ', 8, 'achieved');
  await addCase(page, t, 'bảy điểm là thiếu', 7, 'achieved');
  await page.waitForSelector('section[aria-labelledby=cases] details.bad');
  await clean(page);
  await page.getByRole('button', { name: t.publish }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: t.confirm }).click();
  assert.equal(await dialog.locator('.error').count(), 2, 'a number and a date are asked for');
  await dialog.locator('input').first().fill(`${code}/QĐ-HKH`);
  await dialog.locator('input[type=date]').fill('2026-01-15');
  await dialog.getByRole('button', { name: t.confirm }).click();
  await dialog.getByRole('alert').waitFor();
  assert.match(await dialog.getByRole('alert').innerText(), t.fails);
  await clean(page);
  await page.keyboard.press('Escape');
  // Mended: the total of each group is what the cases say. What would become of the real population is shown at once.
  const before = await page.locator('#tried ~ table tbody tr').first().innerText();
  for (const input of await page.locator('form[aria-label] > .field input[type=number]').all()) {
    if (Number(await input.inputValue()) === 80) await input.fill('70');
  }
  await page.getByText(t.passed).waitFor();
  await page.waitForFunction((old) => document.querySelector('#tried ~ table tbody tr').innerText !== old, before);
  await page.getByRole('button', { name: t.save }).click();
  await page.getByRole('button', { name: t.allSaved }).waitFor();
  await page.reload();
  await page.getByText(t.passed).waitFor();
  await page.getByRole('button', { name: t.publish }).click();
  await dialog.locator('input').first().fill(`${code}/QĐ-HKH`);
  await dialog.locator('input[type=date]').fill('2026-01-15');
  await dialog.getByRole('button', { name: t.confirm }).click();
  await page.locator('.notice a[href^="/criteria/citizen-2022-"]').waitFor();
  assert.equal(page.url(), address);
  await clean(page);
  await page.locator('.notice a').click();
  await page.waitForURL(/\/criteria\/citizen-2022-\d+$/);
  await page.waitForSelector('.facts');
  await settled(page);
  assert.match(await page.locator('main').innerText(), new RegExp(`${code}/QĐ-HKH`));
  await clean(page);
}

async function setsAreComparedAndNarrowed(page, { url }, t) {
  await go(page, `${url}/criteria`);
  await page.locator('input[type=search]').fill('448/qd');
  await page.waitForFunction((wanted) => new RegExp(wanted).test(document.querySelector('main p[role=status]').innerText), t.found.source);
  await clean(page);
  await go(page, `${url}/criteria/compare`);
  await page.locator('#compare-one').selectOption('family-2015');
  await page.waitForURL(/compare\/family-2015$/);
  await page.locator('#compare-other').selectOption('family-sonla-2025');
  await page.waitForURL(/compare\/family-2015\/family-sonla-2025$/);
  await page.waitForSelector('main table th.added');
  assert.ok((await page.locator('main table th.removed').count()) >= 4, 'what the older set had is taken out');
  await clean(page);
  await go(page, `${url}/criteria/compare/family-2015/family-2015`);
  assert.match(await page.locator('main').innerText(), t.same);
}

async function sliderMoves(page, { url, sliderMs = SLIDER_MS }, t) {
  await go(page, `${url}/whatif`);
  await page.waitForSelector('#lever-total-, input[type=range]');
  await settled(page);
  await clean(page);
  const cell = page.locator('[data-then=citizen] strong');
  const today = await cell.innerText();
  const slider = page.locator('input[type=range]').first();
  await slider.focus();
  // Of one key press to the next the answer is waited for, so that each is measured from the hand to the screen.
  for (let i = 1; i <= 30; i += 1) {
    await page.keyboard.press(i <= 15 ? 'ArrowLeft' : 'ArrowRight');
    await page.waitForFunction((n) => performance.getEntriesByName('whatif').length >= n, i);
  }
  const times = await page.evaluate(() => performance.getEntriesByName('whatif').map((one) => one.duration).sort((a, b) => a - b));
  const at = (share) => times[Math.min(times.length - 1, Math.floor(share * times.length))];
  console.log(`        slider to paint: median ${at(0.5).toFixed(0)} ms, 95 % ${at(0.95).toFixed(0)} ms, worst ${at(1).toFixed(0)} ms`);
  // Held to only where nothing else runs.
  if (process.env.KHUYENHOC_TIMED) assert.ok(at(0.95) <= sliderMs, `nearly all moves within ${sliderMs} ms, not ${at(0.95)}`);
  assert.equal(await cell.innerText(), today, 'back where it was');
  await page.keyboard.press('PageDown');
  await page.waitForFunction((old) => document.querySelector('[data-then=citizen] strong').innerText !== old, today);
  await page.waitForFunction(() => performance.getEntriesByName('whatif').length === 31);
  // Pulled to and fro without waiting: what stands at the end is what the slider says.
  await slider.evaluate((input) => {
    for (const value of [95, 60, 90, 40, 70]) {
      input.value = String(value);
      input.dispatchEvent(new Event('input', { bubbles: true }));
    }
  });
  // One question on its way, and of those that waited only the newest.
  const answered = (n) => page.waitForFunction((wanted) => performance.getEntriesByName('whatif').length >= wanted, n);
  await answered(33);
  const fast = await cell.innerText();
  await page.locator('input[type=number]').first().fill('71');
  await page.keyboard.press('Tab');
  await page.waitForFunction((old) => document.querySelector('[data-then=citizen] strong').innerText !== old, fast);
  await page.locator('input[type=number]').first().fill('70');
  await page.keyboard.press('Tab');
  await page.waitForFunction((wanted) => document.querySelector('[data-then=citizen] strong').innerText === wanted, fast);
  await openSummary(page, t.fair);
  await page.waitForSelector('details table tbody tr');
  await clean(page);
  await page.locator('#whatif-title').selectOption('family');
  await page.locator('details', { has: page.locator('input[role=switch]') }).locator('summary').first().click();
  await page.locator('input[role=switch]').first().click();
  await settled(page);
  await clean(page);
  await page.locator('section[aria-labelledby=scenarios] button').click();
  await page.getByRole('dialog').locator('input').fill('Tổng điểm 70');
  await clean(page);
  await page.getByRole('dialog').getByRole('button', { name: t.saveScenario }).click();
  await page.waitForURL(/\/whatif\/\d+$/);
  const address = page.url();
  await page.waitForFunction((wanted) => document.querySelector('[data-then=citizen] strong')?.innerText === wanted, fast);
  await page.goto(address);
  await page.waitForFunction((wanted) => document.querySelector('[data-then=citizen] strong')?.innerText === wanted, fast);
  await clean(page);
  await page.getByRole('button', { name: t.reset }).click();
  await page.waitForFunction((wanted) => document.querySelector('[data-then=citizen] strong').innerText === wanted, today);
}

async function smallestIsSaid(page, { url, known }) {
  await go(page, `${url}/households/${known.without.household.id}`);
  if (known.without.smallest) await page.waitForSelector('.smallest');
  await clean(page);
}

export async function walk(scene) {
  const { browser, check } = scene;
  let number = 0;
  for (const language of ['vi', 'en']) {
    for (const width of [360, 1280]) {
      number += 1;
      const code = String(number);
      const run = (name, act) =>
        check(`${name} (${language}, ${width} px)`, async () => {
          const context = await openProfile(browser, { language, width });
          await signIn(context, scene.url);
          try {
            const page = await openPage(context);
            await act(page, scene, WORDS[language], code);
            assert.deepEqual(page.faults, []);
          } finally {
            await context.close();
          }
        });
      await run('a draft is refused by its own case, mended and published', draftIsPublished);
      await run('criteria sets are narrowed and compared', setsAreComparedAndNarrowed);
      await run('a moved slider is on the screen at once', sliderMoves);
      await run('a household says the smallest change that gives its title', smallestIsSaid);
    }
  }
}
