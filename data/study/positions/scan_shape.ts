/**
 * How scan positions lie: their step, their extent, what repeats, and where the scan has holes.
 *
 * @module
 */
import { bounds, Neighbours, type Places } from "./neighbours.ts";

/** How positions lie, in their own unit. */
export interface ScanShape {
  /** Median distance to the nearest other position. */
  readonly step: number;
  /** Extent along x. */
  readonly width: number;
  /** Extent along y. */
  readonly height: number;
  /** Numbers of positions that are those of an earlier one, beside that one. */
  readonly duplicates: readonly (readonly [position: number, earlier: number])[];
  /** Numbers of positions that are far away from all others. */
  readonly isolated: readonly number[];
  /** Whether all lie on one line. */
  readonly line: boolean;
  /** Whether positions lie on an even grid. */
  readonly raster: boolean;
}

/**
 * Describes positions.
 *
 * @param places At least two finite positions.
 */
export function scanShape(places: Places): ScanShape {
  const duplicates = repeated(places);
  const later = new Set(duplicates.map(([position]) => position));
  const own = [...places.x.keys()].filter((i) => !later.has(i));
  const take = (values: Float64Array): Float64Array => Float64Array.from(own, (i) => values[i] ?? NaN);
  const distinct = { x: take(places.x), y: take(places.y) };
  const [[left, right], [top, bottom]] = [bounds(distinct.x), bounds(distinct.y)];
  const extent = { width: right - left, height: bottom - top };
  if (own.length < 2) return { step: 0, ...extent, duplicates, isolated: [], line: true, raster: false };
  const neighbours = new Neighbours(distinct);
  const nearest = own.map((_, i) => neighbours.nearest(i, 1)[0] ?? 0);
  const distances = Float64Array.from(nearest, (other, i) => distanceOf(distinct, i, other));
  const step = distances.toSorted()[Math.floor(own.length / 2)] ?? 0;
  const isolated = own.filter((_, i) => (distances[i] ?? 0) > ISOLATED * step);
  const line = isLine(distinct, step);
  return { step, ...extent, duplicates, isolated, line, raster: !line && isRaster(distinct, neighbours, step) };
}

/**
 * How many places inside of a scan no position is near.
 *
 * @param places Positions.
 * @param size Side of a square that is a hole if no position is in it and there are some on all four sides.
 */
export function holesOf({ x, y }: Places, size: number): number {
  const [[left, right], [top, bottom]] = [bounds(x), bounds(y)];
  const [columns, rows] = [Math.ceil((right - left) / size), Math.ceil((bottom - top) / size)];
  if (!(columns * rows > 0 && columns * rows <= MOST_CELLS)) return 0;
  const taken = new Uint8Array(columns * rows);
  x.forEach((value, i) => {
    const column = Math.min(columns - 1, Math.floor((value - left) / size));
    taken[Math.min(rows - 1, Math.floor(((y[i] ?? NaN) - top) / size)) * columns + column] = 1;
  });
  const [rowEnds, columnEnds] = [ends(taken, rows, columns, false), ends(taken, columns, rows, true)];
  let holes = 0;
  taken.forEach((mark, cell) => {
    const [row, column] = [Math.floor(cell / columns), cell % columns];
    const [first = 0, last = 0] = rowEnds[row] ?? [];
    const [above = 0, below = 0] = columnEnds[column] ?? [];
    if (mark === 0 && first < column && column < last && above < row && row < below) holes++;
  });
  return holes;
}

// --- internal ---

/** So many steps from its nearest neighbour, a position stands alone. */
const ISOLATED = 5;
/** Positions within this part of a step are one. */
const SAME = 1e-3;
/** Share of the neighbours that lie on the grid, of a raster. */
const MOSTLY = 0.95;
/** Neighbours on a grid are off it by at most this part of a step; fluctuations of real stages are more. */
const OFF_GRID = 0.02;
/** Cells of the grid on which holes are looked for. */
const MOST_CELLS = 1 << 22;

function distanceOf({ x, y }: Places, a: number, b: number): number {
  return Math.hypot((x[a] ?? NaN) - (x[b] ?? NaN), (y[a] ?? NaN) - (y[b] ?? NaN));
}

function repeated(places: Places): [number, number][] {
  const [[left, right], [top, bottom]] = [bounds(places.x), bounds(places.y)];
  const grain = SAME * Math.max(right - left, bottom - top) / Math.sqrt(places.x.length);
  const seen = new Map<string, number>();
  const found: [number, number][] = [];
  places.x.forEach((x, i) => {
    const y = places.y[i] ?? NaN;
    const key = grain > 0 ? `${Math.round((x - left) / grain)},${Math.round((y - top) / grain)}` : "";
    const earlier = seen.get(key);
    if (earlier === undefined) seen.set(key, i);
    else found.push([i, earlier]);
  });
  return found;
}

/** Whether positions stray less than a hundredth of a step from a line through them. */
function isLine({ x, y }: Places, step: number): boolean {
  const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [cx, cy] = [mean(x), mean(y)];
  let [xx, xy, yy] = [0, 0, 0];
  x.forEach((value, i) => {
    const [a, b] = [value - cx, (y[i] ?? NaN) - cy];
    [xx, xy, yy] = [xx + a * a, xy + a * b, yy + b * b];
  });
  const least = (xx + yy - Math.hypot(xx - yy, 2 * xy)) / 2;
  return Math.sqrt(Math.max(0, least) / x.length) < 0.01 * step;
}

/** Whether nearly all nearest neighbours are whole steps of one grid apart. */
function isRaster(places: Places, neighbours: Neighbours, step: number): boolean {
  const { x, y } = places;
  if (x.length < 9) return false;
  const steps = (i: number, k: number): [number, number][] =>
    neighbours.nearest(i, k).map((j) => [(x[j] ?? NaN) - (x[i] ?? NaN), (y[j] ?? NaN) - (y[i] ?? NaN)]);
  const around = steps(nearestTo(places), 8);
  const [[ax, ay] = [0, 0]] = around;
  const [bx, by] = around.find(([u, v]) => Math.abs(ax * v - ay * u) > 0.3 * Math.hypot(ax, ay) * Math.hypot(u, v)) ??
    [0, 0];
  const area = ax * by - ay * bx;
  if (area === 0) return false;
  const off = OFF_GRID * Math.max(1, step / Math.sqrt(Math.abs(area)));
  const onGrid = (value: number): boolean => Math.abs(value - Math.round(value)) <= off;
  let good = 0;
  for (let i = 0; i < x.length; i++) {
    if (steps(i, 4).every(([u, v]) => onGrid((u * by - v * bx) / area) && onGrid((v * ax - u * ay) / area))) good++;
  }
  return good >= MOSTLY * x.length;
}

/** The position nearest to the middle of all. */
function nearestTo({ x, y }: Places): number {
  const [[left, right], [top, bottom]] = [bounds(x), bounds(y)];
  const [cx, cy] = [(left + right) / 2, (top + bottom) / 2];
  let [best, least] = [0, Infinity];
  x.forEach((value, i) => {
    const distance = Math.hypot(value - cx, (y[i] ?? NaN) - cy);
    if (distance < least) [best, least] = [i, distance];
  });
  return best;
}

/** First and last marked cell of each line. */
function ends(taken: Uint8Array, lines: number, length: number, across: boolean): [first: number, last: number][] {
  return Array.from({ length: lines }, (_, line) => {
    let [first, last] = [length, -1];
    for (let k = 0; k < length; k++) {
      if (taken[across ? k * lines + line : line * length + k] === 0) continue;
      if (first === length) first = k;
      last = k;
    }
    return [first, last];
  });
}
