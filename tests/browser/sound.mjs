// What every page is held to, whatever it shows: said in one language, under one heading, whole at every width and size of text,
// every control reached and seen by keyboard, and nothing axe finds.
import assert from 'node:assert/strict';
import { accessibilityFaults, sideways } from './browser.mjs';
import { has, textOf } from './holds.mjs';

const SYNTHETIC = { vi: 'Dân số giả lập, địa danh thật', en: 'Synthetic people, real places' };
const SMALLEST = 320;
const HEIGHT = 800;
/** Twice as large a text on these is as much room as on half of them. */
const LARGE = [640, 1280];

/** Texts that are cut off where nobody can scroll to them, and texts that lie over one another. Runs in the page. */
function textFaults() {
  const faults = [];
  const boxes = [];
  const shown = (element) => element.checkVisibility({ checkOpacity: true, visibilityProperty: true }) && !element.closest('.unseen, svg, dialog:not([open]), option');
  const named = (element) => `<${element.tagName.toLowerCase()} class="${element.className}"> "${element.textContent.trim().slice(0, 40)}"`;
  const clipped = (element, box) => {
    for (let at = element; at && at !== document.body; at = at.parentElement) {
      const style = getComputedStyle(at);
      // What stays in its place while the page moves, or opens over it, may lie over it.
      if (['fixed', 'sticky', 'absolute'].includes(style.position)) return 'over';
      const edge = at.getBoundingClientRect();
      // Where one can scroll, what lies outside is neither cut off nor seen.
      if (['auto', 'scroll'].includes(style.overflowX) && (box.right > edge.right + 1 || box.left < edge.left - 1)) return 'scrolled';
      if (['hidden', 'clip'].includes(style.overflowX) && (box.right > edge.right + 2 || box.left < edge.left - 2)) return 'cut';
    }
    return undefined;
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!element || node.data.trim() === '' || !shown(element)) continue;
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) {
      if (box.width < 2 || box.height < 2) continue;
      const way = clipped(element, box);
      if (way === 'cut') faults.push(`cut off: ${named(element)}`);
      // A dialog lies over the page.
      if (way === undefined && !element.closest('dialog, .skip')) boxes.push({ box, element });
    }
  }
  boxes.sort((a, b) => a.box.top - b.box.top);
  for (const [i, one] of boxes.entries()) {
    for (let j = i + 1; j < boxes.length && boxes[j].box.top < one.box.bottom - 6; j += 1) {
      const other = boxes[j];
      const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
      const down = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
      if (across > 3 && down > 8 && one.element !== other.element) faults.push(`one over the other: ${named(one.element)} ${named(other.element)}`);
    }
  }
  return [...new Set(faults)].slice(0, 5);
}

/** Controls the keyboard does not come to, or that do not show that they have the focus. Runs in the page, after a key. */
function focusFaults() {
  const faults = [];
  const inside = document.querySelector('dialog[open]') ?? document.body;
  const controls = inside.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex], [role=button], [role=switch], [role=option]');
  const named = (element) => element.outerHTML.slice(0, 100);
  for (const one of controls) {
    if (one.disabled || !one.checkVisibility({ visibilityProperty: true }) || one.closest('[inert], [role=listbox], template')) continue;
    if (one.tabIndex < 0) {
      // One stands for the others: tiles of a map and lines of a sheet are walked with arrows. What is no control only takes the focus.
      const among = one.closest('svg, [role=grid], table') ?? one;
      if (!one.matches('a, button, input, select, textarea, summary, [role]') || one.matches('[role=status], [role=alert]') || among.querySelector('[tabindex="0"], [data-cell]:not([tabindex="-1"])')) continue;
      faults.push(`not reached by Tab: ${named(one)}`);
      continue;
    }
    one.focus({ preventScroll: true });
    if (document.activeElement !== one) {
      faults.push(`takes no focus: ${named(one)}`);
      continue;
    }
    const style = getComputedStyle(one);
    const seen = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none' || one.closest('svg');
    if (!seen && one.type !== 'file') faults.push(`the focus is not seen: ${named(one)}`);
  }
  return [...new Set(faults)].slice(0, 5);
}

async function keyboard(page) {
  await page.keyboard.press('Tab');
  assert.deepEqual(await page.evaluate(focusFaults), []);
  assert.ok(await page.evaluate(() => document.activeElement !== document.body), 'Tab comes to something');
}

/** Whole at its own width, at the smallest, and with text twice as large. */
async function whole(page, what) {
  assert.ok((await sideways(page)) <= 0, `${what}reaches ${await sideways(page)} pixels beyond the right edge`);
  assert.deepEqual(await page.evaluate(textFaults), [], what);
}

async function widths(page, width) {
  await whole(page, `at ${width} px: `);
  await page.setViewportSize({ width: SMALLEST, height: HEIGHT });
  await whole(page, `at ${SMALLEST} px: `);
  await page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
  for (const wide of LARGE) {
    await page.setViewportSize({ width: wide, height: HEIGHT });
    await whole(page, `at ${wide} px with text twice as large: `);
  }
  await page.evaluate(() => (document.documentElement.style.fontSize = ''));
  await page.setViewportSize({ width, height: HEIGHT });
}

export async function sound(page, { language, width, print = false, over = false }) {
  assert.equal(await page.evaluate(() => document.documentElement.lang), language, 'language of the document');
  assert.equal(await page.locator('h1').count(), 1, 'one first heading');
  assert.ok((await page.locator('h1').textContent()).trim() !== '', 'the first heading says something');
  assert.ok((await page.title()).trim() !== '', 'the tab has a title');
  if (print) {
    assert.deepEqual(page.faults, []);
    return;
  }
  has(await textOf(page), SYNTHETIC[language], 'banner');
  await whole(page, `at ${width} px, folded: `);
  await page.evaluate(() => document.querySelectorAll('details').forEach((one) => (one.open = true)));
  await widths(page, width);
  assert.deepEqual(await accessibilityFaults(page, over ? ['target-size'] : []), []);
  await keyboard(page);
  assert.deepEqual(page.faults, []);
}
