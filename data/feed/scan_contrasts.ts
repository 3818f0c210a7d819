/**
 * What networks are shown of the patterns of each scan, on the accelerator: with more contrast where patterns of the scan are
 * much alike, else as they are.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import type { Samples } from "../samples.ts";

/** The contrast of a batch. */
export interface BatchContrast {
  /** Mean pattern (1, N, N, 1), or (B, N, N, 1) of the scan of each sample. */
  readonly mean: tf.Tensor4D;
  /** What differences from it are multiplied by; (B, 1, 1, 1) where each sample has its own. */
  readonly gain: number | tf.Tensor4D;
}

/** Contrasts that stay on the accelerator until they are disposed of. */
export class ScanContrasts {
  /** Of each scan; null where its patterns are shown as they are. */
  readonly #each: readonly ({ readonly mean: tf.Tensor4D; readonly gain: number } | null)[];
  readonly #patchSize: number;

  /**
   * Uploads the mean patterns.
   *
   * @param samples Samples of one scan or of several.
   */
  constructor({ patchSize, contrast, scans }: Pick<Samples, "patchSize" | "contrast" | "scans">) {
    const all = scans ? scans.parts.map((part) => part.contrast) : [contrast];
    this.#patchSize = patchSize;
    this.#each = all.map((one) => one ? { ...one, mean: tf.tensor4d(one.mean, [1, patchSize, patchSize, 1]) } : null);
  }

  /**
   * The contrast of a batch; call it within `tf.tidy`.
   *
   * @param scan Number of its scan, or (B) of that of each sample.
   * @returns Null where all its patterns are shown as they are.
   */
  of(scan: number | readonly number[]): BatchContrast | null {
    if (typeof scan === "number") return this.#each[scan] ?? null;
    const own = scan.map((one) => this.#each[one] ?? null);
    if (own.every((one) => one === null)) return null;
    const zero = tf.zeros<tf.Rank.R4>([1, this.#patchSize, this.#patchSize, 1]);
    return {
      mean: tf.concat(own.map((one) => one?.mean ?? zero)),
      gain: tf.tensor4d(own.map((one) => one?.gain ?? 1), [own.length, 1, 1, 1]),
    };
  }

  /** Mean patterns of each scan, which batches of one scan have as they are. */
  get tensors(): readonly tf.Tensor[] {
    return this.#each.flatMap((one) => one ? [one.mean] : []);
  }

  /** Frees them. */
  dispose(): void {
    for (const one of this.#each) one?.mean.dispose();
  }
}
