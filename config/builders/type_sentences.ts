/**
 * What an editor says where a combination can never work. The types of builders and of plain sections refuse it in the
 * same words; `config/rules/rules.ts` refuses it when the program runs.
 *
 * @module
 */

/** The sentence that stands in place of the type of a value that can never work. */
export interface ConfigTypeError<Sentence extends string> {
  /** What the editor shows. */
  readonly error: Sentence;
}

/** Why a supervised model refuses the Poisson loss. */
export type PoissonNeedsPinn = "A supervised model compares labels, not photon counts: its loss is mae";

/** Why early stopping refuses to go without a monitor. */
export type EarlyStopNeedsMonitor = "Early stopping compares the checkpoint monitor: give it a metric";

/** Why the Adaptive schedule refuses to go without stages. */
export type AdaptiveNeedsStages = "Adaptive needs the epochs of its stages, such as stages: [20, 20, 10]";
