// Views of the year's work: board, sheets, one person at a time, self-assessment, criteria drafts, what-if. See views.mjs.
import { empty, opens } from './hands.mjs';

export function yearViews({ known, staged }) {
  const { next } = staged;
  const { year } = next;
  const own = { id: next.begun.id, name: next.begun.full_name };
  const citizen = ['citizen', { id: next.said.household, name: '' }];
  return [
    { name: 'board', path: '/campaign' },
    { name: 'board of a commune', path: '/campaign', as: ['commune_officer', { id: known.commune.id, name: known.commune.full_name }] },
    { name: 'board of one state', path: '/campaign', does: (page) => page.locator('.states button').nth(1).click() },
    { name: 'board of a new year', path: '/campaign', year },
    { name: 'board on paper', path: '/campaign', as: ['commune_officer', { id: known.commune.id, name: known.commune.full_name }], print: true },
    { name: 'opening a year', path: '/campaign', does: opensYear },
    { name: 'sheet finished', path: `/campaign/hamlets/${known.hamlet.id}` },
    { name: 'sheet begun', path: `/campaign/hamlets/${next.begun.id}`, year },
    { name: 'sheet with what citizens say', path: `/campaign/hamlets/${next.begun.id}`, year, does: folded },
    { name: 'sheet of its own hamlet', path: '/campaign', as: ['hamlet_head', own], year },
    { name: 'sheet copied', path: `/campaign/hamlets/${next.copied.id}`, year },
    { name: 'sheet only read', path: `/campaign/hamlets/${next.begun.id}`, as: 'kiemtra', year },
    { name: 'sheet of nobody', path: '/campaign/hamlets/999999999999' },
    { name: 'paper form', path: `/campaign/hamlets/${next.begun.id}/paper`, year },
    { name: 'paper form on paper', path: `/campaign/hamlets/${next.begun.id}/paper`, year, print: true },
    { name: 'own household of a citizen', path: '/campaign', as: citizen, year },
    { name: 'assessing a household', path: `/assess/household/${next.said.household}`, year },
    { name: 'evidence refused', path: `/assess/household/${next.said.household}`, year, does: wrongFile },
    { name: 'assessing a person', path: `/assess/person/${next.said.id}`, year },
    { name: 'declining a self-assessment', path: `/assess/person/${next.said.id}`, year, does: declines },
    { name: 'assessing nobody', path: '/assess/person/999999999999' },
    { name: 'self-assessment', path: `/self/${next.said.id}`, year, as: citizen },
    { name: 'self-assessment declined', path: `/self/${next.declined.id}`, year },
    { name: 'self-assessment of a child', path: `/self/${next.child.id}`, year },
    { name: 'a unit to score', path: `/units/${staged.unit}`, year, does: (page) => page.locator('main button[aria-expanded]').first().click() },
    { name: 'person in a new year', path: `/persons/${next.said.id}`, year },
    { name: 'household in a new year', path: `/households/${next.said.household}`, year },
  ];
}

async function opensYear(page) {
  await page.locator('main button[aria-expanded]').first().click();
  await page.waitForSelector('main form select option', { state: 'attached' });
}

const folded = (page) => page.locator('main details > summary').first().click();

async function wrongFile(page) {
  await page.locator('input[type=file]').setInputFiles({ name: 'x.svg', mimeType: 'image/png', buffer: Buffer.from('<svg></svg>') });
  await page.waitForSelector('.evidence [role=alert]');
}

async function declines(page) {
  await folded(page);
  await page.locator('main details li button').nth(1).click();
  await page.waitForSelector('dialog[open]');
}

export function criteriaViews({ staged }) {
  const { draft, publishedDraft, scenario } = staged.drafts;
  const moved = async (page) => {
    await page.waitForSelector('input[type=range]');
    await page.locator('input[type=range]').first().focus();
    await page.keyboard.press('PageDown');
    await page.waitForFunction(() => document.querySelector('td.up, td.down'));
  };
  return [
    { name: 'comparing', path: '/criteria/compare' },
    { name: 'comparing one', path: '/criteria/compare/family-2015' },
    { name: 'comparing two', path: '/criteria/compare/family-2015/family-sonla-2025' },
    { name: 'comparing the same', path: '/criteria/compare/family-2015/family-2015' },
    { name: 'drafts', path: '/criteria/drafts' },
    { name: 'a draft without a base', path: '/criteria/drafts', does: (page) => page.locator('main form button.main').click() },
    { name: 'draft with a case that differs', path: `/criteria/drafts/${draft}`, does: (page) => page.waitForSelector('details.bad') },
    { name: 'draft published without a number', path: `/criteria/drafts/${draft}`, does: opens('section[aria-labelledby=publish] button', empty) },
    { name: 'published draft', path: `/criteria/drafts/${publishedDraft}` },
    { name: 'draft of nobody', path: '/criteria/drafts/999999999999' },
    { name: 'what-if', path: '/whatif' },
    { name: 'what-if of a commune', path: '/whatif', as: ['commune_officer', { id: staged.council.id, name: staged.council.name }], does: (page) => page.locator('main input[type=range]').first().waitFor() },
    { name: 'what-if moved', path: '/whatif', does: moved },
    {
      name: 'what-if saved without a name',
      path: '/whatif',
      does: async (page) => {
        await moved(page);
        await opens('section[aria-labelledby=scenarios] button.main', empty)(page);
      },
    },
    { name: 'scenario', path: `/whatif/${scenario}` },
    {
      name: 'scenario by groups of people',
      path: `/whatif/${scenario}`,
      does: async (page) => {
        await page.locator('main details > summary', { has: page.locator('h2') }).click();
        await page.waitForSelector('main details table tbody tr');
      },
    },
    { name: 'scenario of nobody', path: '/whatif/999999999999' },
  ];
}
