/**
 * Adam as PyTorch computes it. Every parameter has two running moments, the mean of its gradients and the mean of their
 * squares; a step moves it by the ratio of the two, both corrected for having started at zero. The moments live on the
 * accelerator beside the parameters, and a step leaves the number of tensors as it was.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import { type AdamParameter, adamStep } from "../../backend/operations/adam_step.ts";
import { canStepWeights } from "../../backend/operations/weight_step.ts";
import { isPhysics } from "../../model/weights.ts";
import type { ForeseenOptimizer, NextStep } from "./next_step.ts";
import type { LearningRate } from "./optimizer.ts";
import { decays, type MovingParameter, OptimizerSlots, withPenalty } from "./optimizer_slots.ts";
import { stepTogether } from "./step_together.ts";

/** Options of {@link createAdam}. */
export interface AdamOptions {
  /** Decay of the first moment, in [0, 1). */
  readonly beta1: number;
  /** Decay of the second moment, in [0, 1). */
  readonly beta2: number;
  /** Weight decay, at least 0. */
  readonly weightDecay: number;
  /**
   * Whether weight decay shrinks the weights themselves (AdamW) instead of being added to the gradients, where Adam's
   * scaling would undo most of it.
   */
  readonly decoupled: boolean;
}

/**
 * Adam (Kingma and Ba, arXiv:1412.6980) by PyTorch's formula, without AMSGrad:
 * m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g², p ← p − lr/(1−β₁ᵗ) · m / (√v/√(1−β₂ᵗ) + ε), where t counts the steps of the
 * parameter itself. tensorflow.js' own Adam places ε differently and is not used. Before that, weight decay λ does
 * g ← g + λp, or p ← (1 − lr·λ)p where it is decoupled (Loshchilov and Hutter, arXiv:1711.05101).
 *
 * Of the images that are learned of the physics, the probe, v is one number, the running mean of g² over all pixels: the
 * gradient of a pixel is as strong as the object's waves that pass it, and pixels move in that proportion, as iterative
 * engines move a probe. With a v of its own, each dark pixel, of whose gradient most is noise, moves as far as a bright one.
 *
 * @param parameters The variables to move, by name; they stay the caller's.
 * @param options Decays of the moments, weight decay.
 * @returns The optimizer with all moments zero; its slots are `exp_avg` and `exp_avg_sq`.
 * @throws {RangeError} If an option is out of its range.
 */
export function createAdam(parameters: ReadonlyMap<string, tf.Variable>, options: AdamOptions): ForeseenOptimizer {
  const { beta1, beta2, weightDecay } = options;
  requireDecay("beta1", beta1);
  requireDecay("beta2", beta2);
  if (!(weightDecay >= 0 && Number.isFinite(weightDecay))) {
    throw new RangeError(`Cannot create Adam as weightDecay must be at least 0: current value is ${weightDecay}`);
  }
  return new PytorchAdam(parameters, options);
}

// --- internal ---

const EXP_AVG = "exp_avg";
const EXP_AVG_SQ = "exp_avg_sq";

/** Added to the root of the second moment, after its bias correction. */
const EPSILON = 1e-8;

class PytorchAdam implements ForeseenOptimizer {
  readonly #state: OptimizerSlots;
  readonly #options: AdamOptions;

  constructor(parameters: ReadonlyMap<string, tf.Variable>, options: AdamOptions) {
    this.#state = new OptimizerSlots(parameters, [EXP_AVG, EXP_AVG_SQ]);
    this.#options = options;
  }

  get slots(): ForeseenOptimizer["slots"] {
    return this.#state.slots;
  }

  get stepCounts(): ReadonlyMap<string, number> {
    return this.#state.stepCounts;
  }

  step(gradients: ReadonlyMap<string, tf.Tensor>, learningRate: LearningRate): void {
    if (canStepWeights()) return stepTogether(this.next(gradients, learningRate));
    const moving = this.#state.moving(gradients, learningRate);
    tf.tidy(() => {
      const decayed = this.#decay(moving);
      adamStep(decayed.map((parameter) => this.#prepare(parameter)), { ...this.#options, epsilon: EPSILON });
    });
    this.#state.count(moving);
  }

  next(gradients: ReadonlyMap<string, tf.Tensor>, learningRate: LearningRate): NextStep {
    const { beta1, beta2, weightDecay, decoupled } = this.#options;
    const moving = this.#state.moving(gradients, learningRate);
    const prepared = moving.map((parameter) => ({ parameter, ...this.#prepare(parameter) }));
    return {
      optimizer: { kind: "adam", beta1, beta2, epsilon: EPSILON },
      decay: weightDecay === 0 ? "none" : decoupled ? "weights" : "gradients",
      weights: prepared.map(({ parameter: { name }, value, gradient, mean, square, sharesSquare }) => ({
        ...{ name, value, gradient, slots: [mean, square], sharesSquare },
      })),
      numbers: prepared.map(({ parameter, stepSize, rootCorrection }) => {
        const decay = decays(parameter) ? weightDecay : 0;
        return [stepSize, rootCorrection, 1 - parameter.rate * decay, decay];
      }),
      taken: () => this.#state.count(moving),
    };
  }

  setStepCounts(counts: ReadonlyMap<string, number>): void {
    this.#state.setStepCounts(counts);
  }

  dispose(): void {
    this.#state.dispose();
  }

  #decay(moving: readonly MovingParameter[]): readonly MovingParameter[] {
    const { weightDecay, decoupled } = this.#options;
    if (!decoupled) return withPenalty(moving, weightDecay);
    if (weightDecay > 0) shrink(moving, weightDecay);
    return moving;
  }

  #prepare({ name, value, gradient, rate }: MovingParameter): AdamParameter {
    const { beta1, beta2 } = this.#options;
    const count = this.#state.nextStep(name);
    return {
      value,
      gradient,
      mean: this.#state.state(EXP_AVG, name),
      square: this.#state.state(EXP_AVG_SQ, name),
      stepSize: rate / (1 - beta1 ** count),
      rootCorrection: Math.sqrt(1 - beta2 ** count),
      sharesSquare: isPhysics(name) && value.shape.length > 1,
    };
  }
}

function shrink(moving: readonly MovingParameter[], decay: number): void {
  for (const { value, rate } of moving.filter(decays)) value.assign(tf.mul(value, 1 - rate * decay));
}

function requireDecay(name: string, value: number): void {
  if (!(value >= 0 && value < 1)) {
    throw new RangeError(`Cannot create Adam as ${name} must be at least 0 and below 1: current value is ${value}`);
  }
}
