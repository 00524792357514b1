// The contact sheet: every view in vi and en, on a phone and on a desk, light and dark, as files, as pages to leaf through (index.html) and
// as one picture per group.
//   node shots.mjs URL FOLDER [PATTERN OF NAMES] [SETTING...]
// URL: a program on a copy of a demo, for the staged states are written into it. SETTING: vi-360-light and the like; else all eight.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openProfile, startBrowser } from './browser.mjs';
import { readKnown } from './known.mjs';
import { reach } from './reach.mjs';
import { stage } from './staged.mjs';
import { viewsOf } from './views.mjs';

const LANGUAGES = ['vi', 'en'];
const WIDTHS = [360, 1280];
const THEMES = ['light', 'dark'];
const WORKERS = 2;
/** A long list looks the same further down. */
const TALLEST = 4000;

const [url, folder, only = '', ...settings] = process.argv.slice(2);
const meant = (language, width, theme) => settings.length === 0 || settings.includes(`${language}-${width}-${theme}`);
const themesOf = (view, language, width) => (view.print ? ['light'] : THEMES).filter((theme) => meant(language, width, theme));
mkdirSync(folder, { recursive: true });

/** The states are made once for each demo; a second run finds them noted beside the pictures. */
async function scene() {
  const noted = join(folder, 'staged.json');
  const first = await readKnown(url);
  if (!existsSync(noted)) writeFileSync(noted, JSON.stringify(await stage(url, first)));
  return { known: await readKnown(url), staged: JSON.parse(readFileSync(noted, 'utf8')) };
}

const fileOf = (view, language, width, theme) => `${view.name.replaceAll(/[^\p{L}\p{N}]+/gu, '-').replace(/^-/, '')}-${language}-${width}-${theme}.png`;

/** One loading of the page for each language and width; the theme changes under it, as when night falls. */
async function shoot(browser, view, language) {
  const context = await openProfile(browser, { language, width: WIDTHS[0], theme: THEMES[0] });
  try {
    for (const width of WIDTHS) {
      const themes = themesOf(view, language, width);
      if (themes.length === 0) continue;
      const page = await reach(context, url, view, { width });
      for (const theme of themes) {
        await page.emulateMedia({ colorScheme: theme });
        const [height, dialog] = await page.evaluate(() => [document.documentElement.scrollHeight, !!document.querySelector('dialog[open]')]);
        const path = join(folder, fileOf(view, language, width, theme));
        // A dialog is seen as it stands over the screen.
        const clip = { x: 0, y: 0, width: page.viewportSize().width, height: Math.max(Math.min(TALLEST, height), 400) };
        await page.screenshot(dialog ? { path } : { path, fullPage: true, clip });
      }
      await page.close();
    }
  } finally {
    await context.close();
  }
}

const STYLE = `body{font:14px sans-serif;margin:16px;background:#888}h2{margin:16px 0 4px}.row{display:flex;gap:8px;align-items:flex-start}
figure{margin:0;height:640px;overflow:hidden;background:#fff}.narrow{width:240px}.wide{width:560px}img{width:100%;display:block}`;

function sheetOf(views) {
  const shown = (view) =>
    LANGUAGES.flatMap((language) => WIDTHS.flatMap((width) => themesOf(view, language, width).map((theme) => [fileOf(view, language, width, theme), width])));
  const rows = views.map((view) => {
    const figures = shown(view).map(([file, width]) => `<figure class="${width < 1000 ? 'narrow' : 'wide'}"><a href="${file}"><img src="${file}" alt=""></a></figure>`);
    return `<h2>${view.name} <small>${view.path}</small></h2><div class="row">${figures.join('')}</div>`;
  });
  return `<!doctype html><meta charset="utf-8"><title>Contact sheet</title><style>${STYLE}</style>${rows.join('\n')}`;
}

/** One picture for each group of pages. */
async function pictures(browser, groups) {
  const context = await browser.newContext({ viewport: { width: 3360, height: 1000 } });
  const page = await context.newPage();
  for (const [group, views] of groups) {
    const file = join(folder, `group-${group.replaceAll(' ', '-')}`);
    writeFileSync(`${file}.html`, sheetOf(views));
    await page.goto(`file://${file}.html`);
    await page.screenshot({ path: `${file}.png`, fullPage: true });
  }
  await context.close();
}

const all = viewsOf(await scene());
const wanted = all.filter((view) => new RegExp(only).test(view.name));
const browser = await startBrowser();
const queue = wanted.flatMap((view) => LANGUAGES.map((language) => ({ view, language })));
const failed = [];
const work = async () => {
  for (let next = queue.shift(); next; next = queue.shift()) {
    const { view, language } = next;
    await shoot(browser, view, language).catch((error) => failed.push(`${view.name}, ${language}: ${error.message.split('\n')[0]}`));
  }
};
await Promise.all(Array.from({ length: WORKERS }, work));
if (only === '') {
  const names = [...new Set(all.map((view) => view.group))];
  const groups = names.map((group) => [group, all.filter((view) => view.group === group)]);
  await pictures(browser, groups);
  writeFileSync(join(folder, 'index.html'), groups.map(([group, views]) => `<h1>${group}</h1>${sheetOf(views)}`).join('\n'));
}
await browser.close();
for (const one of failed) console.log(`FAILED  ${one}`);
console.log(`${wanted.length} views in ${folder}, ${failed.length} failed`);
process.exitCode = failed.length === 0 ? 0 : 1;
