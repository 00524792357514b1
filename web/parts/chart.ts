// The arithmetic of the charts: scales and bins. Pure.

/** A round step so that `most` is reached in about `parts` steps: 1, 2 or 5 times a power of ten. */
export function roundStep(most: number, parts: number): number {
  if (!(most > 0)) return 1;
  const raw = most / parts;
  const power = 10 ** Math.floor(Math.log10(raw));
  const lead = [1, 2, 5, 10].find((one) => one * power >= raw - 1e-9) ?? 10;
  return lead * power;
}

/** The ticks from zero to the first at or above `most`. */
export function ticks(most: number, parts = 4): number[] {
  const step = roundStep(most, parts);
  const last = Math.max(1, Math.ceil(most / step - 1e-9));
  return Array.from({ length: last + 1 }, (_, i) => i * step);
}

export interface Bin {
  from: number;
  to: number;
  count: number;
}

/** How many of the values lie in each of `parts` equal ranges from 0 to `most`; what equals `most` lies in the last. */
export function bins(values: readonly number[], most: number, parts: number): Bin[] {
  const width = most / parts;
  const out = Array.from({ length: parts }, (_, i) => ({ from: i * width, to: (i + 1) * width, count: 0 }));
  for (const value of values) {
    const bin = out[Math.max(0, Math.min(parts - 1, Math.floor(value / width)))];
    if (bin) bin.count += 1;
  }
  return out;
}
