/**
 * What an engine starts from, and what it tells while it runs.
 *
 * @module
 */
import type { ComplexImage } from "../../data/complex_image.ts";
import type { Positions } from "../../data/positions.ts";
import type { Reconstruction } from "../image/reconstruction.ts";
import type { EngineScan } from "./state/engine_scan.ts";
import type { EngineState, KeptArrays } from "./state/engine_state.ts";
import type { IterationResiduals, PatternResiduals } from "./state/residuals.ts";

/** What is told of an iteration that is over. */
export interface IterationEnd extends IterationResiduals {
  /** Number of the iteration, from 0. */
  readonly iteration: number;
  /** Residuals of the patterns that are held out, after it; null where none are. */
  readonly heldOut: IterationResiduals | null;
  /** Residuals of each pattern, before it moved object and probe in this iteration. */
  readonly patterns: PatternResiduals;
  /** Reads the image as it is now; not to be called once the next iteration has begun. */
  readonly reconstruction: () => Promise<Reconstruction>;
  /** Reads the modes of the probe as they are now, orthogonal, the strongest first; as above. */
  readonly probe: () => Promise<readonly ComplexImage[]>;
  /** Reads all that the engine goes on from; as above. */
  readonly state: () => Promise<EngineState>;
}

/** What is told before a batch. */
export interface BatchStart {
  /** Number of the iteration, from 0. */
  readonly iteration: number;
  /** Batches of it that are done. */
  readonly batch: number;
  /** Reads all that the engine goes on from; not to be called once the batch has begun. */
  readonly state: () => Promise<EngineState>;
}

/** What an engine starts from, and who looks on. */
export interface EngineRun {
  /**
   * What to start from, instead of 1 everywhere, the scan's probe and positions, and nothing else.
   *
   * @default {}
   */
  readonly start?: {
    /** An image in the frame of the scan; what its mask does not cover is 1. */
    readonly object?: Reconstruction;
    /** Modes, N × N each, in √counts. */
    readonly probe?: readonly ComplexImage[];
    /** (M) positions in object pixels. They may be further from the scan's than corrections will be. */
    readonly positions?: Positions;
    /** What methods and refinements begin with, by the names of {@link EngineState.kept}. */
    readonly kept?: KeptArrays;
  };
  /** Patterns that move nothing and are measured after each iteration; their patches lie on the canvas of the others. */
  readonly heldOut?: EngineScan;
  /** Goes on from here, with the same scan and options, as if it had never stopped; `start` counts for nothing then. */
  readonly resume?: EngineState;
  /**
   * Whether a GPU does batches again as they were recorded, which takes less time; no result depends on it.
   *
   * @default {true}
   */
  readonly replay?: boolean;
  /** Told, once for each reason, why it does not, where it could. */
  readonly onRefusal?: (reason: string) => void;
  /** Called after every iteration, and waited for. */
  readonly onIterationEnd?: (event: IterationEnd) => void | Promise<void>;
  /** Called before every batch, and waited for. */
  readonly onBatchStart?: (event: BatchStart) => void | Promise<void>;
  /** Called after every batch: patterns that are done of those of the iteration, which is numbered from 0. */
  readonly onProgress?: (progress: EngineProgress) => void;
  /** Stops before a batch; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Ends before a batch: the result is what there is by then. */
  readonly stop?: AbortSignal;
}

/** How far an engine is. */
export interface EngineProgress {
  /** Number of the iteration, from 0. */
  readonly iteration: number;
  /** Patterns that moved object and probe in it. */
  readonly done: number;
  /** Patterns of an iteration. */
  readonly total: number;
}
