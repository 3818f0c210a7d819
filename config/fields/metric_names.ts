/**
 * Names of the training and validation metrics. They follow PtychoPINN (`loss_name`, `val_loss_name`): the base names
 * the loss, a suffix names each regulariser in use. The types compute the same names, so that a wrong one does not
 * compile.
 *
 * @module
 */

/** The part of the model's configuration that names its metrics. */
export interface MetricFacts {
  /** `model.loss`. */
  readonly loss: "poisson" | "mae";
  /** `model.ampLoss`. */
  readonly ampLoss: "total_variation" | "mean_deviation" | null;
  /** `model.phaseLoss`. */
  readonly phaseLoss: "total_variation" | "mean_deviation" | null;
}

/** The suffix where a regulariser is on; both where the type does not know. */
export type SuffixOf<R, Suffix extends string> = R extends null ? "" : Suffix;

/** `_Amp` and `_Phase`, as far as those regularisers are on. */
export type MetricSuffix<F extends MetricFacts> = `${SuffixOf<F["ampLoss"], "_Amp">}${SuffixOf<
  F["phaseLoss"],
  "_Phase"
>}`;

/** Name of the training loss, such as `poisson_train_loss`. */
export type LossName<F extends MetricFacts> = `${F["loss"]}_train${MetricSuffix<F>}_loss`;

/** Name of the validation loss, such as `mae_val_Amp_Phase_loss`. */
export type ValLossName<F extends MetricFacts> = `${F["loss"]}_val${MetricSuffix<F>}_loss`;

/** Name of a metric that some model has. */
export type MetricName = LossName<MetricFacts> | ValLossName<MetricFacts>;

/** Names by what they are for. */
export interface Monitors {
  /**
   * For `checkpointMonitor`: `val_loss`, which stands for the model's own validation loss, or a metric's name. As a member
   * of an interface, for then an error lists the names instead of that of their type.
   */
  readonly name: "val_loss" | `${"poisson" | "mae"}_${"train" | "val"}_${"" | "Amp_" | "Phase_" | "Amp_Phase_"}loss`;
}

/** What `checkpointMonitor` may name. */
export type MonitorName = Monitors["name"];

/** Metric names of a run. */
export interface MetricNames<F extends MetricFacts = MetricFacts> {
  /** The training loss. */
  readonly loss: LossName<F>;
  /** The validation loss. */
  readonly valLoss: ValLossName<F>;
  /** The metric that ranks checkpoints; null where none does. */
  readonly monitor: LossName<F> | ValLossName<F> | null;
}

/**
 * Name of the training loss.
 *
 * @example
 * ```ts
 * import { lossName } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(lossName({ loss: "mae", ampLoss: null, phaseLoss: "total_variation" }), "mae_train_Phase_loss");
 * ```
 */
export function lossName<const F extends MetricFacts>(facts: F): LossName<F> {
  return name(facts, "train") as LossName<F>;
}

/**
 * Name of the validation loss.
 *
 * @example
 * ```ts
 * import { valLossName } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(valLossName({ loss: "poisson", ampLoss: null, phaseLoss: null }), "poisson_val_loss");
 * ```
 */
export function valLossName<const F extends MetricFacts>(facts: F): ValLossName<F> {
  return name(facts, "val") as ValLossName<F>;
}

// --- internal ---

function name({ loss, ampLoss, phaseLoss }: MetricFacts, part: "train" | "val"): string {
  return `${loss}_${part}${ampLoss ? "_Amp" : ""}${phaseLoss ? "_Phase" : ""}_loss`;
}
