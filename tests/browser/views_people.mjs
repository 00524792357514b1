// Views of people, households, clans, units, duplicates and the import. See views.mjs.
import { empty, opens } from './hands.mjs';
import { dead } from './holds.mjs';
import { session } from './signed_in.mjs';

const HOUSEHOLD_ACTS = ['child', 'newcomer', 'moveIn', 'leave', 'death', 'head', 'split', 'moveHousehold', 'correct', 'clan', 'unit'];
const UNSAID = new Set(['child', 'newcomer', 'moveIn', 'split', 'clan']);

const act = (name) => opens(`[data-act=${name}]`, UNSAID.has(name) ? empty : undefined);

async function search(page, words) {
  await page.locator('#people-name').fill(words);
  await page.keyboard.press('Enter');
  await page.waitForSelector('main [role=status], #people-wrong');
}

/** A register as a file of the program's own kind: what stands in `rows`, under `columns`. */
async function register(page, columns, rows) {
  const { origin } = new URL(page.url());
  const { cookie, csrf } = await session(origin, 'thuky');
  const answer = await fetch(`${origin}/api/people/rows-file`, {
    method: 'POST', headers: { 'content-type': 'application/json', cookie, 'x-khuyenhoc-csrf': csrf }, body: JSON.stringify({ columns, rows: rows.map((cells) => ({ cells })) }),
  });
  const buffer = Buffer.from(await answer.arrayBuffer());
  const mimeType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
  await page.locator('main input[type=file]').setInputFiles({ name: 'so-ho.xlsx', mimeType, buffer });
}

const HEADINGS = ['Số hộ', 'Quan hệ với chủ hộ', 'Họ và tên', 'Ngày sinh', 'Giới tính', 'Số định danh cá nhân', 'Bản', 'Xã'];

function imports({ known }) {
  const [bản, xã] = [known.hamlet.full_name, known.commune.full_name];
  const rows = [
    ['M1', 'Chủ hộ', 'Lường Văn Sổ', '1960', 'Nam', '', bản, xã],
    ['M1', 'Con', 'Lường Thị Ngày', '31/2/1990', 'Nữ', '', bản, xã],
    ['M1', 'Con', '', '5/3/1991', 'Nữ', '', bản, xã],
    ['M1', 'Con', 'Lường Thị Nơi', '5/3/1992', 'x', '12345', 'Bản Không Có', 'Xã Không Có'],
    ['M1', 'Con', 'Lường Thị Mai', '5/3/2091', 'Nữ', '', bản, xã],
  ];
  const strange = async (page) => {
    await register(page, ['Nhà', 'Ai', 'Sinh', 'Nam hay nữ', 'Ở bản', 'Ở xã'], [['K1', 'Lèo Thị Cột', '1/2/1981', 'Nữ', bản, xã]]);
    await page.waitForSelector('main table select');
  };
  const checked = (list) => async (page) => {
    await register(page, HEADINGS, list);
    await page.waitForSelector('#import-summary');
  };
  return [
    { name: 'import', path: '/import' },
    { name: 'a register with errors', path: '/import', does: checked(rows) },
    { name: 'a register without errors', path: '/import', does: checked(rows.slice(0, 1)) },
    { name: 'columns to choose', path: '/import', does: strange },
    {
      name: 'columns not chosen',
      path: '/import',
      does: async (page) => {
        await strange(page);
        await page.locator('main form button.main').click();
        await page.waitForSelector('main [aria-invalid=true]');
      },
    },
    {
      name: 'a file that is none',
      path: '/import',
      does: async (page) => {
        await page.locator('main input[type=file]').setInputFiles({ name: 'so.xlsx', mimeType: 'text/plain', buffer: Buffer.from('PK\u0003\u0004 no') });
        await page.waitForSelector('main [role=alert]');
      },
    },
  ];
}

export function peopleViews(scene) {
  const { known, staged } = scene;
  const home = known.without.household.id;
  const { people } = staged;
  const head = known.without.members[0];
  return [
    { name: 'people', path: '/people' },
    { name: 'people found', path: '/people', does: (page) => search(page, 'lo thi') },
    { name: 'nobody found', path: '/people', does: (page) => search(page, 'qqqq zzzz') },
    { name: 'a search refused', path: '/people', does: (page) => search(page, 'a') },
    ...HOUSEHOLD_ACTS.map((name) => ({ name: `household: ${name}`, path: `/households/${home}`, does: act(name) })),
    { name: 'household with nobody', path: `/households/${people.emptyHousehold}` },
    { name: 'ending a household', path: `/households/${people.emptyHousehold}`, does: act('end') },
    { name: 'household of one who died', path: `/households/${people.emptiedHousehold}` },
    { name: 'nobody', path: '/households/999999999999999' },
    { name: 'person', path: `/persons/${head.id}` },
    { name: 'what a card does not show', path: `/persons/${head.id}`, does: opens('[data-act=sensitive]') },
    { name: 'a person corrected', path: `/persons/${head.id}`, does: opens('[data-act=correct]') },
    { name: 'person in two households', path: `/persons/${people.double}` },
    { name: 'merged person', path: `/persons/${people.gone}` },
    { name: 'person with a merged entry', path: `/persons/${people.kept}` },
    { name: 'person who died', path: `/persons/${people.died}`, holds: dead },
    { name: 'person of nobody', path: '/persons/999999999999999' },
    { name: 'clan', path: `/clans/${staged.clan}` },
    { name: 'unit', path: `/units/${staged.unit}` },
    { name: 'someone joins a unit', path: `/units/${staged.unit}`, does: opens('main h2 + p > button', empty) },
    { name: 'clan to correct', path: `/clans/${staged.clan}`, does: (page) => page.locator('main button[aria-expanded]').first().click() },
    { name: 'duplicates', path: '/people/duplicates' },
    { name: 'duplicates of a hamlet', path: `/people/duplicates/${staged.stagedHamlet}`, does: (page) => page.waitForSelector('[data-pair]') },
    { name: 'a merge asked for', path: '/people/duplicates', does: (page) => page.waitForSelector('[data-asked]') },
    { name: 'a merge undone', path: '/people/duplicates', does: opens('[data-merge]', empty) },
    ...imports(scene),
  ];
}
