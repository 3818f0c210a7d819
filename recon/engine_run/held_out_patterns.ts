/**
 * Patterns of a reconstruction that are held out: they move nothing, and tell whether what the others moved explains them.
 *
 * @module
 */
import { takePatterns } from "../../data/joining/take_patterns.ts";
import { Random, range } from "../../data/random/random.ts";
import type { ChosenPatterns } from "./chosen_patterns.ts";

/** The patterns of a scan, parted. */
export interface PartedPatterns {
  /** Those that move object and probe. */
  readonly moving: ChosenPatterns;
  /** Those that are held out; null where none are. */
  readonly heldOut: ChosenPatterns | null;
}

/**
 * Holds patterns out. Those at the rim, without which the image would be smaller, are not among them: nothing else would
 * light its edge.
 *
 * @param chosen Patterns that were chosen.
 * @param share Share of them that is held out, from 0 to below 1.
 * @param seed Seed of the choice.
 * @throws {RangeError} If no pattern can be held out.
 */
export function holdOut(chosen: ChosenPatterns, share: number, seed: number): PartedPatterns {
  if (share === 0) return { moving: chosen, heldOut: null };
  const { count, x, y } = chosen.scan;
  const wanted = Math.max(1, Math.round(share * count));
  const order = new Random(seed, "held-out patterns").shuffle(range(count));
  const rim = rimOf({ x, y }, order);
  const held = order.filter((place) => !rim.has(place)).slice(0, wanted).sort();
  if (held.length === 0) {
    throw new RangeError(
      `Cannot hold patterns out as all of them are at the rim of the scan: current value is engine.heldOut = ${share} of ` +
        `${count} patterns`,
    );
  }
  const isHeld = new Set(held);
  const part = (places: Int32Array): ChosenPatterns => ({
    scan: takePatterns(chosen.scan, places),
    numbers: places.map((place) => chosen.numbers[place] ?? NaN),
  });
  return { moving: part(range(count).filter((place) => !isHeld.has(place))), heldOut: part(held) };
}

// --- internal ---

/** One pattern for each side of the scan: it bounds the canvas. */
function rimOf({ x, y }: Pick<ChosenPatterns["scan"], "x" | "y">, order: Int32Array): ReadonlySet<number> {
  const least = (value: (place: number) => number): number =>
    order.reduce((best, place) => value(place) < value(best) ? place : best, order[0] ?? 0);
  const at = (axis: Float64Array, place: number): number => axis[place] ?? NaN;
  return new Set([
    ...[least((place) => at(x, place)), least((place) => -at(x, place))],
    ...[least((place) => at(y, place)), least((place) => -at(y, place))],
  ]);
}
