// Equal tiles for places of unequal size: each place gets the cell of a grid that keeps all of them nearest to where they
// truly are (least sum of squared distances). Pure: positions in, cells out.

export interface Position {
  lat: number;
  lon: number;
}
export interface Cell {
  column: number;
  row: number;
}

/** Share of the grid's cells left free, so that the outline of the whole can be told. */
const ROOM = 1.55;

/** One cell for each position, no two the same; row 0 is north. Columns and rows start at 0. */
export function arrange(positions: readonly Position[]): Cell[] {
  if (positions.length === 0) return [];
  const points = flatten(positions);
  const wide = spread(points.map((p) => p.x));
  const high = spread(points.map((p) => p.y));
  const side = Math.sqrt((wide * high) / (positions.length * ROOM)) || 1;
  const columns = Math.max(1, Math.round(wide / side) + 1);
  const rows = Math.max(Math.ceil(positions.length / columns), Math.round(high / side) + 1);
  const cells = Array.from({ length: columns * rows }, (_, i) => ({ column: i % columns, row: Math.floor(i / columns) }));
  const distance = points.map((p) =>
    cells.map((cell) => {
      const dx = p.x - (cell.column * wide) / Math.max(1, columns - 1);
      const dy = p.y - (cell.row * high) / Math.max(1, rows - 1);
      return dx * dx + dy * dy;
    }),
  );
  return trim(assign(distance).map((i) => cells[i] as Cell));
}

/** `n` cells in reading order, about three wide for two high. */
export function inOrder(n: number): Cell[] {
  const columns = Math.max(1, Math.ceil(Math.sqrt(n * 1.5)));
  return Array.from({ length: n }, (_, i) => ({ column: i % columns, row: Math.floor(i / columns) }));
}

const STEPS = 5;

/** Bounds that put about as many places in each of five steps, so that differences show at every level. */
export function boundsOf(shares: readonly (number | null)[]): number[] {
  const known = shares.filter((bp) => bp !== null).sort((a, b) => a - b);
  return [1, 2, 3, 4].map((k) => known[Math.floor((k * known.length) / STEPS)] ?? 0);
}

/** Degrees to a plane with x to the east and y to the south, both from 0. */
function flatten(positions: readonly Position[]): { x: number; y: number }[] {
  const middle = positions.reduce((sum, p) => sum + p.lat, 0) / positions.length;
  const shrink = Math.cos((middle * Math.PI) / 180);
  const west = Math.min(...positions.map((p) => p.lon));
  const north = Math.max(...positions.map((p) => p.lat));
  return positions.map((p) => ({ x: (p.lon - west) * shrink, y: north - p.lat }));
}

function spread(values: number[]): number {
  return Math.max(...values) - Math.min(...values) || 1e-6;
}

function trim(cells: Cell[]): Cell[] {
  const left = Math.min(...cells.map((cell) => cell.column));
  const top = Math.min(...cells.map((cell) => cell.row));
  return cells.map((cell) => ({ column: cell.column - left, row: cell.row - top }));
}

/** The cheapest assignment of rows to columns (Hungarian method with potentials); at least as many columns as rows. */
function assign(cost: number[][]): number[] {
  const n = cost.length;
  const m = cost[0]?.length ?? 0;
  const u = new Float64Array(n + 1);
  const v = new Float64Array(m + 1);
  const owner = new Int32Array(m + 1);
  const from = new Int32Array(m + 1);
  for (let i = 1; i <= n; i += 1) {
    owner[0] = i;
    let at = 0;
    const least = new Float64Array(m + 1).fill(Infinity);
    const used = new Uint8Array(m + 1);
    do {
      used[at] = 1;
      const row = owner[at]!;
      let delta = Infinity;
      let next = 0;
      for (let j = 1; j <= m; j += 1) {
        if (used[j]) continue;
        const here = cost[row - 1]![j - 1]! - u[row]! - v[j]!;
        if (here < least[j]!) {
          least[j] = here;
          from[j] = at;
        }
        if (least[j]! < delta) [delta, next] = [least[j]!, j];
      }
      for (let j = 0; j <= m; j += 1) {
        if (used[j]) {
          u[owner[j]!]! += delta;
          v[j]! -= delta;
        } else least[j]! -= delta;
      }
      at = next;
    } while (owner[at] !== 0);
    while (at !== 0) {
      owner[at] = owner[from[at]!]!;
      at = from[at]!;
    }
  }
  const answer = new Array<number>(n).fill(0);
  for (let j = 1; j <= m; j += 1) if (owner[j] !== 0) answer[owner[j]! - 1] = j - 1;
  return answer;
}
