/**
 * What a reconstruction by an engine takes beside its payload.
 *
 * @module
 */
import type { Accelerator } from "../../backend/accelerator.ts";
import type { Iteration } from "../../run/engine/iteration.ts";
import type { EngineProgress } from "../engines/engine_events.ts";
import type { EngineCallback } from "./callbacks/engine_callback.ts";

/** How a reconstruction is run. */
export interface ReconstructOptions {
  /** The accelerator to use; without it `execution.accelerator` is selected. */
  readonly accelerator?: Accelerator;
  /**
   * Replace the reconstruction that is in the directory.
   *
   * @default {false}
   */
  readonly overwrite?: boolean;
  /** Directory of a reconstruction to go on with from its last checkpoint, instead of a new one in `execution.outputDir`. */
  readonly resume?: string;
  /** What was typed, without credentials, for `run.json`; left out where a script calls. */
  readonly commandLine?: string;
  /**
   * Called in the course of the run, in this order.
   *
   * @default {[]}
   */
  readonly callbacks?: readonly EngineCallback[];
  /** Called after every batch: patterns that are done of those of the iteration, which is numbered from 0. */
  readonly onProgress?: (progress: EngineProgress) => void;
  /** Called after every iteration. */
  readonly onIteration?: (iteration: Iteration) => void;
  /**
   * Called with each sentence on what looks wrong in the scan, is not promised by the accelerator, or goes wrong without
   * ending the run.
   */
  readonly onWarning?: (text: string) => void;
  /** Ends before a batch: what there is by then is written, and it can be resumed. */
  readonly signal?: AbortSignal;
}
