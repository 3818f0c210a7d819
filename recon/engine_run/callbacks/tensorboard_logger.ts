/**
 * The event file of a reconstruction by an engine, for TensorBoard: residuals and images by iteration, the payload.
 *
 * @module
 */
import type { ReconstructionPayload } from "../../../config/payload.ts";
import { iterationValues } from "../../../run/engine/iteration.ts";
import { EventLog } from "../../../run/tensorboard/event_log.ts";
import { imageValue, scalarValue } from "../../../run/tensorboard/summary_value.ts";
import type { EngineCallback } from "./engine_callback.ts";

/** What is logged, and where. */
export interface EngineTensorboardOptions {
  /** Directory of the run. */
  readonly directory: string;
  /** What the run is; its fields become hyperparameters. */
  readonly payload: ReconstructionPayload;
  /** Told, one sentence each, that the file cannot be written any more, and what of earlier files could not be read. */
  readonly onWarning: (text: string) => void;
}

/**
 * A callback that writes an event file `events.out.tfevents.…`: of each iteration `iteration/<column>`, the residuals of
 * `metrics.csv`, and the images that it is shown. A run that goes on writes a file of its own; what the earlier ones say of
 * iterations that come again is cut off. All is on disk before a checkpoint is.
 *
 * @param options Directory and payload.
 */
export function engineTensorboardLogger({ directory, payload, onWarning }: EngineTensorboardOptions): EngineCallback {
  let log: EventLog | null = null;
  return {
    name: "tensorboard logger",
    async onRunStart({ firstIteration }): Promise<void> {
      const isNew = firstIteration === 0;
      log = await EventLog.open({ directory, isOwner: true, isNew, intervalMs: 1000, onWarning });
      if (!isNew) log.restart({ step: firstIteration, epochStep: firstIteration });
      log.begin(payload);
    },
    onImages({ iteration, images }): void {
      log?.write(iteration, images.map(imageValue));
    },
    onIterationEnd(event): void {
      const values = Object.entries(iterationValues(event));
      log?.write(event.iteration, values.map(([name, value]) => scalarValue(`iteration/${name}`, value)));
    },
    // What a run that goes on will not repeat must not be lost.
    async onBeforeSave(): Promise<void> {
      await log?.sync();
    },
    async onRunEnd({ exitReason, iterations }): Promise<void> {
      await log?.close(exitReason, Math.max(0, iterations - 1));
    },
  };
}
