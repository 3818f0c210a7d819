/**
 * What optimizers share: their state by slot and parameter, the count of steps, and the look at what a step is given
 * before anything moves.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import { isPhysics } from "../../model/weights.ts";
import type { LearningRate } from "./optimizer.ts";

/** A parameter that a step moves. */
export interface MovingParameter {
  /** Name of the parameter. */
  readonly name: string;
  /** The parameter. */
  readonly value: tf.Variable;
  /** Its gradient, of the same shape. */
  readonly gradient: tf.Tensor;
  /** Its learning rate. */
  readonly rate: number;
}

/** State of an optimizer; all zero at first. */
export class OptimizerSlots {
  /** State by slot, then by parameter name. */
  readonly slots: ReadonlyMap<string, ReadonlyMap<string, tf.Variable>>;
  readonly #parameters: ReadonlyMap<string, tf.Variable>;
  readonly #stepCounts: Map<string, number>;

  /**
   * @param parameters The variables to move, by name; they stay the caller's.
   * @param names Names of the slots.
   */
  constructor(parameters: ReadonlyMap<string, tf.Variable>, names: readonly string[]) {
    this.#parameters = parameters;
    this.slots = new Map(names.map((name) => [name, zerosLike(parameters)]));
    this.#stepCounts = new Map([...parameters.keys()].map((name) => [name, 0]));
  }

  /** How many steps each parameter has taken. */
  get stepCounts(): ReadonlyMap<string, number> {
    return this.#stepCounts;
  }

  /** State of one parameter. */
  state(slot: string, name: string): tf.Variable {
    const variable = this.slots.get(slot)?.get(name);
    if (!variable) {
      throw new RangeError(`Cannot step the optimizer as a parameter has no ${slot}: current value is "${name}"`);
    }
    return variable;
  }

  /**
   * Checks what a step is given.
   *
   * @param gradients Gradients by parameter name.
   * @param learningRate Learning rate of the step, or of each parameter.
   * @returns The parameters that have a gradient.
   * @throws {RangeError} If a gradient names no parameter, or a learning rate is not above 0.
   * @throws {TypeError} If a gradient has another shape than its parameter.
   */
  moving(gradients: ReadonlyMap<string, tf.Tensor>, learningRate: LearningRate): MovingParameter[] {
    const rateOf = typeof learningRate === "number" ? () => learningRate : learningRate;
    return [...gradients].map(([name, gradient]) => {
      const rate = rateOf(name);
      requireRate(rate);
      return { name, gradient, rate, value: this.#matching(name, gradient) };
    });
  }

  /** Counts a step of these parameters. */
  count(moved: readonly MovingParameter[]): void {
    for (const { name } of moved) this.#stepCounts.set(name, this.nextStep(name));
  }

  /** Number of the step that a parameter takes next, from 1. */
  nextStep(name: string): number {
    return (this.#stepCounts.get(name) ?? 0) + 1;
  }

  /** Takes over step counts; a parameter that is not among them begins anew. */
  setStepCounts(counts: ReadonlyMap<string, number>): void {
    for (const name of this.#stepCounts.keys()) this.#stepCounts.set(name, counts.get(name) ?? 0);
  }

  /** Frees the state. */
  dispose(): void {
    for (const slot of this.slots.values()) tf.dispose([...slot.values()]);
  }

  #matching(name: string, gradient: tf.Tensor): tf.Variable {
    const parameter = this.#parameters.get(name);
    if (!parameter) {
      throw new RangeError(`Cannot step the optimizer as no parameter has the name: current value is "${name}"`);
    }
    if (String(parameter.shape) !== String(gradient.shape)) {
      throw new TypeError(
        `Cannot step the optimizer as the gradient of "${name}" must have shape [${parameter.shape}]: ` +
          `current value is [${gradient.shape}]`,
      );
    }
    return parameter;
  }
}

/**
 * Whether weight decay applies to a parameter: to weights of the network, not to what is measured, such as a probe.
 *
 * @param parameter The parameter.
 */
export function decays({ name }: MovingParameter): boolean {
  return !isPhysics(name);
}

/**
 * Gradients with weight decay as a penalty on the square of the weights: g + decay · p. Call it within `tf.tidy`.
 *
 * @param parameters Parameters and gradients.
 * @param decay Weight decay; at 0 the gradients are returned as they are.
 * @returns The same parameters with new gradients.
 */
export function withPenalty(parameters: readonly MovingParameter[], decay: number): readonly MovingParameter[] {
  if (decay === 0) return parameters;
  return parameters.map((parameter) => ({
    ...parameter,
    gradient: decays(parameter) ? tf.add(parameter.gradient, tf.mul(parameter.value, decay)) : parameter.gradient,
  }));
}

// --- internal ---

function requireRate(value: number): void {
  if (!(value > 0 && Number.isFinite(value))) {
    throw new RangeError(`Cannot use the optimizer as the learning rate must be above 0: current value is ${value}`);
  }
}

function zerosLike(parameters: ReadonlyMap<string, tf.Variable>): Map<string, tf.Variable> {
  return new Map([...parameters].map(([name, { shape }]) => [name, zeroVariable(shape)]));
}

function zeroVariable(shape: number[]): tf.Variable {
  return tf.tidy(() => tf.variable(tf.zeros(shape), false));
}
