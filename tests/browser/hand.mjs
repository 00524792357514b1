// Two hands that work a page: one clicks, the other has only a keyboard and must see where it is.
import assert from 'node:assert/strict';

/** Presses of Tab from one thing to the next: past that nobody walks. */
const MOST_TABS = 250;

class Pointer {
  constructor(page) {
    this.page = page;
  }
  press(locator) {
    return locator.click();
  }
  tick(locator) {
    return locator.check();
  }
  type(locator, text) {
    return locator.fill(text);
  }
  select(locator, value) {
    return locator.selectOption(value);
  }
  /** The focus is there, as when it is clicked into. */
  reach(locator) {
    return locator.click();
  }
}

class Keyboard {
  constructor(page) {
    this.page = page;
  }
  /** With Tab or Shift and Tab, whichever leads there; where the focus arrives must be seen. */
  async reach(locator) {
    await locator.waitFor();
    for (let i = 0; i < MOST_TABS; i += 1) {
      const at = await locator.evaluate((wanted) => {
        const now = document.activeElement;
        // Radio buttons of one name are one stop, at the one that is chosen.
        const dialog = document.querySelector('dialog[open]');
        const before = now !== wanted && (now.compareDocumentPosition(wanted) & Node.DOCUMENT_POSITION_PRECEDING) !== 0;
        const style = getComputedStyle(wanted);
        return { there: now === wanted, before: before && !(dialog && !dialog.contains(now)), seen: style.outlineStyle !== 'none' && style.outlineWidth !== '0px' };
      });
      if (at.there) {
        assert.ok(at.seen, `the focus cannot be seen on ${locator}`);
        return;
      }
      await this.page.keyboard.press(at.before ? 'Shift+Tab' : 'Tab');
    }
    assert.fail(`${locator} is not reached within ${MOST_TABS} presses of Tab`);
  }
  async press(locator) {
    await this.reach(locator);
    await this.page.keyboard.press('Enter');
  }
  async tick(locator) {
    await this.reach(locator);
    if (!(await locator.isChecked())) await this.page.keyboard.press('Space');
    assert.ok(await locator.isChecked(), `${locator} is ticked with the space bar`);
  }
  async type(locator, text) {
    await this.reach(locator);
    await this.page.keyboard.press('Control+A');
    await this.page.keyboard.type(text);
  }
  async select(locator, value) {
    await this.reach(locator);
    const way = await locator.evaluate((box, wanted) => [...box.options].findIndex((one) => one.value === wanted) - box.selectedIndex, value);
    for (let i = 0; i < Math.abs(way); i += 1) await this.page.keyboard.press(way > 0 ? 'ArrowDown' : 'ArrowUp');
    assert.equal(await locator.inputValue(), value);
  }
}

export const handOn = (page, keyboard) => (keyboard ? new Keyboard(page) : new Pointer(page));
