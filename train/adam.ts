/**
 * Adam as PyTorch computes it. Every parameter has two running moments, the mean of its gradients and the mean of their
 * squares; a step moves it by the ratio of the two, both corrected for having started at zero. The moments live on the
 * accelerator beside the parameters, and a step leaves the number of tensors as it was.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { type AdamParameter, adamStep } from "../backend/adam_step.ts";

/** Options of {@link createAdam}. */
export interface AdamOptions {
  /** Base learning rate, above 0; a step may be given its own. */
  readonly learningRate: number;
  /**
   * Decay of the first moment, in [0, 1).
   *
   * @default {0.9}
   */
  readonly beta1?: number;
  /**
   * Decay of the second moment, in [0, 1).
   *
   * @default {0.999}
   */
  readonly beta2?: number;
  /**
   * Added to the root of the second moment, after its bias correction.
   *
   * @default {1e-8}
   */
  readonly epsilon?: number;
}

/** Gradients by parameter name; a parameter that has none stays as it is, moments included. */
export type Gradients = ReadonlyMap<string, tf.Tensor> | Readonly<Record<string, tf.Tensor>>;

/** The optimizer and its state. */
export interface Adam {
  /** First moments by parameter name, in the parameters' shapes and layouts. */
  readonly expAvg: ReadonlyMap<string, tf.Variable>;
  /** Second moments by parameter name, in the parameters' shapes and layouts. */
  readonly expAvgSq: ReadonlyMap<string, tf.Variable>;
  /** How many steps each parameter has taken; assign through {@link Adam.setStepCounts}. */
  readonly stepCounts: ReadonlyMap<string, number>;
  /**
   * Moves every parameter that has a gradient. The gradients stay the caller's to dispose of.
   *
   * @param gradients Gradients by parameter name.
   * @param learningRate Learning rate of this step; the base rate where it is left out.
   * @throws {RangeError} If a gradient names no parameter.
   * @throws {TypeError} If a gradient has another shape than its parameter.
   */
  step(gradients: Gradients, learningRate?: number): void;
  /** Takes over step counts, as read from a checkpoint together with the moments. */
  setStepCounts(counts: ReadonlyMap<string, number>): void;
  /** Frees the moments; the parameters are not the optimizer's. */
  dispose(): void;
}

/**
 * Adam (Kingma and Ba, arXiv:1412.6980) by PyTorch's formula, without weight decay and without AMSGrad:
 * m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g², p ← p − lr/(1−β₁ᵗ) · m / (√v/√(1−β₂ᵗ) + ε), where t counts the steps of the
 * parameter itself. tensorflow.js' own Adam places ε differently and is not used.
 *
 * @param parameters The variables to move, by name; they stay the caller's.
 * @param options Learning rate and decays.
 * @returns The optimizer with all moments zero.
 * @throws {RangeError} If an option is out of its range.
 *
 * @example
 * ```ts
 * import { createAdam, selectAccelerator } from "@exitwave/exitwave";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * await selectAccelerator("cpu");
 * const weight = tf.variable(tf.scalar(1));
 * const adam = createAdam(new Map([["weight", weight]]), { learningRate: 0.1 });
 * adam.step({ weight: tf.scalar(5) });
 * assertAlmostEquals((await weight.data())[0] ?? NaN, 0.9, 1e-6);
 * ```
 */
export function createAdam(parameters: ReadonlyMap<string, tf.Variable>, options: AdamOptions): Adam {
  const { learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options;
  requireDecay("beta1", beta1);
  requireDecay("beta2", beta2);
  requireRate(learningRate);
  return new PytorchAdam(parameters, { learningRate, beta1, beta2, epsilon });
}

// --- internal ---

class PytorchAdam implements Adam {
  readonly expAvg: ReadonlyMap<string, tf.Variable>;
  readonly expAvgSq: ReadonlyMap<string, tf.Variable>;
  readonly #stepCounts: Map<string, number>;
  readonly #parameters: ReadonlyMap<string, tf.Variable>;
  readonly #options: Required<AdamOptions>;

  constructor(parameters: ReadonlyMap<string, tf.Variable>, options: Required<AdamOptions>) {
    this.#parameters = parameters;
    this.#options = options;
    this.expAvg = zerosLike(parameters);
    this.expAvgSq = zerosLike(parameters);
    this.#stepCounts = new Map([...parameters.keys()].map((name) => [name, 0]));
  }

  get stepCounts(): ReadonlyMap<string, number> {
    return this.#stepCounts;
  }

  step(gradients: Gradients, rate = this.#options.learningRate): void {
    requireRate(rate);
    const entries = gradients instanceof Map ? [...gradients] : Object.entries(gradients);
    const moved = entries.map(([name, gradient]) => this.#prepare(name, gradient, rate));
    adamStep(moved, this.#options);
    for (const [name] of entries) this.#stepCounts.set(name, this.#countOf(name) + 1);
  }

  setStepCounts(counts: ReadonlyMap<string, number>): void {
    for (const name of this.#stepCounts.keys()) this.#stepCounts.set(name, counts.get(name) ?? 0);
  }

  dispose(): void {
    for (const variable of [...this.expAvg.values(), ...this.expAvgSq.values()]) variable.dispose();
  }

  #countOf(name: string): number {
    return this.#stepCounts.get(name) ?? 0;
  }

  #prepare(name: string, gradient: tf.Tensor, rate: number): AdamParameter {
    const { beta1, beta2 } = this.#options;
    const value = requireParameter(this.#parameters, name, gradient);
    const count = this.#countOf(name) + 1;
    const stepSize = rate / (1 - beta1 ** count);
    const rootCorrection = Math.sqrt(1 - beta2 ** count);
    return {
      value,
      gradient,
      mean: moment(this.expAvg, name),
      square: moment(this.expAvgSq, name),
      stepSize,
      rootCorrection,
    };
  }
}

function zerosLike(parameters: ReadonlyMap<string, tf.Variable>): Map<string, tf.Variable> {
  return new Map([...parameters].map(([name, { shape }]) => [name, zeroVariable(shape)]));
}

function zeroVariable(shape: number[]): tf.Variable {
  return tf.tidy(() => tf.variable(tf.zeros(shape), false));
}

function moment(moments: ReadonlyMap<string, tf.Variable>, name: string): tf.Variable {
  const variable = moments.get(name);
  if (!variable) throw new RangeError(`Cannot step Adam as the parameter has no moments: current value is "${name}"`);
  return variable;
}

function requireParameter(
  parameters: ReadonlyMap<string, tf.Variable>,
  name: string,
  gradient: tf.Tensor,
): tf.Variable {
  const parameter = parameters.get(name);
  if (!parameter) throw new RangeError(`Cannot step Adam as no parameter has the name: current value is "${name}"`);
  if (String(parameter.shape) !== String(gradient.shape)) {
    throw new TypeError(
      `Cannot step Adam as the gradient of "${name}" must have shape [${parameter.shape}]: ` +
        `current value is [${gradient.shape}]`,
    );
  }
  return parameter;
}

function requireDecay(name: string, value: number): void {
  if (!(value >= 0 && value < 1)) {
    throw new RangeError(`Cannot create Adam as ${name} must be at least 0 and below 1: current value is ${value}`);
  }
}

function requireRate(value: number): void {
  if (!(value > 0 && Number.isFinite(value))) {
    throw new RangeError(`Cannot use Adam as the learning rate must be above 0: current value is ${value}`);
  }
}
