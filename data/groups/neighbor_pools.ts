/**
 * Among which patterns the members of a position's groups are drawn.
 *
 * @module
 */
import { type GroupConfig, groupSize, type GroupSource, poolSize } from "./group_source.ts";
import { NeighborIndex } from "./neighbor_index.ts";
import { scanSteps } from "./scan_steps.ts";

/**
 * Candidates around a position, nearest first, in one part or several, of which a group takes as evenly as it can.
 */
export type NeighborPool = readonly (readonly number[])[];

/** Finds the pool of any position of a scan. */
export interface NeighborPools {
  /** By `data.neighborFunction`: of patterns at distances that make sense. */
  readonly wanted: (pattern: number) => NeighborPool;
  /** Of as many as make a group: the nearest whose patches overlap with its own, and itself in the place of each missing one. */
  readonly filled: (pattern: number) => NeighborPool;
  /** As many as make a group with it, the nearest, however far away. */
  readonly nearest: (pattern: number) => readonly number[];
  /** Distance between two patterns in object pixels. */
  readonly distance: (one: number, other: number) => number;
}

/**
 * How the neighbours of a position are found:
 *
 * - `"nearest"`: K nearest;
 * - `"minDistance"`: K nearest of those from `minNeighborDistance` to `maxNeighborDistance` away that keep the least
 *   distance from each other too;
 * - `"fourQuadrant"`: `quadrantNeighbors` nearest at other places, in a part for each quadrant around the position.
 *
 * K is `neighbors`, with `oversampling` the `neighborPoolSize`. What is nearest is measured in pixels or, where
 * `scanPattern` is rectangular, in steps of the scan; least and greatest distance are in pixels. But for `"minDistance"`
 * a pattern is a neighbour only if its patch and that of the position have a pixel in common.
 *
 * @param source The patterns.
 * @param config The `data` section.
 */
export function neighborPools(source: GroupSource, config: GroupConfig): NeighborPools {
  const { x, y, patchSize } = source;
  const steps = config.scanPattern === "rectangular" ? scanSteps(source) : { x: 1, y: 1 };
  const index = new NeighborIndex(source, steps);
  const across = (one: number, other: number): number => (x[other] ?? NaN) - (x[one] ?? NaN);
  const down = (one: number, other: number): number => (y[other] ?? NaN) - (y[one] ?? NaN);
  const distance = (one: number, other: number): number => Math.hypot(across(one, other), down(one, other));
  const overlap = (one: number, other: number): boolean =>
    Math.abs(across(one, other)) < patchSize && Math.abs(down(one, other)) < patchSize;
  const { count } = poolSize(config);
  const wanted = {
    nearest: (pattern: number) => [index.near(pattern, { count }).filter((other) => overlap(pattern, other))],
    minDistance: (
      pattern: number,
    ) => [apart(pattern, { config, index, distance, longest: Math.min(steps.x, steps.y) })],
    fourQuadrant: (pattern: number) => {
      const near = index.near(pattern, { count, repeats: false });
      const quadrants: number[][] = [[], [], [], []];
      for (const other of near.filter((other) => overlap(pattern, other))) {
        quadrants[quadrantOf(across(pattern, other), down(pattern, other))]?.push(other);
      }
      return quadrants;
    },
  }[config.neighborFunction];
  const others = groupSize(config) - 1;
  const nearest = (pattern: number): number[] => index.near(pattern, { count: others });
  const filled = (pattern: number): NeighborPool => {
    const found = nearest(pattern).filter((other) => overlap(pattern, other));
    return [[...found, ...new Array<number>(others - found.length).fill(pattern)]];
  };
  return { wanted, filled, nearest, distance };
}

// --- internal ---

interface ApartOptions {
  readonly config: GroupConfig;
  readonly index: NeighborIndex;
  readonly distance: NeighborPools["distance"];
  /** Pixels of the shorter step that distances of the index are measured in. */
  readonly longest: number;
}

/** The nearest patterns within the distances that keep the least distance from each other. */
function apart(pattern: number, { config, index, distance, longest }: ApartOptions): number[] {
  const { minNeighborDistance: least, maxNeighborDistance: greatest } = config;
  const { count } = poolSize(config);
  if (least > 0) return index.apart(pattern, { count, least, greatest });
  const accept = (other: number): boolean => distance(pattern, other) <= greatest;
  return index.near(pattern, { count, within: greatest / longest, accept });
}

/** 0 to 3, each with one of the axes that bound it, so that a quarter of a turn takes each into the next. */
function quadrantOf(across: number, down: number): number {
  if (across > 0 && down >= 0) return 0;
  if (across <= 0 && down > 0) return 1;
  return across < 0 ? 2 : 3;
}
