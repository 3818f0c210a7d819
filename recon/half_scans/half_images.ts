/**
 * Images of both halves of a scan, whatever made them.
 *
 * @module
 */
import type { Accelerator } from "../../backend/accelerator.ts";
import type { Positions } from "../../data/positions.ts";
import type { DataFile } from "../../run/run_record.ts";
import type { Reconstruction } from "../image/reconstruction.ts";
import { halvePositions } from "./halve_positions.ts";

/** How images of halves are made. */
export interface HalfImagesOptions {
  /**
   * The scan.
   *
   * @default the one that the directory is of
   */
  readonly scan?: string;
  /** The accelerator to use; without it `execution.accelerator` of the directory's payload is selected. */
  readonly accelerator?: Accelerator;
  /** Called after every batch: how much of the work on both halves is done. */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
  /** Called with each sentence on what looks wrong in the scan, or is not promised by the accelerator. */
  readonly onWarning?: (text: string) => void;
  /** Stops before the next batch; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** The images, and what they are of. */
export interface HalfImages {
  /** Whether an engine made them, or a network. */
  readonly kind: "engine" | "network";
  /** With what they were made, in a few words. */
  readonly by: string;
  /** The scan. */
  readonly scan: DataFile;
  /** Patterns of each half. */
  readonly patterns: readonly [number, number];
  /** Seed of the halving. */
  readonly seed: number;
  /** The two images, in the frame of the scan. */
  readonly images: readonly [Reconstruction, Reconstruction];
}

/**
 * Halves the patterns of a scan.
 *
 * @param positions Where they lie.
 * @param seed See `halvePositions`.
 * @throws {RangeError} If there are too few of them.
 */
export function halves(positions: Positions, seed: number): readonly [Int32Array, Int32Array] {
  const count = positions.x.length;
  if (count >= 2 * LEAST_PATTERNS) return halvePositions(positions, seed);
  throw new RangeError(
    `Cannot halve the scan as each half needs at least ${LEAST_PATTERNS} patterns: current value is ${count} patterns in all`,
  );
}

// --- internal ---

const LEAST_PATTERNS = 4;
