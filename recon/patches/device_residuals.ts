/**
 * How far patterns are from those that were measured, seen where they are predicted: nobody has to read them for it.
 *
 * @module
 */
import { hasOwnMemory } from "../../backend/operations/own_memory.ts";
import * as tf from "../../packages/tensorflow.ts";
import type { PaintedPatches, PatchRange, PatchTaker } from "./patch_taker.ts";

/** Told of each batch: (B) Σ|A_measured − A_predicted| over the pixels that were measured. */
export type OnResiduals = (apart: Float32Array, range: PatchRange) => void;

/** Compares patterns. */
export class DeviceResiduals implements PatchTaker {
  readonly #onResiduals: OnResiduals;

  private constructor(onResiduals: OnResiduals) {
    this.#onResiduals = onResiduals;
  }

  /**
   * @param onResiduals Who is told.
   * @returns Null where the accelerator has no memory of its own.
   */
  static of(onResiduals: OnResiduals): DeviceResiduals | null {
    return hasOwnMemory() ? new DeviceResiduals(onResiduals) : null;
  }

  /** It needs nothing. */
  prepare(): [] {
    return [];
  }

  /** Compares the patterns of a batch. */
  take({ diffraction, measured, mask }: PaintedPatches): tf.Tensor {
    const apart = tf.abs(tf.sub(measured(), diffraction())), valid = mask();
    // What stands where nothing was measured may be anything.
    return (valid ? tf.where(valid.greater(0), apart, tf.zerosLike(apart)) : apart).sum([1, 2]);
  }

  /** Tells of them. */
  noted(values: Float32Array, range: PatchRange): void {
    this.#onResiduals(values, range);
  }

  /** There is nothing more to tell. */
  finish(): Promise<void> {
    return Promise.resolve();
  }

  /** It keeps nothing. */
  [Symbol.dispose](): void {}
}
