/**
 * Which patterns of which trained scans a batch has, for what is learned of scans and patterns.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import type { Patterns } from "../patterns.ts";
import type { Samples } from "../samples.ts";

/** Where the patterns of a batch are from. */
export interface BatchOrigin {
  /** Number of their scan among those that are trained on, or (B) of that of each sample. */
  readonly scan: number | readonly number[];
  /** (B, C) numbers of the patterns in their scans' files. */
  readonly patterns: tf.Tensor2D;
}

/** Patterns of trained scans. */
export class PatternOrigins {
  readonly #first: number;
  /** Of all patterns, in their scans' files. */
  readonly #numbers: Int32Array;

  /**
   * @param samples Samples of one scan or of several.
   * @param first Number of the scan, or of the first of several, among those that are trained on.
   */
  constructor(
    { patterns, scans }: Pick<Samples, "scans"> & { readonly patterns: Pick<Patterns, "numbers"> },
    first: number,
  ) {
    this.#first = first;
    this.#numbers = scans
      ? Int32Array.from(scans.parts.flatMap((part) => [...part.patterns.numbers]))
      : patterns.numbers;
  }

  /**
   * The origin of a batch; call it within `tf.tidy`.
   *
   * @param scan Number of its scan among those of the samples, or (B) of that of each sample.
   * @param batch Its patterns, (B, C), and these numbers.
   */
  of(
    scan: number | readonly number[],
    { members, shape }: { readonly members: Int32Array; readonly shape: [number, number] },
  ): BatchOrigin {
    const numbers = members.map((member) => this.#numbers[member] ?? NaN);
    return {
      scan: typeof scan === "number" ? this.#first + scan : scan.map((one) => this.#first + one),
      patterns: tf.tensor2d(numbers, shape, "int32"),
    };
  }
}
