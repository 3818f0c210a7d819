/**
 * Tensors read in one go: every read of a GPU costs milliseconds however small it is, and the host may have to wait until
 * the GPU has done all that it was told.
 *
 * @module
 */
import * as tf from "../packages/tensorflow.ts";

/**
 * Reads tensors, and frees them.
 *
 * @param tensors The tensors, of float32.
 * @returns The values of each, row-major; those of several are parts of one array.
 * @throws What the accelerator throws; they are freed then too.
 */
export async function readTogether(tensors: readonly tf.Tensor[]): Promise<Float32Array[]> {
  const [only, ...others] = tensors;
  try {
    if (!only) return [];
    return others.length === 0 ? [await only.data<"float32">()] : await readJoined(tensors);
  } finally {
    tf.dispose([...tensors]);
  }
}

// --- internal ---

async function readJoined(tensors: readonly tf.Tensor[]): Promise<Float32Array[]> {
  const sizes = tensors.map(({ size }) => size);
  const all = tf.tidy(() => tf.concat1d(tensors.map((tensor) => tensor.as1D())));
  try {
    const values = await all.data<"float32">();
    let end = 0;
    return sizes.map((size) => values.subarray(end, end += size));
  } finally {
    all.dispose();
  }
}
