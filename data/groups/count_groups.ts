/**
 * How many groups are formed around each position.
 *
 * @module
 */
import { Random } from "../random/random.ts";
import type { GroupConfig } from "./group_source.ts";

/** What decides on the number of groups. */
export interface CountOptions {
  /** The `data` section. */
  readonly config: GroupConfig;
  /** Seed of the choice. */
  readonly seed: number;
}

/**
 * Deals the groups that are wanted out to the positions: to each one before any gets a second, to the last round's at random
 * or, with `data.sequentialSampling`, to the first in the file.
 *
 * @param limits The most groups that each position may have.
 * @param options What is wanted; `data.groups` null wants all.
 * @returns Groups around each position; all that there may be where more are wanted.
 */
export function countGroups(limits: Float64Array, { config, seed }: CountOptions): Int32Array {
  const { groups, sequentialSampling } = config;
  if (groups === null) return Int32Array.from(limits);
  const counts = new Int32Array(limits.length);
  let open: Int32Array = Int32Array.from(limits.keys());
  for (let left = groups, round = 0; left > 0; left -= open.length, round++) {
    open = open.filter((position) => (limits[position] ?? 0) > round);
    if (open.length === 0) break;
    if (left < open.length) {
      const order = sequentialSampling ? open : new Random(seed, "groups of data.groups").shuffle(open);
      open = order.subarray(0, left);
    }
    for (const position of open) counts[position] = round + 1;
  }
  return counts;
}
