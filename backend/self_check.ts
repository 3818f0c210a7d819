/**
 * A small sum done twice, on the accelerator in use and in plain JavaScript: whether the accelerator computes what it
 * should.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { convolve, matrixProduct } from "./cpu_convolution.ts";

/** What came out. */
export interface SelfCheck {
  /** Greatest difference of the two convolutions, over the greatest value. */
  readonly convolution: number;
  /** Greatest difference of the two matrix products, over the greatest value. */
  readonly matrixProduct: number;
}

/**
 * Compares a 3 × 3 convolution of 16 × 16 pixels and a matrix product of inner size 64 with their plain JavaScript
 * counterparts. In float32 the differences are of the order of 1e-6.
 *
 * @returns The relative differences; NaN if the accelerator returned one.
 */
export async function selfCheck(): Promise<SelfCheck> {
  const x = wave(16 * 16 * 4, 1);
  const filter = wave(3 * 3 * 4 * 8, 2);
  const left = wave(32 * 64, 3);
  const right = wave(64 * 16, 4);
  const [convolved, product] = tf.tidy(() => [
    tf.conv2d(tf.tensor4d(x, [1, 16, 16, 4]), tf.tensor4d(filter, [3, 3, 4, 8]), 1, "same"),
    tf.matMul(tf.tensor2d(left, [32, 64]), tf.tensor2d(right, [64, 16])),
  ]);
  const values = await Promise.all([convolved.data(), product.data()]);
  tf.dispose([convolved, product]);
  return {
    convolution: difference(values[0], convolve(x, filter, CONVOLUTION)),
    matrixProduct: difference(values[1], matrixProduct(left, right, { rows: 32, inner: 64, columns: 16 })),
  };
}

// --- internal ---

const CONVOLUTION = {
  batchSize: 1,
  inHeight: 16,
  inWidth: 16,
  inChannels: 4,
  outHeight: 16,
  outWidth: 16,
  outChannels: 8,
  filterHeight: 3,
  filterWidth: 3,
  strideHeight: 1,
  strideWidth: 1,
  dilationHeight: 1,
  dilationWidth: 1,
  padInfo: { top: 1, left: 1 },
};

/** Numbers between −1 and 1 without a pattern that an error could hide in. */
function wave(length: number, start: number): Float32Array {
  return Float32Array.from({ length }, (_, index) => Math.sin(start + 1.7 * index + 0.001 * index * index));
}

function difference(actual: ArrayLike<number>, expected: Float32Array): number {
  const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return expected.reduce((most, value, index) => Math.max(most, Math.abs((actual[index] ?? NaN) - value)), 0) / scale;
}
