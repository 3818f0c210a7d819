/**
 * Where the beam goes, and where a scan says that it went.
 *
 * @module
 */
import { requireCoordinates } from "../../checks/positions.ts";
import type { Positions } from "../../positions.ts";
import { Random, range } from "../../random/random.ts";

/**
 * Some of given positions, drawn at random, in their order.
 *
 * @param positions The positions.
 * @param count How many.
 * @param seed Seed of the choice.
 * @throws {RangeError} If there are fewer, or a coordinate beyond ±2³¹.
 */
export function drawPositions({ x, y }: Positions, count: number, seed: number): Positions {
  requireCoordinates("x coordinate", x, "Cannot simulate a scan as");
  requireCoordinates("y coordinate", y, "Cannot simulate a scan as");
  if (x.length !== y.length || count > x.length) {
    const given = `${x.length} columns and ${y.length} rows are given`;
    throw new RangeError(`Cannot simulate ${count} patterns as there must be as many positions: ${given}`);
  }
  const chosen = new Random(seed, "choice of positions").shuffle(range(x.length)).slice(0, count).sort();
  const take = (axis: Float64Array): Float64Array => Float64Array.from(chosen, (index) => axis[index] ?? NaN);
  return { x: take(x), y: take(y) };
}

/**
 * Positions as a stage tells them that is not exact.
 *
 * @param positions True positions.
 * @param sigma Standard deviation along either axis, in object pixels.
 * @param seed Seed of all chance.
 */
export function misplaced({ x, y }: Positions, sigma: number, seed: number): Positions {
  const random = new Random(seed, "position errors");
  const off = (axis: Float64Array): Float64Array => axis.map((value) => value + sigma * random.normal());
  return { x: off(x), y: off(y) };
}

/** Pixels beside the true positions in which all of the others lie, but for one in two millions. */
export function errorMargin(sigma: number): number {
  return Math.ceil(5 * sigma);
}
