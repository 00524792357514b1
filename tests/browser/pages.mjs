// Every page, in both languages, narrow and wide, light and dark: what it must say, and what no page may do.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { accessibilityFaults, go, openPage, openProfile, sideways } from './browser.mjs';
import { numberIn, shareIn } from './known.mjs';

const SETTINGS = [
  { language: 'vi', width: 360, theme: 'light' },
  { language: 'en', width: 360, theme: 'dark' },
  { language: 'vi', width: 1280, theme: 'dark' },
  { language: 'en', width: 1280, theme: 'light' },
];

const SYNTHETIC = { vi: 'Dân số giả lập, địa danh thật', en: 'Synthetic people, real places' };
const ILLUSTRATIVE = { vi: 'Minh họa', en: 'Illustrative' };
const STATES = {
  vi: { achieved: 'Đạt', not_achieved: 'Chưa đạt', incomplete: 'Chấm chưa đủ', not_assessed: 'Chưa đánh giá' },
  en: { achieved: 'Achieved', not_achieved: 'Not achieved', incomplete: 'Scores missing', not_assessed: 'Not assessed' },
};

const text = (page) => page.evaluate(() => document.body.innerText.normalize('NFC'));

function has(whole, part, what) {
  assert.ok(whole.toLowerCase().includes(String(part).toLowerCase()), `${what}: "${part}" is not on the page`);
}

/** The overview shows every figure of the report, formatted by the platform's own data. */
async function overview(page, { known, language }) {
  const whole = await text(page);
  for (const figure of known.report.figures.filter((one) => one.title !== '' && one.denominator)) {
    has(whole, numberIn(language, figure.numerator), figure.code);
    has(whole, shareIn(language, figure.numerator, figure.denominator), figure.code);
    for (const target of figure.targets) has(whole, target.document, `${figure.code}, target of ${target.year}`);
  }
  assert.equal(await page.locator('[data-title]').count(), 5, 'five titles');
  for (const printed of known.report.printed) has(whole, printed.why[language], 'why a printed figure differs');
  has(whole, known.report.cut_off.slice(0, 4), 'cut-off date');
  has(whole, ILLUSTRATIVE[language], 'the mark of illustrative criteria');
  assert.ok((await page.locator('figure svg a').count()) >= known.report.below.length, 'a tile for each commune');
}

/** The household's page shows each condition with actual value, threshold and document, each member, and what is missing. */
async function household(page, { known, language }) {
  const it = known.without;
  const whole = await text(page);
  has(whole, it.household.head, 'head');
  has(whole, STATES[language][it.title.state], 'state');
  for (const condition of it.conditions) {
    has(whole, condition.text[language], condition.code);
    if (condition.actual.kind === 'share' && condition.actual.denominator > 0) {
      has(whole, shareIn(language, condition.actual.numerator, condition.actual.denominator), condition.code);
    }
  }
  for (const member of it.members) has(whole, member.name, 'member');
  for (const missing of it.missing) has(whole, missing[language], 'missing');
  if (it.title.state !== 'achieved') assert.ok(it.missing.length > 0, 'a household without the title misses something');
  has(whole, ILLUSTRATIVE[language], 'the mark of illustrative criteria');
  assert.ok(!(await page.title()).includes(it.household.head), 'no name of a person in the title of the tab');
}

async function criteriaList(page, { known, language }) {
  const whole = await text(page);
  for (const set of known.criteria) has(whole, set.name[language], set.id);
}

async function criteriaSet(page, { known, language }) {
  const set = known.citizenSet;
  const whole = await text(page);
  has(whole, set.name[language], 'name');
  has(whole, set.issuer[language], 'issuer');
  has(whole, set.document.number, 'document');
  for (const indicator of set.indicators) has(whole, indicator.text[language], indicator.code);
  has(whole, set.pass.total_at_least, 'total needed');
}

async function place(page, { known, language }) {
  const whole = await text(page);
  const name = language === 'en' ? known.commune.full_name_en : known.commune.full_name;
  has(whole, name, 'name');
  has(whole, known.commune.code, 'code');
}

async function hamlet(page, { known, language }) {
  const whole = await text(page);
  has(whole, language === 'en' ? known.hamlet.full_name_en : known.hamlet.full_name, 'name');
  assert.ok((await page.locator('main a[href^="/households/"]').count()) > 0, 'the hamlet lists its households');
}

function list(known) {
  return [
    { name: 'overview', path: '/', holds: overview },
    { name: 'household', path: `/households/${known.without.household.id}`, holds: household },
    { name: 'commune', path: `/places/${known.commune.id}`, holds: place },
    { name: 'hamlet', path: `/places/${known.hamlet.id}`, holds: hamlet },
    { name: 'criteria', path: '/criteria', holds: criteriaList },
    { name: 'criteria-set', path: `/criteria/${known.citizenSet.id}`, holds: criteriaSet },
    { name: 'people', path: '/people', holds: async () => {} },
    { name: 'about', path: '/about', holds: async () => {} },
    { name: 'nowhere', path: '/no/such/page', holds: async () => {} },
    { name: 'nobody', path: '/households/999999999999999', holds: async () => {} },
  ];
}

/** What every page is held to, whatever it shows. */
async function sound(page, language) {
  assert.equal(await page.evaluate(() => document.documentElement.lang), language, 'language of the document');
  assert.equal(await page.locator('h1').count(), 1, 'one first heading');
  assert.ok((await page.locator('h1').innerText()).trim() !== '', 'the first heading says something');
  assert.ok((await sideways(page)) <= 0, `the page reaches ${await sideways(page)} pixels beyond the right edge`);
  has(await text(page), SYNTHETIC[language], 'banner');
  const faults = await accessibilityFaults(page);
  assert.ok((await sideways(page)) <= 0, 'the page with everything opened reaches beyond the right edge');
  assert.deepEqual(faults, []);
  assert.deepEqual(page.faults, []);
}

export async function pages(scene) {
  const { url, known, browser, shots, check } = scene;
  for (const setting of SETTINGS) {
    const context = await openProfile(browser, setting);
    const { language, width, theme } = setting;
    for (const { name, path, holds } of list(known)) {
      await check(`${name}, ${language}, ${width} px, ${theme}`, async () => {
        const page = await openPage(context);
        try {
          await go(page, url + path);
          if (shots) await page.screenshot({ path: join(shots, `${name}-${language}-${width}-${theme}.png`), fullPage: true });
          // Folded parts are opened before their texts are looked for.
          await page.evaluate(() => document.querySelectorAll('details').forEach((one) => (one.open = true)));
          await holds(page, { known, language });
          await sound(page, language);
          if (shots) await page.screenshot({ path: join(shots, `${name}-${language}-${width}-${theme}-open.png`), fullPage: true });
        } finally {
          await page.close();
        }
      });
    }
    await context.close();
  }
}
