/**
 * Groups: C = gridSize² patterns that were taken near each other, one sample of a network. A group is formed around each
 * position, and its members are drawn from the neighbours of that position.
 *
 * All of it is a pure function of positions, configuration and seed, and takes M·log M time for M patterns.
 *
 * @module
 */
import { Random } from "../random/random.ts";
import { countGroups } from "./count_groups.ts";
import { countChoices, drawChoice } from "./draw_members.ts";
import { type GroupConfig, groupSize, type GroupSource } from "./group_source.ts";
import { fewerThanWanted, requireNeighbors, scatterWarnings, tooSparse } from "./group_messages.ts";
import { type NeighborPool, type NeighborPools, neighborPools } from "./neighbor_pools.ts";

/** How groups are formed. */
export interface GroupOptions {
  /** Seed of every choice. */
  readonly seed: number;
  /**
   * Take all the groups there are where `data.groups` wants more.
   *
   * @default {false}
   */
  readonly fewer?: boolean;
  /**
   * Form a group around every pattern: one that has too few neighbours where they should be gets the nearest that overlap
   * with it, and is a member several times where those are too few. Without, no group is formed around it.
   *
   * @default {false}
   */
  readonly everyPattern?: boolean;
}

/** Groups of patterns. */
export interface Groups {
  /** Numbers in the scan of the patterns that are members, ascending. */
  readonly numbers: Int32Array;
  /** (S, C) members as places in `numbers`; the first is the pattern that a group was formed around. */
  readonly members: Int32Array;
  /** What the user should know, one sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Forms groups. Those around one position are different, and lie behind each other; positions are in the order of the file.
 *
 * @param source The patterns.
 * @param config The `data` section.
 * @param options Seed, and what may be missing.
 * @returns The groups.
 * @throws {RangeError} If there are fewer patterns or neighbours than a group has members, fewer groups than are wanted, or
 * none because the scan is too sparse.
 */
export function formGroups(source: GroupSource, config: GroupConfig, options: GroupOptions): Groups {
  const { seed, fewer = false, everyPattern = false } = options;
  const size = groupSize(config);
  requireNeighbors(source, config);
  const found = size > 1 ? findPools(source, config, everyPattern) : null;
  const limits = Float64Array.from(source.numbers, (_, pattern) => found ? limitOf(found.pools[pattern], config) : 1);
  const counts = countGroups(limits, { config, seed });
  const count = counts.reduce((sum, each) => sum + each, 0);
  if (count < (config.groups ?? 0) && !fewer) throw fewerThanWanted(source, config, count);
  const members = new Int32Array(count * size);
  let next = 0;
  counts.forEach((groups, pattern) => {
    const around = found ? draw(found.pools[pattern] ?? [], size - 1, { groups, random: stream(pattern) }) : [[]];
    for (const others of around.slice(0, groups)) {
      members.set([pattern, ...others], next);
      next += size;
    }
  });
  return { ...renumber(source.numbers, members), warnings: found?.warnings ?? [] };

  /** One for each pattern, whichever others there are. */
  function stream(pattern: number): Random {
    return new Random(seed, `groups around ${source.numbers[pattern]}`);
  }
}

// --- internal ---

interface FoundPools {
  /** Of each pattern; empty where no group shall be formed around it. */
  readonly pools: readonly NeighborPool[];
  readonly warnings: readonly string[];
}

function findPools(source: GroupSource, config: GroupConfig, everyPattern: boolean): FoundPools {
  const finder = neighborPools(source, config);
  const pools = Array.from(source.numbers, (_, pattern) => finder.wanted(pattern));
  const others = groupSize(config) - 1;
  const lonely = [...pools.keys()].filter((pattern) => sizeOf(pools[pattern]) < others);
  if (lonely.length === 0) return { pools, warnings: [] };
  if (lonely.length === pools.length) {
    throw tooSparse(source, config, reachOf(finder, pools.length));
  }
  for (const pattern of lonely) pools[pattern] = everyPattern ? finder.filled(pattern) : [];
  return { pools, warnings: scatterWarnings(source, config, { lonely: lonely.length, everyPattern }) };
}

/** How far the nearest patterns that would make a group are from some patterns. */
function reachOf(
  { nearest, distance }: NeighborPools,
  count: number,
): number[] {
  const every = Math.ceil(count / 1000);
  return Array.from(
    { length: Math.ceil(count / every) },
    (_, k) => Math.max(...nearest(k * every).map((other) => distance(k * every, other))),
  );
}

function sizeOf(pool: NeighborPool = []): number {
  return pool.reduce((sum, part) => sum + part.length, 0);
}

/** The most groups around a position. */
function limitOf(pool: NeighborPool = [], config: GroupConfig): number {
  const choices = countChoices(pool, groupSize(config) - 1);
  const { groups, groupsPerPosition, oversampling } = config;
  return Math.min(choices, oversampling && groups !== null ? groups : groupsPerPosition);
}

/** Different choices of so many neighbours; there are as many as are wanted. */
function draw(
  pool: NeighborPool,
  wanted: number,
  { groups, random }: { readonly groups: number; readonly random: Random },
): number[][] {
  const drawn = new Map<string, number[]>();
  while (drawn.size < groups) {
    const choice = drawChoice(pool, wanted, random);
    drawn.set(choice.join(), choice);
  }
  return [...drawn.values()];
}

/** Leaves out patterns that are in no group. */
function renumber(numbers: Int32Array, members: Int32Array): Pick<Groups, "numbers" | "members"> {
  const place = new Int32Array(numbers.length).fill(-1);
  for (const member of members) place[member] = 0;
  const used = Int32Array.from(place.keys()).filter((pattern) => place[pattern] === 0);
  used.forEach((pattern, k) => place[pattern] = k);
  return {
    numbers: used.map((pattern) => numbers[pattern] ?? NaN),
    members: members.map((member) => place[member] ?? NaN),
  };
}
