/**
 * Eigenprobes and the coefficients by which patterns have them, on the accelerator.
 *
 * @module
 */
import type { Wave } from "../../../backend/operations/engine.ts";
import * as tf from "../../../packages/tensorflow.ts";
import type { KeptArrays } from "../state/engine_state.ts";
import { MovingWave } from "../state/moving_waves.ts";
import {
  conjugate,
  eachPart,
  joined,
  minus,
  pieces,
  plus,
  times,
} from "../../../backend/operations/wave_arithmetic.ts";

/** K of them for M patterns; what they hold on the accelerator is freed where their scope ends. */
export class Eigenprobes implements Disposable {
  readonly #eigenprobes: MovingWave;
  readonly #coefficients: MovingWave;

  private constructor(eigenprobes: Wave, coefficients: Wave) {
    [this.#eigenprobes, this.#coefficients] = [new MovingWave(eigenprobes), new MovingWave(coefficients)];
  }

  /**
   * Eigenprobes that no pattern has a part of.
   *
   * @param eigenprobes (K, N, N).
   * @param count Patterns M.
   */
  static begun(eigenprobes: Wave, count: number): Eigenprobes {
    const shape = [count, eigenprobes.re.shape[0] ?? 0];
    return new Eigenprobes(eigenprobes, { re: tf.zeros(shape), im: tf.zeros(shape) });
  }

  /** Those that `read` made arrays of; null where there are none. */
  static kept(arrays: KeptArrays): Eigenprobes | null {
    const wave = (name: string): Wave | null => {
      const array = arrays.get(`method.${name}`);
      if (!array) return null;
      const [, ...shape] = array.shape, half = array.data.length / 2;
      return { re: tf.tensor(array.data.slice(0, half), shape), im: tf.tensor(array.data.slice(half), shape) };
    };
    const [eigenprobes, coefficients] = [wave("eigenprobes"), wave("coefficients")];
    return eigenprobes && coefficients && new Eigenprobes(eigenprobes, coefficients);
  }

  /** (K, N, N). */
  get eigenprobes(): Wave {
    return this.#eigenprobes.now;
  }

  /** Coefficients of patterns, (B, 1, 1, 1) of each eigenprobe; within `tf.tidy`. */
  of(rows: tf.Tensor1D): Wave[] {
    const shape = [rows.size, 1, 1, 1];
    const [re, im] = (["re", "im"] as const).map((part) =>
      this.#coefficients.now[part].gather(rows).unstack(1).map((own) => own.reshape(shape))
    );
    return (re ?? []).map((own, k) => ({ re: own, im: im?.[k] ?? own }));
  }

  /** Replaces coefficients of patterns, in the shapes of `of`; within `tf.tidy`. */
  set(rows: tf.Tensor1D, coefficients: readonly Wave[]): void {
    const part = (of: "re" | "im"): tf.Tensor =>
      tf.tensorScatterUpdate(
        this.#coefficients.now[of],
        rows.reshape([rows.size, 1]),
        tf.stack(coefficients.map((own) => own[of].reshape([rows.size])), 1),
      );
    this.#coefficients.moveTo({ re: part("re"), im: part("im") });
  }

  /** Replaces eigenprobes; within `tf.tidy`. */
  moveTo(eigenprobes: Wave): void {
    this.#eigenprobes.moveTo(eigenprobes);
  }

  /**
   * Takes the mean out of coefficients, makes eigenprobes orthogonal one after the other, and gives coefficients of each the
   * mean square 1. What patterns have together stays, but for the mean; within `tf.tidy`.
   *
   * @returns The mean, Σ of eigenprobes (1, N, N) by their mean coefficients.
   */
  settle(): Wave {
    const probes = pieces(this.eigenprobes, 0), own = pieces(this.#coefficients.now, 1);
    const mean = probes
      .map((probe, k) => times(eachPart(own[k] ?? probe, (part) => part.mean()), probe))
      .reduce(plus);
    const centred = own.map((column) => eachPart(column, (part) => part.sub(part.mean())));
    probes.forEach((_, k) => {
      for (let before = 0; before < k; before++) {
        const [one, other] = [probes[before], probes[k]], [first, second] = [centred[before], centred[k]];
        if (!one || !other || !first || !second) continue;
        const share = eachPart(times(conjugate(one), other), (part) => part.sum().div(powerOf(one).add(LEAST)));
        probes[k] = minus(other, times(share, one));
        centred[before] = plus(first, times(share, second));
      }
    });
    const sizes = centred.map((column) => {
      const size = tf.sqrt(powerOf(column).div(column.re.size));
      return tf.where(tf.greater(size, LEAST), size, tf.onesLike(size));
    });
    const size = (k: number): tf.Tensor => sizes[k] ?? tf.scalar(1);
    this.moveTo(joined(probes.map((probe, k) => eachPart(probe, (part) => part.mul(size(k)))), 0));
    this.#coefficients.moveTo(joined(centred.map((column, k) => eachPart(column, (part) => part.div(size(k)))), 1));
    return mean;
  }

  /** Reads both: `eigenprobes` (2, K, N, N) and `coefficients` (2, M, K), real and imaginary parts. */
  async read(): Promise<KeptArrays> {
    const array = async ({ re, im }: Wave): Promise<NonNullable<ReturnType<KeptArrays["get"]>>> => {
      const data = new Float32Array(2 * re.size);
      data.set(await re.data<"float32">());
      data.set(await im.data<"float32">(), re.size);
      return { shape: [2, ...re.shape], data };
    };
    return new Map([
      ["eigenprobes", await array(this.eigenprobes)],
      ["coefficients", await array(this.#coefficients.now)],
    ]);
  }

  /** Frees both. */
  [Symbol.dispose](): void {
    this.#eigenprobes[Symbol.dispose]();
    this.#coefficients[Symbol.dispose]();
  }
}

// --- internal ---

/** Sizes below are 0. */
const LEAST = 1e-20;

function powerOf({ re, im }: Wave): tf.Tensor {
  return re.square().add(im.square()).sum();
}
