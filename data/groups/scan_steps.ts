/**
 * How far it is from one scan position to the next, along columns and along rows.
 *
 * @module
 */
import { NeighborIndex } from "./neighbor_index.ts";
import type { Places } from "./places.ts";

/** Steps of a scan in object pixels. */
export interface ScanSteps {
  /** From column to column. */
  readonly x: number;
  /** From row to row. */
  readonly y: number;
}

/**
 * The steps of a scan whose rows are not as far apart as its columns: the median distance to the nearest position that
 * lies rather beside than above, and to the nearest that lies rather above than beside. Both are 1 where a scan is a line.
 *
 * @param positions Its positions.
 */
export function scanSteps(positions: Places): ScanSteps {
  const index = new NeighborIndex(positions);
  const [beside, above]: [number[], number[]] = [[], []];
  const every = Math.ceil(positions.x.length / MOST_POSITIONS);
  for (let pattern = 0; pattern < positions.x.length; pattern += every) {
    const { x, y } = nearestByAxis(pattern, positions, index);
    if (Number.isFinite(x)) beside.push(x);
    if (Number.isFinite(y)) above.push(y);
  }
  return beside.length > 0 && above.length > 0 ? { x: median(beside), y: median(above) } : { x: 1, y: 1 };
}

// --- internal ---

/** So many tell the median. */
const MOST_POSITIONS = 500;
/** A scan whose steps differ by more than a factor of about 100 counts as a line. */
const MOST_NEIGHBORS = 512;

/** Distances to the nearest position beside and above; infinite where there is none among those that are near. */
function nearestByAxis(pattern: number, { x, y }: Places, index: NeighborIndex): ScanSteps {
  let [beside, above] = [Infinity, Infinity];
  for (let count = 8; count <= MOST_NEIGHBORS; count *= 4) {
    for (const other of index.near(pattern, { count, repeats: false })) {
      const across = Math.abs((x[other] ?? NaN) - (x[pattern] ?? NaN));
      const down = Math.abs((y[other] ?? NaN) - (y[pattern] ?? NaN));
      if (across > down) beside = Math.min(beside, across);
      else above = Math.min(above, down);
    }
    if (beside < Infinity && above < Infinity) break;
  }
  return { x: beside, y: above };
}

function median(values: number[]): number {
  values.sort((a, b) => a - b);
  return values[Math.floor(values.length / 2)] ?? NaN;
}
