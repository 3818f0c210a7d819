/**
 * Plain sections as the factories take them. What can never work is a type error in them as it is in the builders, in the
 * same words; a value whose type leaves open what it is, is judged when the program runs.
 *
 * @module
 */
import type { SectionInput, SectionsSource } from "./builders/builder.ts";
import type { Stages } from "./builders/schedule_options.ts";
import type {
  AdaptiveNeedsStages,
  ConfigTypeError,
  EarlyStopNeedsMonitor,
  PoissonNeedsPinn,
} from "./builders/type_sentences.ts";
import type { Monitors } from "./fields/metric_names.ts";
import type { SectionName } from "./fields/sections.ts";

/** What tells plain fields from a builder. */
export interface NoBuilder {
  /** A builder has one. */
  readonly section?: never;
  /** A builder has them. */
  readonly sections?: never;
}

/** A builder of a section, or its plain fields. */
export type SectionArgument<S extends SectionName> = SectionsSource<S> | (SectionInput<S> & NoBuilder);

/** Plain `model` fields of mode `M` and loss `L`, with regularisers `A` and `P`, as far as the type knows them. */
export interface ModelFields<M, L, A, P>
  extends Omit<SectionInput<"model">, "mode" | "loss" | "ampLoss" | "phaseLoss">, NoBuilder {
  /** Learn from diffraction through the physics (pinn) or from labelled patches (supervised). Default `"pinn"`. */
  readonly mode?: M | undefined;
  /**
   * Poisson likelihood of counts, or mean absolute error of amplitudes; supervised models use mae. Default `"poisson"`.
   */
  readonly loss?:
    | ([M, L] extends ["supervised", "poisson"] ? ConfigTypeError<PoissonNeedsPinn> : L)
    | undefined;
  /** Regulariser of the amplitude patch, added to the loss. Default `null`. */
  readonly ampLoss?: A | undefined;
  /** Regulariser of the phase patch, added to the loss. Default `null`. */
  readonly phaseLoss?: P | undefined;
}

/** Plain `training` fields with schedule `N` and stages `P`, as far as the type knows them. */
export interface TrainingFields<N, P> extends Omit<SectionInput<"training">, "scheduler" | "stages">, NoBuilder {
  /** Schedule of the learning rate; case-sensitive. Default `"Default"`. `Adaptive` needs its stages. */
  readonly scheduler?:
    | ([N] extends ["Adaptive"] ? ([P] extends [Stages] ? N : ConfigTypeError<AdaptiveNeedsStages>) : N)
    | undefined;
  /**
   * Epochs of three stages, in the second of which the scale of the loss goes over from the network's to photons; null
   * divides the epochs of MultiStage evenly and leaves other schedules without stages. Default `null`, unit epochs.
   */
  readonly stages?: P | undefined;
}

/** Plain `execution` fields with a monitor `M`, patience `P` and bound `D`, as far as the type knows them. */
export interface ExecutionFields<M, P, D>
  extends
    Omit<SectionInput<"execution">, "checkpointMonitor" | "earlyStopPatience" | "earlyStopDivergence">,
    NoBuilder {
  /**
   * Metric that ranks checkpoints; val_loss stands for the model's own validation loss, null ranks none. Default
   * `"val_loss"`. Early stopping needs one.
   */
  readonly checkpointMonitor?:
    | ([M] extends [null] ? ([P | D] extends [null | undefined] ? M : ConfigTypeError<EarlyStopNeedsMonitor>) : M)
    | undefined;
  /**
   * Epochs without improvement of the monitor after which training stops, counting those that are validated; of an engine
   * iterations, by the R-factor, that of held-out patterns where there are some; null never stops early. Default `null`,
   * unit epochs.
   */
  readonly earlyStopPatience?: P | undefined;
  /** Value of the monitor beyond which a training or an engine stops as diverged; null sets no limit. Default `null`. */
  readonly earlyStopDivergence?: D | undefined;
}

/** What fields that are told apart by their types may be. */
export interface PlainValues {
  /** `model.mode`. */
  readonly mode: SectionInput<"model">["mode"];
  /** `model.loss`. */
  readonly loss: SectionInput<"model">["loss"];
  /** `model.ampLoss` and `model.phaseLoss`. */
  readonly regulariser: SectionInput<"model">["ampLoss"];
  /** `training.scheduler`. */
  readonly scheduler: SectionInput<"training">["scheduler"];
  /** `training.stages`. */
  readonly stages: SectionInput<"training">["stages"];
  /** `execution.checkpointMonitor`. */
  readonly monitor: Monitors["name"] | null | undefined;
  /** `execution.earlyStopPatience` and `execution.earlyStopDivergence`. */
  readonly limit: number | null | undefined;
}
