// Walking a sheet by keyboard: every field of a row is a cell; rows follow each other. Pure of Svelte, knows the page's elements.

/** Cells carry data-row (the row's key) and data-cell (its place in the row). */
function cellsIn(row: string): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(`[data-row="${row}"][data-cell]`)];
}

export function focusCell(row: string, cell: number): boolean {
  const cells = cellsIn(row);
  const wanted = cells.find((one) => one.dataset['cell'] === String(cell)) ?? cells.at(-1);
  wanted?.focus();
  if (wanted instanceof HTMLInputElement) wanted.select();
  return wanted !== undefined;
}

export function cellCount(row: string): number {
  return cellsIn(row).length;
}
