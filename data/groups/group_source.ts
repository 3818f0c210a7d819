/**
 * What groups are formed of.
 *
 * @module
 */
import type { SciencePayload } from "../../config/payload.ts";
import type { Places } from "./places.ts";

/** Patterns that may be members of groups, and where they were taken. */
export interface GroupSource extends Places {
  /** Their numbers in the scan, ascending. */
  readonly numbers: Int32Array;
  /** Side N of their patches in object pixels. */
  readonly patchSize: number;
  /** File of the scan, for messages. */
  readonly path: string;
}

/** The `data` section. */
export type GroupConfig = SciencePayload["data"];

/** Patterns C of a group. */
export function groupSize({ gridSize }: Pick<GroupConfig, "gridSize">): number {
  return gridSize ** 2;
}

/** Neighbours of a position among which members are drawn, at most. */
export interface PoolSize {
  /** Field that says so. */
  readonly field: "neighbors" | "neighborPoolSize" | "quadrantNeighbors";
  readonly count: number;
}

/** How many neighbours of a position members are drawn from. */
export function poolSize(config: GroupConfig): PoolSize {
  const { neighborFunction, neighbors, quadrantNeighbors, oversampling, neighborPoolSize } = config;
  if (neighborFunction === "fourQuadrant") return { field: "quadrantNeighbors", count: quadrantNeighbors };
  if (oversampling && neighborPoolSize !== null) return { field: "neighborPoolSize", count: neighborPoolSize };
  return { field: "neighbors", count: neighbors };
}
