/**
 * Patches laid on a canvas where tensors live: `StitchPatches`, a kernel of accelerators that have a memory of their own.
 * On others a canvas in the computer's memory is as near, and is more exact.
 *
 * | input   | shape     | holds                                                                                            |
 * | ------- | --------- | ------------------------------------------------------------------------------------------------ |
 * | canvas  | (3, H, W) | sums so far: weight × real part, weight × imaginary part, weight                                 |
 * | amp, phase | (B, N, N) | patches, phase in radians                                                                        |
 * | places  | (B, 4)    | row and column of the canvas where a patch's square begins, and fractions of a pixel beyond them |
 * | weights | (S, S)    | what a pixel of the central square counts                                                        |
 * | table   | (3S + 1) | int32, of the S tiles that patches may touch: their numbers, -1 where there are fewer; where each one's patches begin, and the end; numbers of patches, in their order |
 *
 * The output is the canvas, changed where it lies: a pixel is shared by four neighbours, by their distance. Each pixel adds
 * its patches in their order, so the bits depend neither on the run nor on how patches come in batches. Sines are as exact
 * as single precision has them, whatever those of the adapter are.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import { BOUND_EVERYWHERE } from "./own_memory.ts";

/** Side of a tile of the canvas: its pixels have one list of patches. */
export const TILE = 16;

/**
 * Tiles that some patches may touch, at most.
 *
 * @param count Patches.
 * @param crop Side of the square that is placed.
 */
export function mostTiles(count: number, crop: number): number {
  return count * (Math.ceil((crop + 1) / TILE) + 1) ** 2;
}

/** Tensors of a call, as the table above has them. */
export interface StitchInputs {
  readonly canvas: tf.Tensor3D;
  readonly amp: tf.Tensor3D;
  readonly phase: tf.Tensor3D;
  readonly places: tf.Tensor2D;
  readonly weights: tf.Tensor2D;
  readonly table: tf.Tensor1D;
}

/**
 * Whether the current accelerator can stitch on a canvas.
 *
 * @param pixels Pixels of the canvas.
 */
export function canStitch(pixels: number): boolean {
  return tf.getKernel("StitchPatches", tf.getBackend()) !== undefined && 3 * 4 * pixels <= BOUND_EVERYWHERE;
}

/**
 * Adds patches to a canvas; see the table above.
 *
 * @param inputs What to add to what.
 * @param scales What real and imaginary parts are multiplied by.
 * @returns The canvas with them (3, H, W); that of the inputs is the same memory.
 */
export function stitchPatches(inputs: StitchInputs, scales: { readonly re: number; readonly im: number }): tf.Tensor3D {
  return tf.engine().runKernel("StitchPatches", { ...inputs }, { ...scales });
}
