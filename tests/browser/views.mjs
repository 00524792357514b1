// The one list of what there is to look at: every page, in every state worth seeing, with what it takes to reach it.
// A view: `name`, `path`; `as`: who looks, as signed_in.mjs has it (the province's secretary; 'nobody': signed out), `year`: the campaign; `does`: what is clicked once the page is there; `print`: on
// paper; `cut`: no answers from the program; `holds`: what it must say; `over`: what opens covers parts of the page in use.
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { opens } from './hands.mjs';
import { commune, criteriaList, criteriaSet, hamlet, household, overview } from './holds.mjs';
import { bring } from './made_boundaries.mjs';
import { accountViews } from './views_accounts.mjs';
import { councilViews } from './views_council.mjs';
import { peopleViews } from './views_people.mjs';
import { privacyViews } from './views_privacy.mjs';
import { criteriaViews, yearViews } from './views_year.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** Every path the routes of the program name, in their order. A path is `path: '…'` in a file routes.ts, or the shell's own. */
export function routePaths() {
  const folders = ['src', 'web/guides', 'web/gallery'];
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true })
      .filter((name) => /(^|\/)routes\.ts$/.test(name))
      .map((name) => join(root, folder, name)),
  );
  files.push(join(root, 'web/shell/capabilities.ts'));
  return files.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/\bpath: '([^']+)'/g)].map((found) => found[1]));
}

const fits = (route, path) => {
  const [wanted, given] = [route.split('/'), path.split('/')];
  return wanted.length === given.length && wanted.every((piece, i) => piece === given[i] || (piece.startsWith(':') && given[i] !== ''));
};

/** The route a path comes to: the first that fits, as in the program; those without a name in them before those with one. */
export const routeOf = (path) => {
  const all = routePaths();
  return all.find((route) => route === path) ?? all.find((route) => fits(route, path));
};

function homes({ known, staged }) {
  const at = { commune: { id: staged.council.id, name: staged.council.name }, hamlet: { id: known.hamlet.id, name: known.hamlet.full_name } };
  const citizen = { id: known.without.household.id, name: known.without.members[0].name };
  return [
    { name: 'home of the province', path: '/', holds: overview },
    { name: 'provinces side by side', path: '/national' },
    { name: 'home of a commune', path: '/', as: ['commune_officer', at.commune] },
    { name: 'home of a hamlet', path: '/', as: ['hamlet_head', at.hamlet] },
    { name: 'home of a citizen', path: '/', as: ['citizen', citizen] },
    { name: 'home in a year nobody scored', path: '/', year: staged.next.year },
    { name: 'the menu', path: '/about', does: (page) => page.locator('header nav button').click(), over: true },
    { name: 'about', path: '/about' },
    { name: 'all parts', path: '/parts' },
    { name: 'a dialog of the parts', path: '/parts', does: (page) => page.locator('main p > button', { hasText: /…|hộp|dialog/i }).first().click() },
    { name: 'guides', path: '/guides' },
    ...['province', 'commune', 'hamlet', 'citizen'].map((role) => ({ name: `guide of ${role}`, path: `/guides/${role}` })),
    { name: 'guide on paper', path: '/guides/commune', print: true },
    { name: 'guide of nobody', path: '/guides/nobody' },
    { name: 'nowhere', path: '/no/such/page' },
  ];
}

function places({ known, staged }) {
  return [
    { name: 'the province as a place', path: '/places/14' },
    { name: 'a file of boundaries', path: '/places/14', does: bring(staged.boundaries.file) },
    { name: 'a file that has no boundaries', path: '/places/14', does: bring({ name: 'x.json', mimeType: 'application/json', buffer: Buffer.from('{}') }) },
    { name: 'commune', path: `/places/${known.commune.id}`, holds: commune },
    { name: 'commune with units', path: `/places/${staged.unitCommune.id}` },
    { name: 'a new unit', path: `/places/${staged.unitCommune.id}`, does: opens('main p.no-print > button') },
    { name: 'hamlet', path: `/places/${known.hamlet.id}`, holds: hamlet },
    { name: 'hamlet with a clan', path: `/places/${staged.clanHamlet}` },
    { name: 'a new household', path: `/places/${known.hamlet.id}`, does: opens('main p.acts > button') },
    { name: 'place of nobody', path: '/places/999999999999' },
    { name: 'report', path: '/report' },
    { name: 'report of a commune', path: '/report', as: ['commune_officer', { id: known.commune.id, name: known.commune.full_name }] },
    { name: 'a figure of the report opened', path: '/report', does: opens('main button.open') },
    { name: 'report on paper', path: '/report', print: true },
    { name: 'criteria', path: '/criteria', holds: criteriaList },
    { name: 'criteria nobody has', path: '/criteria', does: (page) => page.locator('main input[type=search]').fill('không có bộ này') },
    { name: 'criteria set', path: `/criteria/${known.citizenSet.id}`, holds: criteriaSet },
    { name: 'family criteria set', path: '/criteria/family-sonla-2025' },
    { name: 'unit criteria set', path: '/criteria/unit-sonla-2025' },
    { name: 'criteria set on paper', path: `/criteria/${known.citizenSet.id}`, print: true },
    { name: 'criteria set of nobody', path: '/criteria/nothing' },
    { name: 'household', path: `/households/${known.without.household.id}`, holds: household },
    { name: 'household on paper', path: `/households/${known.without.household.id}`, print: true },
  ];
}

/** Every page once more, with a network that gives no answers. */
function cutOff(views) {
  const seen = new Map();
  // Of who is signed in, where anybody is: a visitor would see the page of signing in.
  for (const { path, as, year } of [...views.filter((view) => view.as !== 'nobody'), ...views]) {
    const route = routeOf(path);
    if (route && !seen.has(route)) seen.set(route, { name: `${route} without answers`, path, as, year, cut: true, group: 'no answers' });
  }
  return [...seen.values()];
}

/** All of it, each view with the group it is shown in. */
export function viewsOf(scene) {
  const groups = { home: homes(scene), accounts: accountViews(scene), places: places(scene), people: peopleViews(scene), privacy: privacyViews(scene), year: yearViews(scene), criteria: criteriaViews(scene), council: councilViews(scene) };
  const views = Object.entries(groups).flatMap(([group, list]) => list.map((view) => ({ ...view, group })));
  return [...views, ...cutOff(views)];
}
