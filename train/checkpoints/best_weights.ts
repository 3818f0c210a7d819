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

/**
 * Whether a value is better than the best so far; an equal one is not.
 *
 * @param value Value of the monitor.
 * @param best The best so far, if any.
 * @param mode Whether a smaller or a greater value is better.
 */
export function isBetter(value: number, best: { readonly value: number } | null, mode: "min" | "max"): boolean {
  return best === null || (mode === "min" ? value < best.value : value > best.value);
}
