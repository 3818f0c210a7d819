/**
 * What patches are like, gathered where tensors live: kernels of accelerators that have a memory of their own, so that
 * nobody has to read all pixels to know it. On others they are in the computer's memory already.
 *
 * `PatchMoments` looks at the central squares, S = N/2, of the patches of one head:
 *
 * | input  | shape     | holds                                                                             |
 * | ------ | --------- | --------------------------------------------------------------------------------- |
 * | images | (B, N, N) | patches                                                                           |
 * | pixels | (2, S, S) | of each pixel, the mean from patch to patch so far, and its squared deviations      |
 * | before | (1)       | patches that these are of                                                         |
 *
 * Its outputs are (B, 6), of each patch the mean, the variance, the least and the greatest value, and the pixels at the
 * lower and at the upper bound; and the pixels with these patches, changed where they lie, by Welford's method in the order
 * of the patches.
 *
 * `PhaseVariance` takes phases (B, N, N) in radians and gives (B), 1 − |mean of e^(i·phase)|² over a central square.
 *
 * All sums have single precision and one order, and sines are as exact as it, whatever those of the adapter are.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";

/** What {@link patchMoments} tells of a patch, in this order. */
export const MOMENTS = 6;

/** Tensors of a call, as the table above has them. */
export interface PatchMomentsInputs {
  readonly images: tf.Tensor3D;
  readonly pixels: tf.Tensor3D;
  readonly before: tf.Tensor1D;
}

/** Whether the current accelerator has these kernels. */
export function hasPatchMoments(): boolean {
  return tf.getKernel("PatchMoments", tf.getBackend()) !== undefined;
}

/**
 * Looks at patches; see above.
 *
 * @param inputs The patches, and what is known of those before them.
 * @param bounds Where values are saturated; null where they have no bound.
 * @returns Of each patch (B, 6); the pixels of the inputs have changed.
 */
export function patchMoments(
  inputs: PatchMomentsInputs,
  { low, high }: { readonly low: number | null; readonly high: number | null },
): tf.Tensor2D {
  const [moments, pixels] = tf.engine().runKernel("PatchMoments", { ...inputs }, {
    ...(low !== null && { low }),
    ...(high !== null && { high }),
  }) as unknown as [tf.Tensor2D, tf.Tensor];
  pixels.dispose();
  return moments;
}

/**
 * How much phases deviate; see above.
 *
 * @param phases (B, N, N) in radians.
 * @param side Side of the central square, even.
 * @returns (B).
 */
export function phaseVariance(phases: tf.Tensor3D, side: number): tf.Tensor1D {
  return tf.engine().runKernel("PhaseVariance", { phases }, { side });
}
