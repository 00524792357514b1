// One browser for all checks, and what every page is held to.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const web = join(dirname(fileURLToPath(import.meta.url)), '../../web/package.json');
const require = createRequire(web);
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

export const startBrowser = () =>
  chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: FLAGS });

/** A fresh profile: { language, width, theme }. `worker`: let the service worker in. */
export async function openProfile(browser, { language = 'vi', width = 1280, theme = 'light', worker = false } = {}) {
  const context = await browser.newContext({
    viewport: { width, height: 800 },
    colorScheme: theme,
    reducedMotion: 'reduce',
    serviceWorkers: worker ? 'allow' : 'block',
  });
  if (language === 'en') {
    await context.addInitScript(() => {
      if (!localStorage.getItem('khuyenhoc.language')) localStorage.setItem('khuyenhoc.language', 'en');
    });
  }
  return context;
}

/** A page that remembers everything that went wrong in it: script errors, refused policies, failed scripts. */
export async function openPage(context) {
  const page = await context.newPage();
  page.faults = [];
  page.on('pageerror', (error) => page.faults.push(error.message));
  page.on('console', (message) => {
    const text = message.text();
    // An expected answer (404 for a person who is not there) is logged by the browser as a failed load.
    const expected = /Failed to load resource|Service Worker registration blocked/.test(text);
    if (['error', 'warning'].includes(message.type()) && !expected) page.faults.push(text);
  });
  return page;
}

export async function go(page, url) {
  await page.goto(url);
  await page.waitForSelector('h1');
  await settled(page);
}

/** Nothing is being waited for any more, and nothing more is drawn: rows and parts come in turns. */
export async function settled(page) {
  await page.waitForLoadState('networkidle');
  await page.waitForFunction(() => {
    const now = document.querySelector('.wait, [aria-busy="true"]') ? -1 : document.getElementsByTagName('*').length;
    const stands = now > 0 && now === window.standsAt;
    window.standsAt = now;
    return stands;
  }, undefined, { polling: 60 });
}

const EVENTUALLY_MS = 30_000;

/** What `read` gives is `wanted`, now or soon: a page draws after the act that made it. */
export async function comesTo(read, wanted, what) {
  const end = Date.now() + EVENTUALLY_MS;
  let now = await read();
  while (now !== wanted && Date.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    now = await read();
  }
  assert.equal(now, wanted, what);
}

/** As many as `wanted` come to stand on the page. */
export const stand = (locator, wanted, what) => comesTo(() => locator.count(), wanted, what ?? `${locator}`);

/** What axe finds, one line each, `without` some of its rules. Everything that folds is opened first, so that all of it is looked at. */
export async function accessibilityFaults(page, without = []) {
  await page.evaluate(() => document.querySelectorAll('details').forEach((one) => (one.open = true)));
  if (!(await page.evaluate(() => 'axe' in window))) {
    // The content policy forbids a script tag; the debugger's own evaluation is not bound by it.
    await page.evaluate(axe);
  }
  const rules = Object.fromEntries(without.map((rule) => [rule, { enabled: false }]));
  const { violations } = await page.evaluate(([tags, off]) => window.axe.run(document, { runOnly: tags, rules: off }), [STANDARDS, rules]);
  return violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.target.join(' ')} ${node.failureSummary}`));
}

/** How many pixels of the page lie beyond the right edge. */
export const sideways = (page) => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
