/**
 * What `fit` takes besides the payload: things of the moment that are no part of what the training is.
 *
 * @module
 */
import type { Accelerator } from "../backend/accelerator.ts";
import type { TuningProgress } from "../backend/tune_accelerator.ts";
import type { ReconstructOptions } from "../recon/engine_run/reconstruct_options.ts";
import type { Callback } from "./callbacks/callback.ts";
import type { BeamProgress } from "./loop/start_beam.ts";

/** Options of `fit`. */
export interface FitOptions<Name extends string = string> {
  /** Where to compute, from `selectAccelerator`; without it `execution.accelerator` is selected. */
  readonly accelerator?: Accelerator;
  /**
   * Called in the course of the training, in this order.
   *
   * @default {[]}
   */
  readonly callbacks?: readonly Callback<Name>[];
  /**
   * Ends the training after the step in progress, `last` saved; it can then be resumed. Where an engine still makes the
   * labels, it ends after the batch in progress, `fit` rejects with the signal's reason, and the next call goes on with them.
   */
  readonly signal?: AbortSignal;
  /**
   * Told what the user should know and what goes wrong without ending the training, such as patterns that were left out
   * or an MLflow server that is away; one sentence each.
   *
   * @default {() => undefined}
   */
  readonly onWarning?: (text: string) => void;
  /**
   * Told how far the search for probe and positions is, where they are learned, before callbacks are set up.
   *
   * @default {() => undefined}
   */
  readonly onBeamSweep?: (progress: BeamProgress) => void;
  /**
   * Told how far the choice of programs for a GPU is (`execution.autotune`), where some have to be measured.
   *
   * @default {() => undefined}
   */
  readonly onTuning?: (progress: TuningProgress) => void;
  /** Told how far an engine is that makes the labels (`data.labels`), before callbacks are set up. */
  readonly onLabels?: Pick<ReconstructOptions, "onProgress" | "onIteration">;
  /**
   * What was typed to start this, without credentials, for `run.json`.
   *
   * @default {null}
   */
  readonly commandLine?: string | null;
  /** Directory of a run to go on with from its last checkpoint, instead of a new run in `execution.outputDir`. */
  readonly resume?: string;
  /**
   * Replace a run that is already in `execution.outputDir`.
   *
   * @default {false}
   */
  readonly overwrite?: boolean;
}
