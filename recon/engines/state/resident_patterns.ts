/**
 * Patterns that stay on a GPU for as long as an engine runs: to take them there again in every iteration would cost more
 * than what is computed with them.
 *
 * @module
 */
import { BOUND_EVERYWHERE, hasOwnMemory } from "../../../backend/operations/own_memory.ts";
import { range } from "../../../data/random/random.ts";
import * as tf from "../../../packages/tensorflow.ts";
import type { EngineScan } from "./engine_scan.ts";

/** Patterns that are read together on their way there. */
const READ_AT_ONCE = 64;

/** What a GPU keeps of a scan. */
export class ResidentPatterns implements Disposable {
  readonly #amplitudes: tf.Tensor3D;

  private constructor(amplitudes: tf.Tensor3D) {
    this.#amplitudes = amplitudes;
  }

  /**
   * Takes all patterns of a scan to the accelerator.
   *
   * @param scan The scan.
   * @param see Called with numbers of patterns and their amplitudes as they are read.
   * @returns Null where they stay in the computer's memory or their file: on the CPU, and where they are too many.
   */
  static of(
    { count, patchSize, amplitudes }: EngineScan,
    see: (numbers: Int32Array, amplitudes: Float32Array) => void,
  ): ResidentPatterns | null {
    const pixels = patchSize ** 2;
    if (!hasOwnMemory() || count * pixels * Float32Array.BYTES_PER_ELEMENT > BOUND_EVERYWHERE) return null;
    const all = range(count), values = new Float32Array(count * pixels);
    for (let first = 0; first < count; first += READ_AT_ONCE) {
      const numbers = all.slice(first, first + READ_AT_ONCE);
      const read = amplitudes(numbers);
      see(numbers, read);
      values.set(read, first * pixels);
    }
    // Whoever asks for a batch frees what it made on its way.
    return new ResidentPatterns(tf.keep(tf.tensor3d(values, [count, patchSize, patchSize])));
  }

  /**
   * Amplitudes of a batch.
   *
   * @param numbers (B) numbers of its patterns.
   * @returns (B, N, N), √counts, DC in the centre; the caller's to free.
   */
  take(numbers: Int32Array): tf.Tensor3D {
    return tf.tidy(() => tf.gather(this.#amplitudes, tf.tensor1d(numbers, "int32")));
  }

  /** Frees them. */
  [Symbol.dispose](): void {
    this.#amplitudes.dispose();
  }
}
