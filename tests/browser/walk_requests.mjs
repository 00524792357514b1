// Every kind of request about personal data, from receipt to the printed letter, as an officer of the province does it; its days
// across Tet; consents with the photo of a child; a breach with its clock; the storage times.
import assert from 'node:assert/strict';
import { accessibilityFaults, go, openPage, openProfile, settled, sideways } from './browser.mjs';

const KINDS = ['see', 'correct', 'provide', 'restrict', 'withdraw', 'object', 'delete'];
// Received on 10 February 2026, the Tuesday before Tet (16 to 20 February off): acknowledged and answered by these days.
const BY_TET = {
  see: ['12/02/2026', '23/02/2026'], correct: ['12/02/2026', '23/02/2026'], provide: ['12/02/2026', '23/02/2026'],
  restrict: ['12/02/2026', '25/02/2026'], withdraw: ['12/02/2026', '25/02/2026'], object: ['12/02/2026', '25/02/2026'],
  delete: ['12/02/2026', '02/03/2026'],
};

/** Signs the context in as one of the demo's people, by the door that only a demo on this machine has. */
async function signIn(context, url, login) {
  const answer = await context.request.post(`${url}/api/sign-in/demo`, { data: { login } });
  assert.ok(answer.ok(), `signing in answered ${answer.status()}`);
}

const ask = async (context, url, path) => {
  const answer = await context.request.get(url + path);
  assert.ok(answer.ok(), `${path} answered ${answer.status()}`);
  return answer.json();
};

async function sound(page, what) {
  assert.deepEqual(await accessibilityFaults(page), [], what);
  assert.ok((await sideways(page)) <= 0, `${what}: beyond the right edge`);
}

/** Grown people, each of a household of their own with another grown one; some have a child between 7 and 15. */
async function peopleFor(context, url, many) {
  const people = [];
  const { places } = await ask(context, url, '/api/places?under=14&kind=hamlet&on=2025-12-31');
  for (const hamlet of places) {
    const { households } = await ask(context, url, `/api/hamlets/${hamlet.id}/households?limit=200`);
    for (const row of households) {
      if (row.members < 3) continue;
      const { members } = await ask(context, url, `/api/households/${row.id}`);
      const grown = members.filter((one) => one.birth_year < 2000 && one.households === 1);
      const child = members.find((one) => one.birth_year >= 2012 && one.birth_year <= 2017);
      if (grown.length >= 2) people.push({ id: grown[1].id, name: grown[1].name, guardian: grown[0], child });
      if (people.length >= many && people.filter((one) => one.child).length >= 2) return people;
    }
  }
  return people;
}

async function choose(page, label, value) {
  await page.getByLabel(label, { exact: true }).selectOption(value);
}

async function saved(page) {
  await page.locator('dialog[open] button.main').click();
  const closed = await Promise.race([
    page.waitForFunction(() => !document.querySelector('dialog[open]')).then(() => true),
    page.waitForSelector('dialog[open] [role=alert]').then(() => false),
  ]);
  assert.ok(closed, closed ? '' : `refused: ${await page.locator('dialog[open] [role=alert]').first().innerText()}`);
  await settled(page);
}

async function takeStep(page, step, fills = {}) {
  await page.locator(`[data-act=${step}]`).click();
  await page.getByLabel('Người làm, chức vụ').last().fill('Văn phòng Hội Khuyến học xã');
  for (const [label, text] of Object.entries(fills)) await page.locator('dialog[open]').getByLabel(label).fill(text);
  await saved(page);
}

/** What the kind asks for is done before it is answered. */
async function deed(page, { url, kind, person }) {
  if (kind === 'restrict') {
    await page.locator('[data-act=restrict]').click();
    await page.locator('dialog[open] textarea').fill('đang khiếu nại');
    await saved(page);
  } else if (kind === 'delete') {
    await page.locator('[data-act=erase]').click();
    assert.match(await page.locator('dialog[open]').innerText(), /Không lấy lại được/);
    await saved(page);
    await page.waitForFunction((name) => !document.querySelector('main').innerText.includes(name), person.name);
  } else if (kind === 'see' || kind === 'provide') {
    await go(page, `${url}/privacy/persons/${person.id}`);
    await page.waitForSelector('section dl');
    await sound(page, 'the whole record');
    await page.locator('form input').first().fill('cung cấp theo yêu cầu');
    const download = page.waitForEvent('download');
    await page.locator('form button.main').click();
    assert.match((await download).suggestedFilename(), /^ho-so-du-lieu\.html$/, 'no name in the name of the file');
  }
}

async function oneRequest(page, scene) {
  const { url, kind, person } = scene;
  await go(page, `${url}/privacy/receive/${person.id}`);
  await choose(page, 'Người dân muốn gì', kind);
  if (kind === 'withdraw') await choose(page, 'Cho mục đích nào', 'publish_name');
  // The clock across Tet is shown before anything is recorded.
  await page.getByLabel('Ngày nhận').fill('2026-02-10');
  for (const day of BY_TET[kind]) await page.locator('.notice', { hasText: day }).waitFor();
  await page.getByLabel('Ngày nhận').fill(new Date().toLocaleDateString('sv-SE', { timeZone: 'Asia/Ho_Chi_Minh' }));
  await sound(page, `receiving: ${kind}`);
  await page.locator('main form button.main').click();
  await page.waitForURL(/\/privacy\/requests\/\d+$/);
  const at = page.url();
  await settled(page);
  await takeStep(page, 'acknowledge');
  if (kind === 'object') await takeStep(page, 'extend', { 'Lý do': 'phải hỏi đơn vị quản lý' });
  await sound(page, `one request: ${kind}`);
  await deed(page, scene);
  await go(page, at);
  await takeStep(page, 'answer');
  await page.locator('[data-act=answer]').waitFor({ state: 'detached' });
  await go(page, `${at}/letter`);
  await page.waitForSelector('article.sheet');
  assert.match(await page.locator('article.sheet').innerText(), /CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM/);
  await sound(page, `the letter: ${kind}`);
}

/** A child's photo: the guardian's word alone is not enough. */
async function childsPhoto(page, { url, family }) {
  const give = async (giver) => {
    await page.locator('[data-act=consent]').click();
    await choose(page, 'Cho mục đích', 'publish_photo');
    await choose(page, 'Ai đồng ý', giver);
    if (giver === 'guardian') {
      await page.locator('dialog[open]').getByRole('combobox', { name: 'Người giám hộ (trong sổ)' }).fill(`${family.guardian.name} ${family.guardian.birth_year}`);
      await page.locator('[role=option]', { hasText: String(family.guardian.birth_year) }).first().click();
    }
    await choose(page, 'Bằng chứng', 'paper');
    for (const label of ['Bằng chứng là gì', 'Lưu ở đâu', 'Ai nhận, chức vụ']) await page.locator('dialog[open]').getByLabel(label).fill('phiếu số 5');
    await saved(page);
  };
  // The page asks again after each act; what it then says is waited for.
  const stands = (may) =>
    page.waitForFunction((wanted) => [...document.querySelectorAll('.purposes li')].some((one) => /ảnh/.test(one.textContent) && /Không/.test(one.textContent) !== wanted), may);
  const photo = page.locator('.purposes li', { hasText: 'Đăng công khai ảnh' });
  await go(page, `${url}/persons/${family.child.id}`);
  await photo.waitFor();
  await give('guardian');
  assert.match(await photo.innerText(), /Không được phép/, 'the guardian alone');
  await give('self');
  await stands(true);
  await sound(page, 'consents');
  await page.locator('[data-act=withdraw]').first().click();
  await saved(page);
  await stands(false);
}

async function breach(page, { url }) {
  await go(page, `${url}/privacy/breaches`);
  await page.locator('[data-act=open-breach]').click();
  const dialog = page.locator('dialog[open]');
  await dialog.locator('textarea').first().fill('Mất máy tính của xã');
  await dialog.locator('input[type=datetime-local]').fill('2026-02-14T22:15');
  await dialog.locator('input[type=number]').fill('120');
  await dialog.locator('fieldset input').first().check();
  await dialog.locator('textarea').last().fill('khoá tài khoản');
  await saved(page);
  await page.locator('main').getByText(/22:15, 17\/0?2\/2026/).first().waitFor();  // 72 hours later, Tet or not
  await sound(page, 'breaches');
  await page.locator('main li a').first().click();
  await page.waitForSelector('article.sheet');
  await settled(page);
  await sound(page, 'one breach');
}

export async function walk({ url, browser, check }) {
  const door = await openProfile(browser);
  await signIn(door, url, 'thuky');
  const people = await peopleFor(door, url, KINDS.length * 2);
  await door.close();
  for (const [run, width] of [360, 1280].entries()) {
    const walked = (name, act) =>
      check(`${name}, ${width} px`, async () => {
        const context = await openProfile(browser, { width });
        try {
          await signIn(context, url, 'thuky');
          const page = await openPage(context);
          page.setDefaultTimeout(90_000);
          await act(page);
          assert.deepEqual(page.faults, []);
        } finally {
          await context.close();
        }
      });
    for (const [i, kind] of KINDS.entries())
      await walked(`a request: ${kind}`, (page) => oneRequest(page, { url, kind, person: people[run * KINDS.length + i] }));
    const families = people.filter((one) => one.child);
    await walked('a child\'s photo needs two words', (page) => childsPhoto(page, { url, family: families[Math.min(run, families.length - 1)] }));
    await walked('a breach and its clock', (page) => breach(page, { url }));
    await walked('what is due, and how long things are kept', async (page) => {
      for (const path of ['/privacy', '/privacy/retention']) {
        await go(page, url + path);
        await sound(page, path);
      }
    });
  }
}
