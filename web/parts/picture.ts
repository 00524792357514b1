// What a map draws: equal tiles, or true boundaries where somebody has brought them. Pure: places in, shapes on a plane out.
import type { Cell } from './tiles';

export interface Outlines {
  /** Whose boundaries these are; null when there are none. */
  file: { file_id: number; source: string; valid_on: string } | null;
  width: number;
  height: number;
  places: { id: number; d: string; x: number; y: number }[];
}

/** One place: its middle, and either a path or a square of that side. */
export interface Spot {
  x: number;
  y: number;
  d?: string | undefined;
  side: number;
}
export interface Picture {
  width: number;
  height: number;
  spots: Spot[];
}

const SIDE = 10;

export function tiled(cells: readonly Cell[]): Picture {
  const spots = cells.map((cell) => ({ x: (cell.column + 0.5) * SIDE, y: (cell.row + 0.5) * SIDE, side: SIDE }));
  const most = (of: 'column' | 'row') => Math.max(...cells.map((cell) => cell[of])) + 1;
  return { width: most('column') * SIDE, height: most('row') * SIDE, spots };
}

const ROW = 12;

/** Boundaries, and below them a square for each place the file does not have. `ratio` of width to height: room is left at the sides so
    that the page does not move when boundaries come after tiles. */
export function outlined(ids: readonly number[], outlines: Outlines, ratio: number): Picture {
  const known = new Map(outlines.places.filter((one) => one.d !== '').map((one) => [one.id, one]));
  const without = ids.filter((id) => !known.has(id));
  const side = outlines.width / ROW;
  const below = without.length === 0 ? 0 : (Math.ceil(without.length / ROW) + 0.3) * side;
  const height = Math.max(outlines.height + below, outlines.width / ratio);
  const width = Math.max(outlines.width, height * ratio);
  const left = (width - outlines.width) / 2;
  const top = (height - outlines.height - below) / 2;
  const spots = ids.map((id) => {
    const path = known.get(id);
    if (path) return { x: left + path.x, y: top + path.y, d: moved(path.d, left, top), side: 0 };
    const i = without.indexOf(id);
    return { x: left + ((i % ROW) + 0.5) * side, y: top + outlines.height + (Math.floor(i / ROW) + 0.8) * side, side };
  });
  return { width, height, spots };
}

/** A path whose parts each start with "Mx y" and go on from there. */
function moved(d: string, left: number, top: number): string {
  if (left === 0 && top === 0) return d;
  return d.replace(/M(-?\d+) ?(-?\d+)/g, (_, x: string, y: string) => `M${Math.round(Number(x) + left)} ${Math.round(Number(y) + top)}`);
}

/** Boundaries are drawn when they have any of these places. */
export function haveAny(outlines: Outlines | undefined, ids: readonly number[]): outlines is Outlines {
  if (!outlines?.file) return false;
  const known = new Set(outlines.places.map((one) => one.id));
  return ids.some((id) => known.has(id));
}

/** The place reached by going one way: what lies ahead counts once, what lies aside counts twice. */
export function nearest(spots: readonly Spot[], from: number, [dx, dy]: [number, number]): number | undefined {
  const start = spots[from];
  if (!start) return undefined;
  let best: number | undefined;
  let least = Infinity;
  for (const [i, spot] of spots.entries()) {
    const ahead = (spot.x - start.x) * dx + (spot.y - start.y) * dy;
    const aside = Math.abs((spot.x - start.x) * dy) + Math.abs((spot.y - start.y) * dx);
    if (ahead > 0 && ahead + 2 * aside < least) [least, best] = [ahead + 2 * aside, i];
  }
  return best;
}
