// Brings a page to a view: who looks, at which year, the address, what is clicked, paper instead of a screen.
import { openPage, settled } from './browser.mjs';
import { signIn } from './signed_in.mjs';

/** What an A4 sheet has between its margins, in pixels. */
const PAPER = 661;

/** A fresh page at the view, `width` wide when that is not the profile's. The caller closes it. */
export async function reach(context, url, view, { width } = {}) {
  const page = await openPage(context);
  page.setDefaultTimeout(30_000);
  if (width) await page.setViewportSize({ width, height: 800 });
  await signIn(context, url, view.as);
  await page.addInitScript((year) => localStorage.setItem('khuyenhoc.year', String(year)), view.year ?? 2025);
  // Who serves, who looks and which years there are is known before the network goes; what the page itself asks gets no answer.
  if (view.cut) await page.route(/\/api\/(?!about|me$|campaigns(\?|$))/, (route) => route.abort());
  await page.goto(url + view.path);
  await page.waitForSelector('h1');
  await settled(page);
  await view.does?.(page);
  if (view.does) await settled(page);
  if (view.print) {
    await page.setViewportSize({ width: PAPER, height: 900 });
    await page.emulateMedia({ media: 'print' });
  }
  return page;
}
