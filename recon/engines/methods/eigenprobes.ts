/**
 * Eigenprobes and the coefficients by which patterns have them, on the accelerator.
 *
 * @module
 */
import { type MovedCoefficients, settleVariation } from "../../../backend/operations/waves/shot_variation.ts";
import type { Wave } from "../../../backend/operations/waves/engine.ts";
import * as tf from "../../../packages/tensorflow.ts";
import type { KeptArrays } from "../state/engine_state.ts";
import { MovingWave } from "../state/moving_waves.ts";

/** K of them for M patterns; what they hold on the accelerator is freed where their scope ends. */
export class Eigenprobes implements Disposable {
  readonly #eigenprobes: MovingWave;
  /** (M, 2K): of each pattern real parts, then imaginary ones. */
  readonly #coefficients: tf.Variable;

  private constructor(eigenprobes: Wave, coefficients: tf.Tensor) {
    [this.#eigenprobes, this.#coefficients] = [new MovingWave(eigenprobes), tf.variable(coefficients, false)];
    coefficients.dispose();
  }

  /**
   * Eigenprobes that no pattern has a part of.
   *
   * @param eigenprobes (K, N, N).
   * @param count Patterns M.
   */
  static begun(eigenprobes: Wave, count: number): Eigenprobes {
    return new Eigenprobes(eigenprobes, tf.zeros([count, 2 * (eigenprobes.re.shape[0] ?? 0)]));
  }

  /** Those that `read` made arrays of; null where there are none. */
  static kept(arrays: KeptArrays): Eigenprobes | null {
    const [modes, own] = [arrays.get("method.eigenprobes"), arrays.get("method.coefficients")];
    if (!modes || !own) return null;
    const [, ...shape] = modes.shape, half = modes.data.length / 2, [, count = 0, width = 0] = own.shape;
    const part = (k: number): tf.Tensor => tf.tensor(modes.data.slice(k * half, (k + 1) * half), shape);
    const coefficients = Float32Array.from(own.data, (_, i) => {
      const [row, column] = [Math.floor(i / (2 * width)), i % (2 * width)];
      return own.data[Math.floor(column / width) * count * width + row * width + column % width] ?? NaN;
    });
    return new Eigenprobes({ re: part(0), im: part(1) }, tf.tensor2d(coefficients, [count, 2 * width]));
  }

  /** (K, N, N). */
  get eigenprobes(): Wave {
    return this.#eigenprobes.now;
  }

  /** Coefficients (B, 2K) of patterns. */
  of(rows: tf.Tensor1D): tf.Tensor {
    return tf.gather<tf.Tensor>(this.#coefficients, rows);
  }

  /** Moves coefficients, by what uses up those of all patterns (M, 2K); within `tf.tidy`. */
  move(make: (all: tf.Tensor) => MovedCoefficients): MovedCoefficients {
    const moved = make(tf.clone(this.#coefficients as tf.Tensor));
    this.#coefficients.assign(moved.all);
    return moved;
  }

  /** As they are by now, to be used up; within `tf.tidy`. */
  cloned(): Wave {
    return this.#eigenprobes.cloned();
  }

  /** Replaces eigenprobes; within `tf.tidy`. */
  moveTo(eigenprobes: Wave): void {
    this.#eigenprobes.moveTo(eigenprobes);
  }

  /**
   * Settles them as `settleVariation` does; within `tf.tidy`.
   *
   * @param probe The probe (modes, N, N), the first mode of which they vary; it is used up.
   * @returns The probe.
   */
  settle(probe: Wave): Wave {
    const settled = settleVariation({
      probe,
      eigenprobes: this.cloned(),
      all: tf.clone(this.#coefficients as tf.Tensor),
    });
    this.moveTo(settled.eigenprobes);
    this.#coefficients.assign(settled.all);
    return settled.probe;
  }

  /** Reads both: `eigenprobes` (2, K, N, N) and `coefficients` (2, M, K), real and imaginary parts. */
  async read(): Promise<KeptArrays> {
    const { re, im } = this.eigenprobes, modes = new Float32Array(2 * re.size);
    modes.set(await re.data<"float32">());
    modes.set(await im.data<"float32">(), re.size);
    const own = await this.#coefficients.data<"float32">(), [count = 0, both = 0] = this.#coefficients.shape;
    const width = both / 2;
    const coefficients = Float32Array.from(own, (_, i) => {
      const [part, row, column] = [Math.floor(i / (count * width)), Math.floor(i / width) % count, i % width];
      return own[row * both + part * width + column] ?? NaN;
    });
    return new Map([
      ["eigenprobes", { shape: [2, ...re.shape], data: modes }],
      ["coefficients", { shape: [2, count, width], data: coefficients }],
    ]);
  }

  /** Frees both. */
  [Symbol.dispose](): void {
    this.#eigenprobes[Symbol.dispose]();
    this.#coefficients.dispose();
  }
}
