/**
 * Who takes patches where they are painted, on an accelerator that has a memory of its own.
 *
 * @module
 */
import type * as tf from "../../packages/tensorflow.ts";

/** Patches (B, N, N) where they were painted, and what they are of. */
export interface PaintedPatches {
  /** Amplitudes. */
  readonly amp: tf.Tensor3D;
  /** Phases in radians. */
  readonly phase: tf.Tensor3D;
  /** Diffraction amplitudes that they predict, in the unit of the measured ones; computed where somebody asks. */
  readonly diffraction: () => tf.Tensor3D;
  /** Measured diffraction amplitudes. */
  readonly measured: () => tf.Tensor3D;
  /** 1 where a pixel was measured, else 0, of each pattern or (1, N, N) of all; null where all were. */
  readonly mask: () => tf.Tensor3D | null;
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
export interface PatchTaker extends Disposable {
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
   * @returns What is to be read of it; null where nothing is.
   */
  take(patches: PaintedPatches, prepared: readonly tf.Tensor[]): tf.Tensor | null;
  /**
   * Told what was read of a batch, some time later; batches come in their order.
   *
   * @param values Values of the tensor that was taken of them.
   * @param range The patches.
   */
  noted?(values: Float32Array, range: PatchRange): void;
  /** Waits for what is only known once all patches are taken. */
  finish(): Promise<void>;
}
