// Every view of every page: what it must say, and what no page may do. Each is opened in one of four settings, which take turns, so that
// the states of every page meet all of them; with KHUYENHOC_ALL=1 each is opened twice, in both languages, widths and themes.
import assert from 'node:assert/strict';
import { openProfile } from './browser.mjs';
import { reach } from './reach.mjs';
import { sound } from './sound.mjs';
import { routeOf, routePaths, viewsOf } from './views.mjs';

const SETTINGS = [
  [
    { language: 'vi', width: 360, theme: 'light' },
    { language: 'en', width: 1280, theme: 'dark' },
  ],
  [
    { language: 'en', width: 360, theme: 'dark' },
    { language: 'vi', width: 1280, theme: 'light' },
  ],
];
const WORKERS = 2;

/** A page nobody put on the list is a page nobody looked at. */
function everyRouteIsListed(views) {
  const seen = new Set(views.map((view) => routeOf(view.path)));
  assert.deepEqual(routePaths().filter((route) => !seen.has(route)), [], 'routes without a view in views.mjs');
  const names = views.map((view) => view.name);
  assert.deepEqual(names.filter((name, i) => names.indexOf(name) !== i), [], 'two views of one name');
}

async function look(scene, view, setting) {
  const context = await openProfile(scene.browser, setting);
  try {
    const page = await reach(context, scene.url, view);
    if (view.holds) {
      // Folded parts are opened before their texts are looked for.
      await page.evaluate(() => document.querySelectorAll('details').forEach((one) => (one.open = true)));
      await view.holds(page, { known: scene.known, language: setting.language });
    }
    await sound(page, { ...setting, print: view.print, over: view.over });
  } finally {
    await context.close();
  }
}

export async function pages(scene) {
  const { check } = scene;
  const only = new RegExp(process.env.KHUYENHOC_VIEW ?? '');
  const views = viewsOf(scene);
  await check('every route has a view', async () => everyRouteIsListed(views));
  // What a page says without answers is one part on all of them, and always seen once.
  const settingsOf = (view, i) => (view.cut || !process.env.KHUYENHOC_ALL ? [SETTINGS.flat()[i % 4]] : SETTINGS[i % SETTINGS.length]);
  const looks = views.flatMap((view, i) => settingsOf(view, i).map((setting) => ({ view, setting })));
  const wanted = looks.filter(({ view }) => only.test(view.name));
  const work = async () => {
    for (let next = wanted.shift(); next; next = wanted.shift()) {
      const { view, setting } = next;
      await check(`${view.name}, ${setting.language}, ${setting.width} px, ${setting.theme}`, () => look(scene, view, setting), { again: true });
    }
  };
  await Promise.all(Array.from({ length: WORKERS }, work));
}
