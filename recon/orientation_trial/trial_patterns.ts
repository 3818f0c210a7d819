/**
 * Which patterns a trial is made of: neighbours around the middle of the scan, of which some are held out.
 *
 * @module
 */
import { range } from "../../data/random/random.ts";
import { takeMasks } from "../../data/joining/take_patterns.ts";
import { takeRows } from "../../data/arrays/take_rows.ts";
import type { Positions } from "../../data/positions.ts";
import type { EngineScan } from "../engines/state/engine_scan.ts";
import { positionBatches } from "../engines/position_batches.ts";

/** Patterns that an image is made of, and patterns that only look at it. */
export interface TrialPatterns {
  /** Numbers of those that the engine gets. */
  readonly fitted: Int32Array;
  /** Numbers of those that are held out: they lie evenly between the others. */
  readonly heldOut: Int32Array;
}

/**
 * The positions around the middle of a scan.
 *
 * @param positions In any unit; those that are not finite are not taken.
 * @param count How many, at most.
 * @returns Their numbers, ascending.
 */
export function middlePositions({ x, y }: Positions, count: number): Int32Array {
  const finite = range(x.length).filter((i) => Number.isFinite(x[i]) && Number.isFinite(y[i]));
  const [across, down] = [x, y].map((values) => median(finite, values)) as [number, number];
  const distances = x.map((at, i) => Math.hypot(at - across, (y[i] ?? NaN) - down));
  return finite.sort((a, b) => (distances[a] ?? 0) - (distances[b] ?? 0) || a - b).slice(0, count).sort();
}

/**
 * Holds out one pattern in five.
 *
 * @param positions Of the patterns of the trial.
 */
export function holdOut(positions: Positions): TrialPatterns {
  const all = range(positions.x.length);
  // A sparse batch has one of each neighbourhood.
  const [heldOut = new Int32Array()] = positionBatches(positions, {
    ...{ batchSize: Math.max(1, Math.round(all.length / 5)), batching: "sparse", seed: 0, iteration: 0 },
  });
  const held = new Set(heldOut);
  return { fitted: all.filter((number) => !held.has(number)), heldOut: heldOut.slice().sort() };
}

/** Some patterns of a scan as a scan of their own; they are not copied. */
export function partOf(scan: EngineScan, numbers: Int32Array): EngineScan {
  return {
    ...scan,
    count: numbers.length,
    positions: { x: takeRows(scan.positions.x, numbers, 1), y: takeRows(scan.positions.y, numbers, 1) },
    amplitudes: (places) => scan.amplitudes(places.map((place) => numbers[place] ?? NaN)),
    masks: takeMasks(scan.masks, numbers),
  };
}

// --- internal ---

function median(numbers: Int32Array, values: Float64Array): number {
  const sorted = Float64Array.from(numbers, (i) => values[i] ?? NaN).sort();
  return sorted[sorted.length >> 1] ?? 0;
}
