// Views of the council: proposing, deciding, decisions on paper, notices, appeals. See views.mjs.
import { empty, opens } from './hands.mjs';

const role = (kind, { id, name }) => [kind, { id, name }];

/** The desk of a title and list, everybody ticked or nobody. */
function desk(title, list) {
  return async (page) => {
    await page.locator('.choose select').nth(0).selectOption(title);
    await page.locator('.choose select').nth(1).selectOption(list);
    // The old list stands until the choice has been drawn; only then is there something to wait for.
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    await page.waitForFunction(() => !document.querySelector('.wait'));
  };
}

const first = async (page) => {
  await page.waitForSelector('tbody input');
  await page.locator('tbody input').first().click();
};

/** A list, its first line ticked, and the button of the bar that opens the dialog. */
const ticked = (title, list, button) => async (page) => {
  await desk(title, list)(page);
  if (!(await page.locator('tbody input').first().isChecked())) await first(page);
  await opens(`.bar button >> nth=${button}`, empty)(page);
};

async function why(page) {
  await desk('family', 'proposed')(page);
  await page.locator('tbody button').first().click();
  await page.waitForFunction(() => /✓|✗/.test(document.querySelector('[id$="-why"]')?.textContent ?? ''));
}

function council({ staged }) {
  const commune = role('council_member', staged.council);
  const waits = role('hamlet_head', staged.waiting);
  return [
    { name: 'council of the province', path: '/council' },
    { name: 'council of a commune', path: '/council', as: commune },
    { name: 'council of a hamlet', path: '/council', as: waits, does: desk('citizen', 'waiting') },
    { name: 'council of a citizen', path: '/council', as: ['citizen', { id: staged.appeals.refused, name: '' }] },
    { name: 'council, an empty list', path: '/council', as: commune, does: desk('clan', 'revoked') },
    { name: 'council, why', path: '/council', as: commune, does: why },
    { name: 'council decides', path: '/council', as: commune, does: ticked('citizen', 'proposed', 0) },
    { name: 'council refuses', path: '/council', as: commune, does: ticked('citizen', 'proposed', 1) },
    { name: 'council revokes', path: '/council', as: role('council_member', staged.decisions.deciding), does: ticked('citizen', 'recognised', 0) },
  ];
}

export function councilViews(scene) {
  const { staged } = scene;
  const { decision, corrected, correcting, revoking, decidedHamlet } = staged.decisions;
  const { refused, appealed } = staged.appeals;
  const notices = async (page) => {
    await page.locator('main select').first().selectOption(String(decidedHamlet));
    await page.waitForSelector('.sheet');
  };
  return [
    ...council(scene),
    { name: 'decisions', path: '/decisions' },
    { name: 'decisions of a commune', path: '/decisions', as: role('council_member', staged.council) },
    { name: 'no decisions', path: '/decisions', year: staged.next.year },
    { name: 'decision', path: `/decisions/${decision}` },
    { name: 'decision on paper', path: `/decisions/${decision}`, print: true },
    { name: 'decision to correct', path: `/decisions/${decision}`, does: opens('main button:text-matches("^(Đính chính quyết định này|Correct this decision)$")', empty) },
    { name: 'corrected decision', path: `/decisions/${corrected}` },
    { name: 'correcting decision', path: `/decisions/${correcting}` },
    { name: 'revoking decision', path: `/decisions/${revoking}` },
    { name: 'decision of nobody', path: '/decisions/999999999999' },
    { name: 'notices', path: `/decisions/${decision}/notices` },
    { name: 'notices of a hamlet', path: `/decisions/${decision}/notices`, does: notices },
    { name: 'notices on paper', path: `/decisions/${decision}/notices`, does: notices, print: true },
    { name: 'notice of a family', path: `/households/${refused}/notice` },
    { name: 'notice on paper', path: `/households/${refused}/notice`, print: true },
    { name: 'household refused', path: `/households/${refused}` },
    { name: 'household that appealed', path: `/households/${appealed}` },
    { name: 'an appeal filed', path: `/households/${appealed}`, does: opens('main button:text-matches("^(Đề nghị xem xét lại|File an appeal)$")', empty) },
    { name: 'appeals', path: '/appeals' },
    { name: 'all appeals', path: '/appeals', does: (page) => page.locator('main select').first().selectOption({ index: 1 }) },
    { name: 'an appeal answered', path: '/appeals', does: opens('main li.card button', empty) },
    { name: 'no appeals', path: '/appeals', year: staged.next.year },
  ];
}
