/**
 * Adam as PyTorch computes it. Every parameter has two running moments, the mean of its gradients and the mean of their
 * squares; a step moves it by the ratio of the two, both corrected for having started at zero. The moments live on the
 * accelerator beside the parameters, and a step leaves the number of tensors as it was.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { type AdamParameter, adamStep } from "../backend/adam_step.ts";
import type { Optimizer } from "./optimizer.ts";
import { type MovingParameter, OptimizerSlots, requireRate, withPenalty } from "./optimizer_slots.ts";

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
  /**
   * Weight decay, at least 0.
   *
   * @default {0}
   */
  readonly weightDecay?: number;
  /**
   * Whether weight decay shrinks the weights themselves (AdamW) instead of being added to the gradients, where Adam's
   * scaling would undo most of it.
   *
   * @default {false}
   */
  readonly decoupled?: boolean;
}

/** Gradients by parameter name; a parameter that has none stays as it is, moments included. */
export type Gradients = ReadonlyMap<string, tf.Tensor> | Readonly<Record<string, tf.Tensor>>;

/** The optimizer and its state; its slots are `exp_avg` and `exp_avg_sq`. */
export interface Adam extends Optimizer {
  /** First moments by parameter name, in the parameters' shapes and layouts. */
  readonly expAvg: ReadonlyMap<string, tf.Variable>;
  /** Second moments by parameter name, in the parameters' shapes and layouts. */
  readonly expAvgSq: ReadonlyMap<string, tf.Variable>;
  /**
   * Moves every parameter that has a gradient. The gradients stay the caller's to dispose of.
   *
   * @param gradients Gradients by parameter name.
   * @param learningRate Learning rate of this step; the base rate where it is left out.
   * @throws {RangeError} If a gradient names no parameter.
   * @throws {TypeError} If a gradient has another shape than its parameter.
   */
  step(gradients: Gradients, learningRate?: number): void;
}

/**
 * Adam (Kingma and Ba, arXiv:1412.6980) by PyTorch's formula, without AMSGrad:
 * m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g², p ← p − lr/(1−β₁ᵗ) · m / (√v/√(1−β₂ᵗ) + ε), where t counts the steps of the
 * parameter itself. tensorflow.js' own Adam places ε differently and is not used. Before that, weight decay λ does
 * g ← g + λp, or p ← (1 − lr·λ)p where it is decoupled (Loshchilov and Hutter, arXiv:1711.05101).
 *
 * @param parameters The variables to move, by name; they stay the caller's.
 * @param options Learning rate, decays of the moments, weight decay.
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
  const { learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0, decoupled = false } = options;
  requireDecay("beta1", beta1);
  requireDecay("beta2", beta2);
  requireRate(learningRate);
  if (!(weightDecay >= 0 && Number.isFinite(weightDecay))) {
    throw new RangeError(`Cannot create Adam as weightDecay must be at least 0: current value is ${weightDecay}`);
  }
  return new PytorchAdam(parameters, { learningRate, beta1, beta2, epsilon, weightDecay, decoupled });
}

// --- internal ---

const EXP_AVG = "exp_avg";
const EXP_AVG_SQ = "exp_avg_sq";

class PytorchAdam implements Adam {
  readonly #state: OptimizerSlots;
  readonly #options: Required<AdamOptions>;

  constructor(parameters: ReadonlyMap<string, tf.Variable>, options: Required<AdamOptions>) {
    this.#state = new OptimizerSlots(parameters, [EXP_AVG, EXP_AVG_SQ]);
    this.#options = options;
  }

  get slots(): Adam["slots"] {
    return this.#state.slots;
  }

  get expAvg(): ReadonlyMap<string, tf.Variable> {
    return this.#state.slot(EXP_AVG);
  }

  get expAvgSq(): ReadonlyMap<string, tf.Variable> {
    return this.#state.slot(EXP_AVG_SQ);
  }

  get stepCounts(): ReadonlyMap<string, number> {
    return this.#state.stepCounts;
  }

  step(gradients: Gradients, rate = this.#options.learningRate): void {
    const entries = gradients instanceof Map ? gradients : new Map(Object.entries(gradients));
    const moving = this.#state.moving(entries, rate);
    tf.tidy(() => {
      const decayed = this.#decay(moving, rate);
      adamStep(decayed.map((parameter) => this.#prepare(parameter, rate)), this.#options);
    });
    this.#state.count(moving);
  }

  setStepCounts(counts: ReadonlyMap<string, number>): void {
    this.#state.setStepCounts(counts);
  }

  dispose(): void {
    this.#state.dispose();
  }

  #decay(moving: readonly MovingParameter[], rate: number): readonly MovingParameter[] {
    const { weightDecay, decoupled } = this.#options;
    if (!decoupled) return withPenalty(moving, weightDecay);
    if (weightDecay > 0) shrink(moving, 1 - rate * weightDecay);
    return moving;
  }

  #prepare({ name, value, gradient }: MovingParameter, rate: number): AdamParameter {
    const { beta1, beta2 } = this.#options;
    const count = this.#state.nextStep(name);
    return {
      value,
      gradient,
      mean: this.#state.state(EXP_AVG, name),
      square: this.#state.state(EXP_AVG_SQ, name),
      stepSize: rate / (1 - beta1 ** count),
      rootCorrection: Math.sqrt(1 - beta2 ** count),
    };
  }
}

function shrink(moving: readonly MovingParameter[], factor: number): void {
  for (const { value } of moving) value.assign(tf.mul(value, factor));
}

function requireDecay(name: string, value: number): void {
  if (!(value >= 0 && value < 1)) {
    throw new RangeError(`Cannot create Adam as ${name} must be at least 0 and below 1: current value is ${value}`);
  }
}
