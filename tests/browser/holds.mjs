// What a page must say, told by what the program itself answered.
import assert from 'node:assert/strict';
import { numberIn, shareIn } from './known.mjs';

const ILLUSTRATIVE = { vi: 'Minh họa', en: 'Illustrative' };
const STATES = {
  vi: { achieved: 'Đạt', not_achieved: 'Chưa đạt', incomplete: 'Chấm chưa đủ', not_assessed: 'Chưa đánh giá' },
  en: { achieved: 'Achieved', not_achieved: 'Not achieved', incomplete: 'Scores missing', not_assessed: 'Not assessed' },
};

export const textOf = (page) => page.evaluate(() => document.body.innerText.normalize('NFC'));

export function has(whole, part, what) {
  assert.ok(whole.toLowerCase().includes(String(part).toLowerCase()), `${what}: "${part}" is not on the page`);
}

/** The overview shows every figure of the report, formatted by the platform's own data. */
export async function overview(page, { known, language }) {
  const whole = await textOf(page);
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

/** Nobody is asked to score one who did not live to the end of the year. */
export async function dead(page) {
  assert.equal(await page.locator('main a[href^="/assess/"], main a[href^="/self/"]').count(), 0, 'a person who died can be scored');
}

/** The household's page shows each condition with actual value, threshold and document, each member, and what is missing. */
export async function household(page, { known, language }) {
  const it = known.without;
  const whole = await textOf(page);
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

export async function criteriaList(page, { known, language }) {
  const whole = await textOf(page);
  for (const set of known.criteria) has(whole, set.name[language], set.id);
}

export async function criteriaSet(page, { known, language }) {
  const set = known.citizenSet;
  const whole = await textOf(page);
  has(whole, set.name[language], 'name');
  has(whole, set.issuer[language], 'issuer');
  has(whole, set.document.number, 'document');
  for (const indicator of set.indicators) has(whole, indicator.text[language], indicator.code);
  has(whole, set.pass.total_at_least, 'total needed');
}

export async function commune(page, { known, language }) {
  const whole = await textOf(page);
  const name = language === 'en' ? known.commune.full_name_en : known.commune.full_name;
  has(whole, name, 'name');
  has(whole, known.commune.code, 'code');
}

export async function hamlet(page, { known, language }) {
  const whole = await textOf(page);
  has(whole, language === 'en' ? known.hamlet.full_name_en : known.hamlet.full_name, 'name');
  assert.ok((await page.locator('main a[href^="/households/"]').count()) > 0, 'the hamlet lists its households');
}

