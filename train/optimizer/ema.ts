/**
 * An exponential moving average of the weights: a second set beside the trained one that follows it slowly, so that the
 * noise of single steps averages out. Training goes on with the trained weights; the average is what is validated and
 * used afterwards.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import type { NamedArray } from "../../data/formats/safetensors.ts";
import { assignArrays, matchArrays } from "./variable_arrays.ts";

/**
 * The average of a model's weights: ema ← d·ema + (1 − d)·p after every step (Polyak and Juditsky, SIAM J. Control Optim.
 * 30, 838 (1992), with exponential weights). It begins as a copy of the weights.
 */
export class Ema {
  readonly #parameters: ReadonlyMap<string, tf.Variable>;
  readonly #averages: ReadonlyMap<string, tf.Variable>;
  readonly #decay: number;
  #swapped = false;

  /**
   * @param parameters The variables to average, by name; they stay the caller's.
   * @param decay Share of the average that a step leaves, d, in [0, 1).
   * @throws {RangeError} If the decay is out of its range.
   */
  constructor(parameters: ReadonlyMap<string, tf.Variable>, decay: number) {
    if (!(decay >= 0 && decay < 1)) {
      throw new RangeError(
        `Cannot average weights as the decay must be at least 0 and below 1: current value is ${decay}`,
      );
    }
    this.#parameters = parameters;
    this.#decay = decay;
    this.#averages = new Map([...parameters].map(([name, value]) => [name, copyOf(value)]));
  }

  /** The average, or what has changed places with it, in the order of the parameters. */
  get variables(): tf.Variable[] {
    return [...this.#averages.values()];
  }

  /**
   * The average of a parameter; undefined where none is kept.
   *
   * @throws {Error} If the model holds the average.
   */
  of(name: string): tf.Variable | undefined {
    this.#requireHome("move the average of the weights");
    return this.#averages.get(name);
  }

  /** Share of the average that a step leaves. */
  get decay(): number {
    return this.#decay;
  }

  /**
   * Takes the weights after a step into the average.
   *
   * @param except Names of those that have been taken into it.
   * @throws {Error} If the model holds the average, see {@link Ema.during}.
   */
  update(except: ReadonlySet<string> = new Set()): void {
    this.#requireHome("update the average of the weights");
    tf.tidy(() => {
      for (const [name, average] of this.#averages) {
        if (except.has(name)) continue;
        const value = this.#parameters.get(name);
        if (value) average.assign(tf.add(tf.mul(average, this.#decay), tf.mul(value, 1 - this.#decay)));
      }
    });
  }

  /**
   * Lets the model compute with the average while some work is done. Afterwards, even if the work throws, it has the
   * trained weights again, to the last bit: tensors change places and no value is computed.
   *
   * @param work What is done with the average; it must not train.
   * @returns What the work returns.
   * @throws {Error} If the model holds the average already.
   * @throws What the work throws.
   */
  async during<T>(work: () => T | Promise<T>): Promise<T> {
    this.#requireHome("compute with the average of the weights");
    this.#swap();
    try {
      return await work();
    } finally {
      this.#swap();
    }
  }

  /**
   * Gives the average other values, as read from a checkpoint; all are checked before any is changed.
   *
   * @param arrays Arrays in PyTorch layout, by name.
   * @throws {TypeError} If one is missing or of another shape.
   * @throws {Error} If the model holds the average.
   */
  load(arrays: ReadonlyMap<string, NamedArray>): void {
    this.#requireHome("load the average of the weights");
    assignArrays(matchArrays(this.#averages, arrays, "load the average of the weights as that"));
  }

  /** Frees the average; the parameters are not its own. */
  dispose(): void {
    tf.dispose([...this.#averages.values()]);
  }

  #swap(): void {
    tf.tidy(() => {
      for (const [name, average] of this.#averages) {
        const parameter = this.#parameters.get(name);
        if (!parameter) continue;
        // A clone is a second name for the same values.
        const [trained, averaged] = [tf.clone(parameter), tf.clone(average)];
        parameter.assign(averaged);
        average.assign(trained);
      }
    });
    this.#swapped = !this.#swapped;
  }

  #requireHome(attempt: string): void {
    if (this.#swapped) {
      throw new Error(`Cannot ${attempt} as the model computes with it already: wait for during() to end`);
    }
  }
}

// --- internal ---

function copyOf(value: tf.Variable): tf.Variable {
  return tf.tidy(() => tf.variable(tf.clone(value), false));
}
