/**
 * A small sum done twice, on the accelerator in use and in plain JavaScript: whether the accelerator computes what it
 * should.
 *
 * @module
 */
import * as tf from "../packages/tensorflow.ts";

/** What came out. */
export interface SelfCheck {
  /** Greatest difference of the two convolutions, over the greatest value. */
  readonly convolution: number;
  /** Greatest difference of the two matrix products, over the greatest value. */
  readonly matrixProduct: number;
}

/**
 * Compares a 3 × 3 convolution of 16 × 16 pixels and 8 channels, enough for Winograd's transforms, and a matrix product
 * of inner size 64 with their plain JavaScript counterparts. In float32 the differences are of the order of 1e-6.
 *
 * @returns The relative differences; NaN if the accelerator returned one.
 */
export async function selfCheck(): Promise<SelfCheck> {
  const x = wave(16 * 16 * 8, 1);
  const filter = wave(3 * 3 * 8 * 8, 2);
  const left = wave(32 * 64, 3);
  const right = wave(64 * 16, 4);
  const [convolved, product] = tf.tidy(() => [
    tf.conv2d(tf.tensor4d(x, [1, 16, 16, 8]), tf.tensor4d(filter, [3, 3, 8, 8]), 1, "same"),
    tf.matMul(tf.tensor2d(left, [32, 64]), tf.tensor2d(right, [64, 16])),
  ]);
  const values = await Promise.all([convolved.data(), product.data()]);
  tf.dispose([convolved, product]);
  return {
    convolution: difference(values[0], convolve(x, filter, { size: 16, inputs: 8, outputs: 8 })),
    matrixProduct: difference(values[1], matrixProduct(left, right, { rows: 32, inner: 64, columns: 16 })),
  };
}

// --- internal ---

/** A 3 × 3 convolution that keeps the size, of one image (size, size, I) with a filter (3, 3, I, O). */
function convolve(
  x: Float32Array,
  filter: Float32Array,
  { size, inputs, outputs }: { readonly size: number; readonly inputs: number; readonly outputs: number },
): Float32Array {
  return Float32Array.from({ length: size * size * outputs }, (_, index) => {
    const [output, column] = [index % outputs, Math.floor(index / outputs) % size];
    const row = Math.floor(index / (outputs * size));
    let sum = 0;
    for (let k = 0; k < 9 * inputs; k++) {
      const [r, c] = [row + Math.floor(k / (3 * inputs)) - 1, column + Math.floor(k / inputs) % 3 - 1];
      if (r < 0 || r >= size || c < 0 || c >= size) continue;
      sum += (x[(r * size + c) * inputs + k % inputs] ?? NaN) * (filter[k * outputs + output] ?? NaN);
    }
    return sum;
  });
}

/** Product of (rows, inner) and (inner, columns). */
function matrixProduct(
  a: Float32Array,
  b: Float32Array,
  { rows, inner, columns }: { readonly rows: number; readonly inner: number; readonly columns: number },
): Float32Array {
  return Float32Array.from({ length: rows * columns }, (_, index) => {
    let sum = 0;
    for (let k = 0; k < inner; k++) {
      sum += (a[Math.floor(index / columns) * inner + k] ?? NaN) * (b[k * columns + index % columns] ?? NaN);
    }
    return sum;
  });
}

/** Numbers between −1 and 1 without a pattern that an error could hide in. */
function wave(length: number, start: number): Float32Array {
  return Float32Array.from({ length }, (_, index) => Math.sin(start + 1.7 * index + 0.001 * index * index));
}

function difference(actual: ArrayLike<number>, expected: Float32Array): number {
  const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return expected.reduce((most, value, index) => Math.max(most, Math.abs((actual[index] ?? NaN) - value)), 0) / scale;
}
