/**
 * The error of a training that diverged. Callers catch it to retry with a lower learning rate, hence a class of its own.
 *
 * @module
 */
import { epochNumber } from "../../config/values/epoch_number.ts";

/** Where a training diverged. */
export interface NonFiniteLossFacts {
  /** Epoch, from 0. */
  readonly epoch: number;
  /** Optimizer step of the whole run, from 0; -1 before the first. */
  readonly step: number;
  /** The value, NaN or an infinity. */
  readonly value: number;
  /** What is not finite, such as `the training loss` or `the parameter "encoder.weight"`. */
  readonly what: string;
  /** Learning rate in force. */
  readonly learningRate: number;
}

/**
 * A loss, a weight or a moment of the optimizer became NaN or infinite. Nothing of it was written: checkpoints of the
 * run, where there are any yet, hold a finite state.
 *
 * @example
 * ```ts
 * import { NonFiniteLossError } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const error = new NonFiniteLossError({ epoch: 2, step: 40, value: NaN, what: "the training loss", learningRate: 1 });
 * assertEquals([error.epoch, error.step], [2, 40]);
 * ```
 */
export class NonFiniteLossError extends Error {
  /** Name of the class, as it is printed. */
  override readonly name = "NonFiniteLossError";
  /** Epoch, from 0. */
  readonly epoch: number;
  /** Optimizer step of the whole run, from 0; -1 before the first. */
  readonly step: number;

  /**
   * Makes the error.
   *
   * @param facts Where the training diverged.
   */
  constructor(facts: NonFiniteLossFacts) {
    const { what, epoch, step, value, learningRate } = facts;
    const [when, remedy] = step < 0 ? ["before the first step", "look for far too large values in the scan"] : [
      `in epoch ${epochNumber(epoch)}, step ${step}`,
      `lower training.learningRate (now ${learningRate}), no checkpoint holds any of it`,
    ];
    super(`Cannot go on training as ${what} must be finite ${when}: current value is ${value}; ${remedy}`);
    this.epoch = facts.epoch;
    this.step = facts.step;
  }
}
