/**
 * What an epoch is trained by, as it is computed before the epoch.
 *
 * @module
 */

/** What is in force during an epoch. */
export interface EpochPlan {
  /** Learning rate of its steps. */
  readonly learningRate: number;
  /** Learning rates of what is learned of the physics; null where it is not, or not yet. */
  readonly physicsRates: Readonly<Record<"probe" | "positions", number | null>>;
  /** Stage of the training, 1 to 3; 0 where it has none; `fine-tuning` once the encoder is frozen. */
  readonly stage: 0 | 1 | 2 | 3 | "fine-tuning";
  /** Share of the physics scale in the scale of the training loss, 0 to 1; 1 where there are no stages. */
  readonly physicsWeight: number;
  /** Batches to an optimizer step. */
  readonly accumulate: number;
}
