/**
 * Patterns that stay on a GPU for as long as an engine runs: to take them there again in every iteration would cost more
 * than what is computed with them.
 *
 * @module
 */
import { type PatchPlaces, type PlacedPatterns, takePatterns } from "../../../backend/operations/waves/engine.ts";
import { greatestOwnTensor } from "../../../backend/operations/own_memory.ts";
import { readMasks } from "../../../data/frames/masks.ts";
import { range } from "../../../data/random/random.ts";
import * as tf from "../../../packages/tensorflow.ts";
import type { EngineScan } from "./engine_scan.ts";

/** Patterns that are read together on their way there. */
const READ_AT_ONCE = 64;

/**
 * Most bytes that stay there, whatever a tensor may have: no GPU says how much memory it has left, and one that runs out of it
 * ends the engine, while patterns that are taken there batch by batch only cost time.
 */
const MOST_BYTES = 2 ** 30;

/** What a GPU keeps of a scan. */
export class ResidentPatterns implements Disposable {
  readonly #amplitudes: tf.Tensor3D;
  /** Null where all patterns have the same mask, or none. */
  readonly #masks: tf.Tensor | null;

  private constructor(amplitudes: tf.Tensor3D, masks: tf.Tensor | null) {
    [this.#amplitudes, this.#masks] = [amplitudes, masks];
  }

  /**
   * Takes all patterns of a scan to the accelerator.
   *
   * @param scan The scan.
   * @param see Called with numbers of patterns and their amplitudes as they are read.
   * @returns Null where they stay in the computer's memory or their file: on the CPU, and where they are too many.
   */
  static of(
    { count, patchSize, amplitudes, masks }: EngineScan,
    see: (numbers: Int32Array, amplitudes: Float32Array) => void,
  ): ResidentPatterns | null {
    const pixels = patchSize ** 2;
    const bytes = count * pixels * Float32Array.BYTES_PER_ELEMENT;
    if (bytes > Math.min(greatestOwnTensor(), MOST_BYTES)) return null;
    const all = range(count), values = new Float32Array(count * pixels);
    for (let first = 0; first < count; first += READ_AT_ONCE) {
      const numbers = all.slice(first, first + READ_AT_ONCE);
      const read = amplitudes(numbers);
      see(numbers, read);
      values.set(read, first * pixels);
    }
    // Whoever asks for a batch frees what it made on its way.
    const kept = (of: Float32Array): tf.Tensor3D => tf.keep(tf.tensor3d(of, [count, patchSize, patchSize]));
    const own = masks && !masks.shared ? kept(Float32Array.from(readMasks(masks, all))) : null;
    return new ResidentPatterns(kept(values), own);
  }

  /**
   * Patterns of a batch, and its masks where each pattern has its own; the caller's to free.
   *
   * @param places Where all patterns lie.
   * @param rows (B) numbers of its patterns.
   * @returns Places, amplitudes (B, N, N), √counts, DC in the centre; masks (B, N, N) or null.
   */
  take(places: PatchPlaces, rows: tf.Tensor1D): PlacedPatterns & { readonly mask: tf.Tensor | null } {
    const taken = takePatterns({ places, amplitude: this.#amplitudes }, rows);
    return { ...taken, mask: this.#masks && tf.gather(this.#masks, rows) };
  }

  /** Frees them. */
  [Symbol.dispose](): void {
    this.#amplitudes.dispose();
    this.#masks?.dispose();
  }
}
