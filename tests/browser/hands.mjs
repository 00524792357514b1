// What views do with a page to come to their state.

/** Clicks what opens a dialog and waits for it. */
export function opens(selector, then) {
  return async (page) => {
    await page.locator(selector).first().click();
    await page.waitForSelector('dialog[open]');
    await then?.(page);
  };
}

/** Saves the open dialog as it stands: it says what is missing. */
export const empty = async (page) => {
  await page.locator('dialog[open] button.main').click();
  await page.waitForSelector('dialog[open] .error, dialog[open] [role=alert]');
};
