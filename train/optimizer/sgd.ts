/**
 * Stochastic gradient descent as PyTorch computes it: a step along the gradient, or, with Nesterov's momentum, along the
 * gradient and what is left of the steps before. Its state is that running sum of gradients.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import { canStepWeights } from "../../backend/operations/weight_step.ts";
import type { ForeseenOptimizer, NextStep } from "./next_step.ts";
import type { LearningRate } from "./optimizer.ts";
import { decays, type MovingParameter, OptimizerSlots, withPenalty } from "./optimizer_slots.ts";
import { stepTogether } from "./step_together.ts";

/** Options of {@link createSgd}. */
export interface SgdOptions {
  /** Decay of the running sum of gradients, in [0, 1); at 0 there is no momentum, and no state. */
  readonly momentum: number;
  /** Weight decay, at least 0. */
  readonly weightDecay: number;
}

/**
 * SGD with Nesterov momentum μ and weight decay λ by PyTorch's formula (Sutskever et al., ICML 2013): g ← g + λp,
 * b ← μb + g, p ← p − lr·(g + μb); b begins at zero. With μ = 0 that is p ← p − lr·g.
 *
 * @param parameters The variables to move, by name; they stay the caller's.
 * @param options Momentum and weight decay.
 * @returns The optimizer; its slot is `momentum_buffer`, and with μ = 0 there is none.
 * @throws {RangeError} If an option is out of its range.
 */
export function createSgd(parameters: ReadonlyMap<string, tf.Variable>, options: SgdOptions): ForeseenOptimizer {
  const { momentum, weightDecay } = options;
  if (!(momentum >= 0 && momentum < 1)) {
    throw new RangeError(`Cannot create SGD as momentum must be at least 0 and below 1: current value is ${momentum}`);
  }
  if (!(weightDecay >= 0 && Number.isFinite(weightDecay))) {
    throw new RangeError(`Cannot create SGD as weightDecay must be at least 0: current value is ${weightDecay}`);
  }
  return new PytorchSgd(parameters, options);
}

// --- internal ---

const MOMENTUM_BUFFER = "momentum_buffer";

class PytorchSgd implements ForeseenOptimizer {
  readonly #state: OptimizerSlots;
  readonly #options: SgdOptions;

  constructor(parameters: ReadonlyMap<string, tf.Variable>, options: SgdOptions) {
    this.#state = new OptimizerSlots(parameters, options.momentum > 0 ? [MOMENTUM_BUFFER] : []);
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
      for (const parameter of withPenalty(moving, this.#options.weightDecay)) this.#move(parameter);
    });
    this.#state.count(moving);
  }

  next(gradients: ReadonlyMap<string, tf.Tensor>, learningRate: LearningRate): NextStep {
    const { momentum, weightDecay } = this.#options;
    const moving = this.#state.moving(gradients, learningRate);
    const slots = (name: string): tf.Variable[] => momentum > 0 ? [this.#state.state(MOMENTUM_BUFFER, name)] : [];
    return {
      optimizer: { kind: "sgd", momentum },
      decay: weightDecay === 0 ? "none" : "gradients",
      weights: moving.map(({ name, value, gradient }) => ({
        ...{ name, value, gradient, slots: slots(name), sharesSquare: false },
      })),
      numbers: moving.map((parameter) => [parameter.rate, 1, 1, decays(parameter) ? weightDecay : 0]),
      taken: () => this.#state.count(moving),
    };
  }

  setStepCounts(counts: ReadonlyMap<string, number>): void {
    this.#state.setStepCounts(counts);
  }

  dispose(): void {
    this.#state.dispose();
  }

  #move({ name, value, gradient, rate }: MovingParameter): void {
    const { momentum } = this.#options;
    let direction = gradient;
    if (momentum > 0) {
      const buffer = this.#state.state(MOMENTUM_BUFFER, name);
      buffer.assign(tf.add(tf.mul(buffer, momentum), gradient));
      direction = tf.add(gradient, tf.mul(buffer, momentum));
    }
    value.assign(tf.sub(value, tf.mul(direction, rate)));
  }
}
