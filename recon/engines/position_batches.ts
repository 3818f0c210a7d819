/**
 * Batches of positions: which patterns an engine takes together, and in which order. A pure function of positions, seed and
 * the number of the iteration, so that a run resumes at any of them.
 *
 * @module
 */
import type { Positions } from "../../data/positions.ts";
import { Random, range } from "../../data/random/random.ts";
import type { EngineOptions } from "./state/engine_options.ts";

/** Which batches are made. */
export interface PositionBatchesOptions extends Pick<EngineOptions, "batchSize" | "batching" | "seed"> {
  /** Number of the iteration, from 0. */
  readonly iteration: number;
}

/**
 * The batches of an iteration; each position is in one of them.
 *
 * `random` takes any positions together. `compact` takes neighbours: the scan is halved again and again, along alternating
 * axes that lie otherwise in every iteration. `sparse` halves it into as many cells as a batch has positions, and takes one
 * of each cell, at about the same place in all of them: so they are a cell apart. Batches come in random order.
 *
 * @param positions Centres of patches.
 * @param options Size and kind of batches, seed and iteration.
 * @returns Numbers of positions, batch by batch; no batch has more than `batchSize`.
 */
export function positionBatches(
  positions: Positions,
  { batchSize, batching, seed, iteration }: PositionBatchesOptions,
): Int32Array[] {
  const count = positions.x.length;
  const all = range(count), wanted = Math.ceil(count / batchSize);
  const random = new Random(seed, `positions of iteration ${iteration}`);
  if (batching === "random") return pieces(random.shuffle(all), batchSize);
  const axes = turnedAxes(positions, 2 * Math.PI * random.uniform());
  if (batching === "compact") return shuffled(cells(all, wanted, axes), random);
  const places = cells(all, Math.min(batchSize, count), axes)
    .map((cell) => cells(cell, cell.length, axes).map(([position = 0]) => position));
  const batches = Array.from(
    { length: wanted },
    (_, batch) => Int32Array.from(places.flatMap((cell) => cell.slice(batch, batch + 1))),
  );
  return shuffled(batches, random);
}

// --- internal ---

type Axes = readonly [Float64Array, Float64Array];

function pieces(order: Int32Array, size: number): Int32Array[] {
  return Array.from({ length: Math.ceil(order.length / size) }, (_, k) => order.slice(k * size, (k + 1) * size));
}

function shuffled(batches: readonly Int32Array[], random: Random): Int32Array[] {
  return Array.from(random.shuffle(range(batches.length)), (number) => batches[number] ?? new Int32Array());
}

/** Positions along two axes that are turned by an angle. */
function turnedAxes({ x, y }: Positions, angle: number): Axes {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return [x.map((at, j) => cos * at + sin * (y[j] ?? 0)), x.map((at, j) => cos * (y[j] ?? 0) - sin * at)];
}

/** Cuts positions into so many cells of neighbours, alike in number but for one. */
function cells(members: Int32Array, count: number, axes: Axes, depth = 0): Int32Array[] {
  if (count <= 1) return [members];
  const along = axes[depth % 2 === 0 ? 0 : 1];
  const sorted = members.slice().sort((a, b) => (along[a] ?? 0) - (along[b] ?? 0) || a - b);
  const half = count >> 1;
  // Cells before the cut have together what they have in an even sharing, rounded up: no cell gets more than its share.
  const least = Math.floor(members.length / count), more = members.length % count;
  const cut = half * least + Math.min(half, more);
  return [
    ...cells(sorted.subarray(0, cut), half, axes, depth + 1),
    ...cells(sorted.subarray(cut), count - half, axes, depth + 1),
  ];
}
