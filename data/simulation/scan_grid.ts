/**
 * Simulated scan positions.
 *
 * @module
 */
import type { Positions } from "../positions.ts";
import { Random } from "../random/random.ts";

/** What a scan grid must fit. */
export interface ScanGridOptions {
  readonly count: number;
  /** Side N of a patch in pixels. */
  readonly patchSize: number;
  readonly seed: number;
  /** The object, if there is one already: no patch reaches beyond it. */
  readonly object?: { readonly height: number; readonly width: number };
}

/** Greatest displacement, as a fraction of the step: a regular grid leaves periodic artefacts. */
const JITTER = 0.3;

/**
 * A jittered square grid in raster order. The step is N/8, which overlaps neighbouring disks of diameter N/2 by three
 * quarters, or less where the object is too small for that.
 *
 * @param options What it must fit.
 * @returns The positions.
 * @throws {RangeError} If the object is smaller than a patch.
 */
export function scanGrid({ count, patchSize, seed, object }: ScanGridOptions): Positions {
  const columns = Math.ceil(Math.sqrt(count));
  const rows = Math.ceil(count / columns);
  const across = axis(columns, patchSize, object?.width);
  const down = axis(rows, patchSize, object?.height);
  const random = new Random(seed, "positions");
  const place = ({ first, step }: Axis, i: number): number => first + step * (i + JITTER * (2 * random.uniform() - 1));
  return {
    x: Float64Array.from({ length: count }, (_, i) => place(across, i % columns)),
    y: Float64Array.from({ length: count }, (_, i) => place(down, Math.floor(i / columns))),
  };
}

// --- internal ---

interface Axis {
  readonly first: number;
  readonly step: number;
}

// Centres may lie from N/2 to length − N/2; the grid is put in the middle of that.
function axis(points: number, patchSize: number, length: number | undefined): Axis {
  const steps = points - 1 + 2 * JITTER;
  if (length === undefined) return { first: patchSize / 2 + JITTER * patchSize / 8, step: patchSize / 8 };
  const room = length - patchSize;
  if (room < 0) {
    throw new RangeError(`Cannot scan an object of ${length} pixels as a patch is larger: patchSize is ${patchSize}`);
  }
  const step = Math.min(patchSize / 8, room / steps);
  return { first: patchSize / 2 + (room - steps * step) / 2 + JITTER * step, step };
}
