/**
 * Who takes patches where they are painted, on an accelerator that has a memory of its own.
 *
 * @module
 */
import type * as tf from "../../packages/tensorflow.ts";

/** Patches (B, N, N) where they were painted. */
export interface PaintedPatches {
  readonly amp: tf.Tensor3D;
  readonly phase: tf.Tensor3D;
}

/** Which patches they are. */
export interface PatchRange {
  /** Number of the first patch, over all samples and their patterns. */
  readonly first: number;
  /** Patches B. */
  readonly size: number;
}

/**
 * Takes the patches of each batch in their order. What the accelerator does with one batch it may do again with the next
 * without asking, so that only what {@link PatchTaker.prepare} makes can differ.
 */
export interface PatchTaker {
  /**
   * Makes what is needed beside the patches: tensors of shapes that follow from the number of patches alone. They are freed
   * once the patches are taken.
   *
   * @param range The patches that follow.
   */
  prepare(range: PatchRange): readonly tf.Tensor[];
  /**
   * Takes them; nothing is awaited in it. The patches are freed behind it.
   *
   * @param patches The patches.
   * @param prepared What was made for them.
   */
  take(patches: PaintedPatches, prepared: readonly tf.Tensor[]): void;
}
