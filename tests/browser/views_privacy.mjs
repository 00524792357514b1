// Views of what people ask of their data, of breaches and of how long things are kept. See views.mjs.
import { empty, opens } from './hands.mjs';

/** The page once more, with the answer at `path` as `change` leaves it. */
const answered = (path, change) => async (page) => {
  await page.route(new RegExp(`${path}(\\?|$)`), async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ json: change(await answer.json()) });
  });
  await page.reload();
  await page.waitForSelector('h1');
};

const refused = (page) => page.waitForSelector('dialog[open] [role=alert]');
/** Answered as done before it is. */
const tooSoon = opens('[data-act=answer]', async (page) => {
  await page.locator('dialog[open] input:not([type=date])').fill('Văn phòng Hội Khuyến học xã');
  await page.locator('dialog[open] button.main').click();
  await refused(page);
});
const incomplete = async (page) => {
  await page.locator('main form button.main').click();
  await page.waitForSelector('main form .error');
};
/** What is asked, by whom: more is to be said of some, and the clock is shown. */
const asks = (kind, asker) => async (page) => {
  await page.locator('main form select').nth(0).selectOption(kind);
  await page.locator(`main form select:has(option[value=${asker}])`).selectOption(asker);
  await page.waitForSelector('main form .notice');
};
const shows = (which) => async (page) => {
  await page.locator('main select').selectOption(which);
  await page.waitForSelector('main li.card');
};

function requests({ known, staged }) {
  const { asked, person, household } = staged.privacy;
  const elsewhere = ['commune_officer', staged.elsewhere];
  const citizen = ['citizen', { id: household }];
  const one = (name, id, more = {}) => ({ name: `a request, ${name}`, path: `/privacy/requests/${id}`, ...more });
  return [
    { name: 'what is kept of people', path: '/privacy/notice', as: 'nobody' },
    { name: 'what is kept of people, on paper', path: '/privacy/notice', as: ['citizen', { id: household }], print: true },
    { name: 'requests about data', path: '/privacy' },
    { name: 'requests that are answered', path: '/privacy', does: shows('answered') },
    { name: 'requests of a commune', path: '/privacy', as: ['commune_officer', known.commune] },
    { name: 'no requests about data', path: '/privacy', as: elsewhere },
    { name: 'requests as an auditor sees them', path: '/privacy', as: 'kiemtra' },
    { name: 'requests as an administrator sees them', path: '/privacy', as: 'quantri' },
    { name: 'requests forbidden', path: '/privacy', as: 'giaovien' },
    { name: 'requests signed out', path: '/privacy', as: 'nobody' },
    { name: 'receiving a request', path: '/privacy/receive' },
    { name: 'receiving a request, nothing filled in', path: '/privacy/receive', does: incomplete },
    { name: 'receiving a request of a person', path: `/privacy/receive/${person}` },
    { name: 'receiving a request of a guardian', path: `/privacy/receive/${person}`, does: asks('object', 'guardian') },
    { name: 'receiving a request with an authority', path: `/privacy/receive/${person}`, does: asks('delete', 'authorised') },
    { name: 'asking for oneself', path: `/privacy/receive/${person}`, as: citizen },
    { name: 'receiving forbidden', path: '/privacy/receive', as: 'hoidong' },
    one('received', asked.received),
    one('received, being acknowledged', asked.received, { does: opens('[data-act=acknowledge]', empty) }),
    one('late', asked.late),
    one('acknowledged', asked.acknowledged),
    one('acknowledged, being extended', asked.acknowledged, { does: opens('[data-act=extend]', empty) }),
    one('acknowledged, being answered', asked.acknowledged, { does: opens('[data-act=answer]', empty) }),
    one('extended', asked.extended),
    one('not done yet', asked.undone),
    one('answered too soon', asked.undone, { does: tooSoon }),
    one('restricting', asked.undone, { does: opens('[data-act=restrict]', empty) }),
    one('erasing', asked.unerased, { does: opens('[data-act=erase]') }),
    one('answered', asked.answered),
    one('refused', asked.refused),
    one('erased', asked.erased),
    one('as the citizen sees it', asked.acknowledged, { as: citizen }),
    one('as an auditor sees it', asked.acknowledged, { as: 'kiemtra' }),
    one('of another commune', asked.received, { as: elsewhere }),
    one('of nobody', 999999999999),
    one('without a number', 'x'),
  ];
}

function papers({ staged }) {
  const { asked, person, household } = staged.privacy;
  const letter = (id) => `/privacy/requests/${id}/letter`;
  return [
    { name: 'letter that it has come', path: letter(asked.received) },
    { name: 'letter that it takes longer', path: letter(asked.extended) },
    { name: 'letter of an answer', path: letter(asked.answered) },
    { name: 'letter of a refusal', path: letter(asked.refused) },
    { name: 'letter to who was erased', path: letter(asked.erased) },
    { name: 'letter on paper', path: letter(asked.refused), print: true },
    { name: 'letter of nobody', path: letter(999999999999) },
    { name: 'whole record', path: `/privacy/persons/${person}` },
    { name: 'whole record without a reason', path: `/privacy/persons/${person}`, does: incomplete },
    { name: 'whole record on paper', path: `/privacy/persons/${person}`, print: true },
    { name: 'whole record of oneself', path: `/privacy/persons/${person}`, as: ['citizen', { id: household }] },
    { name: 'whole record in another commune', path: `/privacy/persons/${person}`, as: ['commune_officer', staged.elsewhere] },
    { name: 'whole record of nobody', path: '/privacy/persons/999999999999' },
  ];
}

function register({ staged }) {
  const { running, over, closed } = staged.privacy.breaches;
  const ran = (plan) => ({ ...plan, runs: plan.rules.map((rule, i) => ({ code: rule.code, removed: 12 * i, on: '2026-01-05', command: 40 })) });
  return [
    { name: 'breaches', path: '/privacy/breaches' },
    { name: 'no breaches', path: '/privacy/breaches', does: answered('/api/breaches', () => ({ breaches: [] })) },
    { name: 'opening a breach', path: '/privacy/breaches', does: opens('[data-act=open-breach]', empty) },
    { name: 'breaches as an auditor sees them', path: '/privacy/breaches', as: 'kiemtra' },
    { name: 'a breach as an auditor sees it', path: `/privacy/breaches/${running}`, as: 'kiemtra' },
    { name: 'breaches forbidden', path: '/privacy/breaches', as: 'canbo.xa' },
    { name: 'a breach whose hours run', path: `/privacy/breaches/${running}` },
    { name: 'a breach whose hours are over', path: `/privacy/breaches/${over}` },
    { name: 'a breach that is closed', path: `/privacy/breaches/${closed}` },
    { name: 'a step of a breach, nothing filled in', path: `/privacy/breaches/${running}`, does: incomplete },
    { name: 'a breach on paper', path: `/privacy/breaches/${closed}`, print: true },
    { name: 'breach of nobody', path: '/privacy/breaches/999999999999' },
    { name: 'storage times', path: '/privacy/retention' },
    { name: 'storage times, removed before', path: '/privacy/retention', does: answered('/api/privacy/retention', ran) },
    { name: 'removing what is over its time', path: '/privacy/retention', does: opens('[data-act=retention]') },
    { name: 'storage times as an auditor sees them', path: '/privacy/retention', as: 'kiemtra' },
    { name: 'storage times forbidden', path: '/privacy/retention', as: 'chihoi' },
  ];
}

export const privacyViews = (scene) => [...requests(scene), ...papers(scene), ...register(scene)];
