/**
 * The unitary two-dimensional discrete Fourier transform, centred in both spaces.
 *
 * With N even, j and k running from 0 to N − 1 and c = N/2, one axis of it is
 *
 *   X[k] = N^−½ · Σ_j x[j] · exp(−2πi · (j − c) · (k − c) / N),
 *
 * that is fftshift(FFT(ifftshift(x))) with norm "ortho": the origin of the input and the DC of the output are both at
 * index N/2. A transform that shifts only its output, fftshift(FFT(x)), takes the origin of the input at index 0; it
 * differs from this one by the factor (−1)^(k − c) on each axis, a phase alone, so that diffraction amplitudes agree.
 * Being unitary, the transform keeps Σ|x|², and its adjoint is its inverse: x = conj(DFT(conj(X))).
 *
 * It is a product with a constant matrix where a backend has no faster way, as tensorflow.js' own FFT has no gradient on
 * every backend.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import type { ComplexPair } from "./complex_pair.ts";

/** The constants of the transform of one size, on the device. */
export interface DftKernel {
  /** Number of samples N of an axis. */
  readonly size: number;
  /** (2N, 2N): maps [re | im] to [re | im] of the transform. */
  readonly matrix: tf.Tensor2D;
}

/**
 * Computes the constants of a size. They are kept on the device until {@link disposeDftKernel}.
 *
 * @param size Number of samples N of an axis, even.
 * @returns The kernel.
 * @throws {RangeError} If the size is odd or not positive.
 */
export function createDftKernel(size: number): DftKernel {
  if (!(size > 0) || size % 2 !== 0) {
    throw new RangeError(
      `Cannot create a centred Fourier transform as its size must be even: current value is ${size}`,
    );
  }
  const values = new Float32Array(4 * size * size);
  for (let j = 0; j < size; j++) {
    for (let k = 0; k < size; k++) {
      // The product is reduced modulo N before it becomes an angle: the cosines are then right to the last bit.
      const turns = (((j - size / 2) * (k - size / 2)) % size) / size;
      const cos = Math.cos(2 * Math.PI * turns) / Math.sqrt(size);
      const sin = Math.sin(2 * Math.PI * turns) / Math.sqrt(size);
      values[j * 2 * size + k] = cos;
      values[j * 2 * size + size + k] = -sin;
      values[(size + j) * 2 * size + k] = sin;
      values[(size + j) * 2 * size + size + k] = cos;
    }
  }
  return { size, matrix: tf.keep(tf.tensor2d(values, [2 * size, 2 * size])) };
}

/**
 * Frees the constants.
 *
 * @param kernel A kernel that is not used any more.
 */
export function disposeDftKernel(kernel: DftKernel): void {
  kernel.matrix.dispose();
}

/**
 * The transform of each image of a batch.
 *
 * @param images Complex images (…, N, N), origin at [N/2, N/2].
 * @param kernel Kernel of size N.
 * @returns Their transforms (…, N, N), DC at [N/2, N/2].
 */
export function dft2(images: ComplexPair, { matrix }: DftKernel): ComplexPair {
  const inputs = { re: images.re, im: images.im, matrix };
  const [re, im] = tf.engine().runKernel<[tf.Tensor, tf.Tensor]>("CentredFourier", inputs, { inverse: false });
  return { re, im };
}
