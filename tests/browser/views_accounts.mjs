// Views of signing in, of one's own account, of the accounts a keeper looks after; and each main page for somebody signed out. See views.mjs.
import { opens } from './hands.mjs';

const NOBODY = 'nobody';

async function tries(page, login, password) {
  await page.locator('input[name=username]').fill(login);
  await page.locator('input[autocomplete=current-password]').fill(password);
  await page.locator('main form button.main').click();
}
const wrong = async (page) => {
  await tries(page, 'khong.co.ai', 'mat khau sai roi');
  await page.waitForSelector('main form [role=alert]');
};
/** What the program says to somebody who guesses for long, without guessing for long. */
const often = async (page) => {
  const message = 'Đã thử quá nhiều lần. Hãy thử lại sau 60 giây.';
  await page.route('**/api/sign-in?**', (route) => route.fulfill({ status: 429, headers: { 'retry-after': '60' }, json: { refused: { code: 'accounts.too_often', message } } }));
  await wrong(page);
};
const second = async (page) => {
  await page.route('**/api/sign-in?**', (route) => route.fulfill({ status: 401, json: { refused: { code: 'accounts.code_needed', message: 'x' } } }));
  await tries(page, 'thuky', 'mat khau dung');
  await page.waitForSelector('input[autocomplete=one-time-code]');
};
const EVENTS = ['new_device', 'wrong', 'password_changed', 'password_by_code', 'code_given', 'totp_on', 'totp_off', 'totp_again', 'recovery_used', 'external_tied', 'external_untied', 'passkey_added', 'passkey_dropped', 'passkey_copied'];
/** One of each kind: most take days, or somebody else, to come about. */
const answered = (page) =>
  page.route('**/api/account/events**', (route) =>
    route.fulfill({ json: { events: EVENTS.map((kind, i) => ({ event_id: 50 - i, at: 1763900000000 - i * 7_300_000, kind, times: 4, device: i % 2 ? '' : 'Chrome, Android', here: i === 2, untold: i < 3 })) } }),
  );
/** As at an address with a name, which those of the checks have none of. */
const withPasskeys = async (page, then) => {
  await page.route('**/api/me', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), passkeys: true } });
  });
  await page.reload();
  await page.waitForSelector(then);
};
const noneChosen = async (page) => {
  await page.route('**/api/passkeys/ask**', (route) => route.fulfill({ json: { challenge: 'AAAA', host: 'localhost' } }));
  await withPasskeys(page, 'main form ~ form');
  await page.getByRole('button', { name: /khóa truy cập|passkey/i }).click();
  await page.waitForSelector('main form [role=alert]');
};
const ownPasskeys = async (page) => {
  const passkeys = [{ passkey_id: 1, device: 'Chrome, Android', made: 1763900000000, used: 1763980000000 }, { passkey_id: 2, device: 'Edge, Windows', made: 1763950000000, used: null }];
  await page.route('**/api/passkeys?**', (route) => route.fulfill({ json: { passkeys } }));
  await withPasskeys(page, 'main li button');
  await page.locator('main form button.main').click();
};
const happened = async (page) => {
  await answered(page);
  await page.reload();
  await page.waitForSelector('main h2 + ul li');
};
const news = async (page) => {
  await answered(page);
  await page.route('**/api/me', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), untold: true } });
  });
  await page.reload();
  await page.waitForSelector('header .notice li');
};
/** What is said of a new password while it is typed. */
const meter = (password) => async (page) => {
  await page.locator('input[autocomplete=new-password]').first().fill(password);
  await page.waitForSelector('main meter');
};
/** Another service to sign in at is set up: the demo of these tests has none. */
const NAME = 'Tài khoản công vụ Sơn La';
const elsewhere = (then) => async (page) => {
  await page.route('**/api/me', async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ json: { ...(await answer.json()), oidc: true, oidc_name: NAME } });
  });
  await page.reload();
  await page.waitForSelector('main h1');
  await then?.(page);
};
const tiedTo = (tied) => async (page) => {
  await page.route('**/api/oidc?**', (route) => route.fulfill({ json: { name: NAME, tied } }));
  await page.reload();
  await page.waitForSelector('main form');
};
const comesBack = (status, json, selector) => async (page) => {
  await page.route('**/api/oidc/finish?**', (route) => route.fulfill({ status, json }));
  await page.goto(new URL('/sign-in/back?state=x&code=y', page.url()).href);
  await page.waitForSelector(selector);
};
const refusedBack = { refused: { code: 'accounts.not_tied', message: 'Danh tính ở nơi đăng nhập kia chưa gắn với tài khoản nào ở đây.' } };
const withCode = (page) => page.locator('main div > p > button').last().click();

/** Who is here, with something that must be done first: the demo's own accounts need neither. */
const must = (what, then) => async (page) => {
  await page.route('**/api/me', async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ json: { ...(await answer.json()), must: what } });
  });
  await page.reload();
  await page.waitForSelector('main form');
  await then?.(page);
};
const begins = async (page) => {
  await page.route('**/api/totp/begin?**', (route) => route.fulfill({ json: { secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', uri: 'otpauth://totp/Khuyenhoc:thuky' } }));
  await page.locator('main form button.main').click();
  await page.waitForSelector('code.secret');
};
const recovers = async (page) => {
  await begins(page);
  await page.route('**/api/totp/confirm?**', (route) => route.fulfill({ json: { recovery: Array.from({ length: 10 }, (_, i) => `k7mw-2pxr-9${i}`) } }));
  await page.locator('main form input').fill('123456');
  await page.locator('main form button.main').click();
  await page.waitForSelector('.codes');
};
const missing = async (page) => {
  await page.locator('main form button.main').click();
  await page.waitForSelector('main .error');
};
const menu = async (page) => {
  await page.locator('.who button').click();
  await page.waitForSelector('dialog[open] select');
};
/** The session ends while a page is open: it is asked for again over the page. */
const ended = async (page) => {
  await page.context().clearCookies();
  await page.locator('#people-name').fill('lo thi');
  await page.keyboard.press('Enter');
  await page.waitForSelector('dialog[open] input[name=username]');
};

/** What stands open to everybody, and what asks to sign in, each as a visitor sees it. */
function signedOut({ known }) {
  const open = ['/', '/report', '/criteria', '/guides', '/about', `/places/${known.commune.id}`];
  const closed = ['/people', '/campaign', '/council', '/decisions', '/appeals', '/whatif', '/import', '/accounts', `/households/${known.without.household.id}`];
  return [...open, ...closed].map((path) => ({ name: `signed out at ${path}`, path, as: NOBODY }));
}

/** An auditor looks somebody up: the first who is found. */
async function looked(page) {
  await page.locator('main input').first().fill('lo van');
  await page.locator('[role=option]').first().click();
  await page.waitForSelector('main table, main .empty');
}

export function accountViews(scene) {
  const { account } = scene.staged;
  const slip = (page) => page.locator('section[aria-labelledby=code] button.main').click().then(() => page.waitForSelector('.slip'));
  return [
    ...signedOut(scene),
    { name: 'signing in', path: '/sign-in', as: NOBODY },
    { name: 'signing in, nothing filled in', path: '/sign-in', as: NOBODY, does: missing },
    { name: 'signing in, wrong password', path: '/sign-in', as: NOBODY, does: wrong },
    { name: 'signing in, too often', path: '/sign-in', as: NOBODY, does: often },
    { name: 'signing in, second step', path: '/sign-in', as: NOBODY, does: second },
    { name: 'signing in, another service', path: '/sign-in', as: NOBODY, does: elsewhere((page) => page.waitForSelector('main form + form, main form ~ form')) },
    { name: 'signing in, without a passkey in this device', path: '/sign-in', as: NOBODY, does: noneChosen },
    { name: 'back from another service, a second time', path: '/sign-in/back', as: NOBODY },
    { name: 'back from another service, not tied', path: '/sign-in/back', as: NOBODY, does: comesBack(401, refusedBack, 'main [role=alert]') },
    { name: 'back from another service, second step', path: '/sign-in/back', as: NOBODY, does: comesBack(401, { refused: { code: 'accounts.code_needed', message: 'x' } }, 'main form input') },
    { name: 'another service, not tied yet', path: '/account/elsewhere', does: tiedTo(null) },
    { name: 'another service, tied', path: '/account/elsewhere', does: tiedTo(1_760_000_000_000) },
    { name: 'another service in the own account', path: '/about', does: elsewhere((page) => menu(page)) },
    { name: 'a one-time code', path: '/sign-in', as: NOBODY, does: withCode },
    { name: 'a one-time code from a link', path: '/sign-in#104882331907554210678003', as: NOBODY },
    { name: 'signing in when signed in', path: '/sign-in' },
    { name: 'the session has ended', path: '/people', does: ended, over: true },
    { name: 'a password must be set', path: '/people', does: must('password'), as: 'thuky' },
    { name: 'a second step must be set up', path: '/account/must', does: must('totp'), as: 'thuky' },
    { name: 'the second step begun', path: '/account/second-step', does: begins },
    { name: 'recovery codes', path: '/account/second-step', does: recovers },
    { name: 'recovery codes on paper', path: '/account/second-step', does: recovers, print: true },
    { name: 'second step', path: '/account/second-step' },
    { name: 'own password', path: '/account/password', does: missing },
    { name: 'own password, easy to guess', path: '/account/password', does: meter('Mật khẩu 2025') },
    { name: 'own password, it will do', path: '/account/password', does: meter('bovangleonui') },
    { name: 'own password, hard to guess', path: '/account/password', does: meter('nương ngô xanh bên suối') },
    { name: 'own passkeys', path: '/account/passkeys', does: ownPasskeys },
    { name: 'no passkeys', path: '/account/passkeys' },
    { name: 'own devices', path: '/account/devices' },
    { name: 'what happened to the account', path: '/account/devices', does: happened },
    { name: 'what happened to the account, on any page', path: '/', does: news },
    { name: 'own account', path: '/about', does: menu },
    { name: 'the year of a visitor', path: '/about', does: menu, as: NOBODY },
    { name: 'accounts', path: '/accounts', as: 'quantri' },
    { name: 'accounts of a commune', path: '/accounts', as: 'canbo.xa' },
    { name: 'no accounts', path: '/accounts', as: 'quantri', does: (page) => page.locator('main input[type=search]').fill('không có ai').then(() => page.keyboard.press('Enter')) },
    { name: 'accounts forbidden', path: '/accounts', as: 'chihoi' },
    { name: 'adding an account', path: '/accounts', as: 'quantri', does: opens('main p > button.main', (page) => page.locator('dialog[open] button.main').click()) },
    { name: 'an account', path: `/accounts/${account}`, as: 'quantri' },
    { name: 'giving a role', path: `/accounts/${account}`, as: 'quantri', does: opens('[data-act=grant]') },
    { name: 'ending a role', path: `/accounts/${account}`, as: 'quantri', does: opens('main li.card button') },
    { name: 'closing an account', path: `/accounts/${account}`, as: 'quantri', does: opens('[data-act=close]') },
    { name: 'a slip with a code', path: `/accounts/${account}`, as: 'quantri', does: slip },
    { name: 'a slip on paper', path: `/accounts/${account}`, as: 'quantri', does: slip, print: true },
    { name: 'account of nobody', path: '/accounts/999999999999', as: 'quantri' },
    { name: 'another commune of an officer', path: `/households/${scene.known.without.household.id}`, as: ['commune_officer', scene.staged.elsewhere] },
    { name: 'who has looked', path: '/readings', as: 'kiemtra', does: looked },
    { name: 'who has looked at the own household', path: '/readings', as: 'congdan' },
    { name: 'emergencies', path: '/emergencies', as: 'canbo.xa', does: (page) => page.locator('main form button.main').click() },
    { name: 'emergencies of a hamlet head', path: '/emergencies', as: 'chihoi' },
    { name: 'emergencies watched', path: '/emergencies', as: 'kiemtra' },
    { name: 'home of an administrator', path: '/', as: 'quantri' },
    { name: 'home of an auditor', path: '/', as: 'kiemtra' },
    { name: 'home of a council member', path: '/', as: 'hoidong' },
    { name: 'home of a unit officer', path: '/', as: 'donvi' },
    { name: 'council forbidden', path: '/council', as: 'giaovien' },
  ];
}
