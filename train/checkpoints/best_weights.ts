/**
 * The best weights by the monitored metric, kept in memory so that a training can end with them whether or not
 * checkpoints are kept.
 *
 * @module
 */
import type { NamedArray } from "../../data/formats/safetensors.ts";

/** Weights of the best epoch so far. */
export interface BestWeights {
  /** Epoch, from 0. */
  readonly epoch: number;
  /** Value of the monitor. */
  readonly value: number;
  /** Weights in PyTorch layout, by name. */
  readonly weights: ReadonlyMap<string, NamedArray>;
}
