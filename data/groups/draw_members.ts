/**
 * Drawing the members of groups from the neighbours of a position.
 *
 * @module
 */
import type { Random } from "../random/random.ts";
import type { NeighborPool } from "./neighbor_pools.ts";

/**
 * How many different choices of so many neighbours a pool has, if as many as possible are alike in number from each part.
 *
 * @param pool The neighbours of a position.
 * @param wanted Neighbours of a choice.
 * @returns 0 where there are not so many neighbours.
 */
export function countChoices(pool: NeighborPool, wanted: number): number {
  const { least, more, open } = shares(pool, wanted);
  if (more > open.length) return 0;
  let count = 0;
  for (let subset = 0; subset < 1 << open.length; subset++) {
    const chosen = open.filter((_, k) => (subset >> k) % 2 === 1);
    if (chosen.length !== more) continue;
    count += pool.reduce((product, part, k) => {
      const taken = Math.min(least, part.length) + (chosen.includes(k) ? 1 : 0);
      return product * binomial(part.length, taken);
    }, 1);
  }
  return count;
}

/**
 * Draws neighbours, as many from each part of the pool as from the others, or one more, as far as there are.
 *
 * @param pool The neighbours of a position.
 * @param wanted Neighbours of a choice; no more than there are.
 * @param random Where the choice comes from.
 * @returns The neighbours, those of a part after those of another, nearest first.
 */
export function drawChoice(pool: NeighborPool, wanted: number, random: Random): number[] {
  const { least, more, open } = shares(pool, wanted);
  const chosen = drawSome(open, more, random);
  return pool.flatMap((part, k) => drawSome(part, Math.min(least, part.length) + (chosen.includes(k) ? 1 : 0), random));
}

// --- internal ---

interface Shares {
  /** Taken from each part that has as many; all of one that has fewer. */
  readonly least: number;
  /** Parts that give one more. */
  readonly more: number;
  /** Those that have one more to give. */
  readonly open: readonly number[];
}

function shares(pool: NeighborPool, wanted: number): Shares {
  const taken = (level: number): number => pool.reduce((sum, part) => sum + Math.min(part.length, level), 0);
  let least = 0;
  while (least < wanted && taken(least + 1) <= wanted) least++;
  const open = [...pool.keys()].filter((k) => (pool[k]?.length ?? 0) > least);
  return { least, more: wanted - taken(least), open };
}

/** Some elements at random, in their order. */
function drawSome(from: readonly number[], count: number, random: Random): number[] {
  if (count === from.length) return [...from];
  const left = Int32Array.from(from.keys());
  for (let k = 0; k < count; k++) {
    const other = k + random.integer(left.length - k);
    [left[k], left[other]] = [left[other] ?? NaN, left[k] ?? NaN];
  }
  return [...left.subarray(0, count).sort()].map((place) => from[place] ?? NaN);
}

function binomial(n: number, k: number): number {
  let product = 1;
  for (let i = 1; i <= k; i++) product = product * (n - k + i) / i;
  return Math.round(product);
}
