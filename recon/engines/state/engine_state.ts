/**
 * All that an engine goes on from: with the same scan and options it ends with the same bits as if it had never stopped.
 * The order of positions needs no place in it, being a function of the seed and the iteration.
 *
 * @module
 */
import type { ComplexImage } from "../../../data/complex_image.ts";
import type { NamedArray } from "../../../data/formats/safetensors.ts";
import type { Positions } from "../../../data/positions.ts";
import type { IterationResiduals } from "./residuals.ts";

/** State of an engine between two batches. */
export interface EngineState {
  /** Residuals of the iterations that are complete: the next one has their number. */
  readonly iterations: readonly IterationResiduals[];
  /** Batches of the next iteration that are done. */
  readonly batch: number;
  /** (4, M) what is known of each pattern: see `ResidualGatherer`. */
  readonly gathered: Float64Array;
  /** The whole canvas. */
  readonly object: ComplexImage;
  /** Modes of the probe in √counts, as the engine has them, neither orthogonal nor sorted. */
  readonly probe: readonly ComplexImage[];
  /** (M) positions as they are by now, in object pixels. */
  readonly positions: Positions;
  /** What methods and refinements keep, by `<name>.<array>`. */
  readonly kept: KeptArrays;
}

/** Arrays by name. */
export type KeptArrays = ReadonlyMap<string, NamedArray>;
