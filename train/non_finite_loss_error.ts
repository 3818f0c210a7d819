/**
 * The error of a training that diverged. Callers catch it to retry with a lower learning rate, hence a class of its own.
 *
 * @module
 */

/** Where a training diverged. */
export interface NonFiniteLossFacts {
  /** Epoch, from 0. */
  readonly epoch: number;
  /** Optimizer step of the whole run, from 0. */
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
  /** Optimizer step of the whole run, from 0. */
  readonly step: number;

  /**
   * Makes the error.
   *
   * @param facts Where the training diverged.
   */
  constructor(facts: NonFiniteLossFacts) {
    super(
      `Cannot go on training as ${facts.what} must be finite in epoch ${facts.epoch}, step ${facts.step}: ` +
        `current value is ${facts.value}; lower training.learningRate (now ${facts.learningRate}), ` +
        `no checkpoint holds any of it`,
    );
    this.epoch = facts.epoch;
    this.step = facts.step;
  }
}
