/**
 * Two halves of a scan that both cover its field: neighbouring positions go to different halves. A pure function of
 * positions and a seed.
 *
 * @module
 */
import { NeighborIndex } from "../../data/groups/neighbor_index.ts";
import type { Positions } from "../../data/positions.ts";
import { Random, range } from "../../data/random/random.ts";

/**
 * Halves positions. They are cut into pairs of neighbours, of which each half gets one; which one is chosen so that positions
 * around a pair are in other halves than its own, as the colours of a chessboard are. So no place is further from a
 * position of either half than a pair is wide, however positions lie.
 *
 * @param positions Centres of patches.
 * @param seed Decides where nothing else does, such as for the first pair.
 * @returns Numbers of the positions of both halves, ascending: each position is in one of them, and they differ in number by
 * one at most.
 */
export function halvePositions(positions: Positions, seed: number): readonly [Int32Array, Int32Array] {
  const count = positions.x.length;
  if (count === 0) return [new Int32Array(), new Int32Array()];
  const pairs = cutIntoPairs(range(count), positions);
  const sides = chooseSides(pairs, neighboursOf(positions), new Random(seed, "half scans"));
  return [range(count).filter((position) => sides[position] === 1), range(count).filter((p) => sides[p] === -1)];
}

// --- internal ---

/** Neighbours of a position that have a say. */
const NEIGHBOURS = 8;

/** How often all pairs are gone through; hardly one changes after the third time. */
const ROUNDS = 8;

/** Members in pairs of neighbours, in an order in which pairs that follow each other are near; of an odd number one is alone. */
function cutIntoPairs(members: Int32Array, positions: Positions): Int32Array[] {
  if (members.length <= 2) return [members];
  const along = extent(members, positions.x) >= extent(members, positions.y) ? positions.x : positions.y;
  const sorted = members.slice().sort((a, b) => (along[a] ?? 0) - (along[b] ?? 0) || a - b);
  const cut = 2 * Math.round(members.length / 4);
  return [...cutIntoPairs(sorted.subarray(0, cut), positions), ...cutIntoPairs(sorted.subarray(cut), positions)];
}

function extent(members: Int32Array, along: Float64Array): number {
  let [low, high] = [Infinity, -Infinity];
  for (const member of members) {
    const at = along[member] ?? NaN;
    low = Math.min(low, at);
    high = Math.max(high, at);
  }
  return high - low;
}

/** Positions near each position, and what each of them counts: the nearer, the more. */
interface Neighbours {
  readonly numbers: Int32Array;
  readonly weights: Float64Array;
}

function neighboursOf(positions: Positions): Neighbours {
  const { x, y } = positions;
  const all = range(x.length);
  // Of positions at one place each would count infinitely much.
  const [width, height] = [extent(all, x), extent(all, y)];
  const spacing = Math.max(width, height) / Math.sqrt(x.length) || 1;
  const index = new NeighborIndex(positions);
  const numbers = new Int32Array(NEIGHBOURS * x.length).fill(-1);
  const weights = new Float64Array(numbers.length);
  all.forEach((position) =>
    index.near(position, { count: NEIGHBOURS }).forEach((other, k) => {
      const apart = Math.hypot((x[position] ?? 0) - (x[other] ?? 0), (y[position] ?? 0) - (y[other] ?? 0));
      numbers[NEIGHBOURS * position + k] = other;
      weights[NEIGHBOURS * position + k] = 1 / (apart ** 2 + (spacing / 4) ** 2);
    })
  );
  return { numbers, weights };
}

/** 1 and −1 for the two halves. */
function chooseSides(pairs: readonly Int32Array[], { numbers, weights }: Neighbours, random: Random): Int8Array {
  const sides = new Int8Array(numbers.length / NEIGHBOURS);
  /** By how much those around a position are of one half. */
  const around = (position: number): number => {
    let sum = 0;
    for (let k = NEIGHBOURS * position; k < NEIGHBOURS * (position + 1); k++) {
      sum += (weights[k] ?? 0) * (sides[numbers[k] ?? -1] ?? 0);
    }
    return sum;
  };
  for (let round = 0, changed = true; changed && round < ROUNDS; round++) {
    changed = false;
    for (const [first = NaN, second] of pairs) {
      const before = sides[first] ?? 0;
      // Not of the pair itself, whose two are in different halves in any case.
      [first, second].forEach((position) => position !== undefined && (sides[position] = 0));
      const excess = around(first) - (second === undefined ? 0 : around(second));
      const side = excess === 0 ? before || (random.uniform() < 0.5 ? -1 : 1) : excess > 0 ? -1 : 1;
      sides[first] = side;
      if (second !== undefined) sides[second] = -side;
      changed ||= side !== before;
    }
  }
  return sides;
}
