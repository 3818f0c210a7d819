/**
 * Callbacks of a reconstruction by an engine: values passed in an array, called in that order. `onRunStart` sets up and
 * `onRunEnd` cleans up: whoever was set up is cleaned up, in reverse order, however the run ended. A hook may be
 * asynchronous, and those in the course of the run may return `"stop"`. Iterations and batches are counted from 0.
 *
 * @module
 */
import type { ComplexImage } from "../../../data/complex_image.ts";
import type { HookResult } from "../../../run/course/hooks.ts";
import type { Iteration } from "../../../run/engine/iteration.ts";
import type { LoggedImage } from "../../../run/images/logged_image.ts";
import type { ExitReason } from "../../../run/run_record.ts";
import type { EngineState } from "../../engines/state/engine_state.ts";
import type { PatternResiduals } from "../../engines/state/residuals.ts";
import type { Reconstruction } from "../../image/reconstruction.ts";

/** A reconstruction is about to begin or to be resumed. */
export interface RunStartEvent {
  /** Directory of the run. */
  readonly directory: string;
  /** Patterns that move object and probe. */
  readonly patterns: number;
  /** Patterns that are held out. */
  readonly heldOut: number;
  /** Iterations in all. */
  readonly iterations: number;
  /** First iteration of this call; above 0 in a run that goes on. */
  readonly firstIteration: number;
  /** First batch of that iteration; above 0 where it was stopped within one. */
  readonly firstBatch: number;
  /** What looks wrong in the scan, and what is not promised, one sentence each. */
  readonly warnings: readonly string[];
}

/** Images of what the engine has by now, every `execution.reconLogEvery` iterations. */
export interface EngineImagesEvent {
  /** The iteration that is over. */
  readonly iteration: number;
  /** The images. */
  readonly images: readonly LoggedImage[];
}

/** An iteration is over. What reads is not to be called once the hook has returned. */
export interface IterationEndEvent extends Iteration {
  /** Residuals of each pattern, before it moved object and probe in this iteration. */
  readonly patterns: PatternResiduals;
  /** Reads the image as it is now. */
  readonly reconstruction: () => Promise<Reconstruction>;
  /** Reads the modes of the probe as they are now, in √counts, orthogonal, the strongest first. */
  readonly probe: () => Promise<readonly ComplexImage[]>;
  /** Reads all that the engine goes on from. */
  readonly state: () => Promise<EngineState>;
}

/** The state is about to be saved, or has been. */
export interface EngineCheckpointEvent {
  /** The file. */
  readonly path: string;
  /** The iteration that a run would go on with. */
  readonly iteration: number;
  /** The batch of that iteration. */
  readonly batch: number;
}

/** A reconstruction has ended. */
export interface RunEndEvent {
  /** Why. */
  readonly exitReason: Exclude<ExitReason, "running">;
  /** The reason as a sentence; null where all iterations are done. */
  readonly exitDetail: string | null;
  /** Iterations that are complete. */
  readonly iterations: number;
}

/**
 * What a callback may do; every hook is optional.
 *
 * @example
 * ```ts
 * import type { EngineCallback } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const seen: string[] = [];
 * const watchful: EngineCallback = {
 *   name: "watchful",
 *   onIterationEnd: async ({ rFactor, reconstruction }) => {
 *     if (rFactor > 0.05) return;
 *     const { object } = await reconstruction();
 *     seen.push(`${object.height} × ${object.width}`);
 *     return "stop";
 *   },
 * };
 * assertEquals([watchful.name, seen], ["watchful", []]);
 * ```
 */
export interface EngineCallback {
  /** Names the callback in error messages. */
  readonly name: string;
  /** Sets up; a callback whose set-up throws is not cleaned up. */
  onRunStart?(event: RunStartEvent): void | Promise<void>;
  /** Called with images of object and probe, every `execution.reconLogEvery` iterations, before the iteration's end. */
  onImages?(event: EngineImagesEvent): HookResult | Promise<HookResult>;
  /** Called at the end of an iteration, and waited for. */
  onIterationEnd?(event: IterationEndEvent): HookResult | Promise<HookResult>;
  /**
   * Called before a checkpoint is written: a run may go on from there, so what a callback has to keep must be on disk when
   * this returns.
   */
  onBeforeSave?(event: EngineCheckpointEvent): HookResult | Promise<HookResult>;
  /** Called after every checkpoint that was written. */
  onSave?(event: EngineCheckpointEvent): HookResult | Promise<HookResult>;
  /** Called after a failure, before the clean-up. */
  onException?(event: { readonly error: unknown }): void | Promise<void>;
  /** Cleans up; called in reverse order on every callback that was set up. */
  onRunEnd?(event: RunEndEvent): void | Promise<void>;
}
