/**
 * The callbacks that a payload asks for: loggers besides `metrics.csv`, which is always written, and a writer of images.
 *
 * @module
 */
import type { ReconstructionPayload } from "../../../config/payload.ts";
import { imageDirectory } from "../../../run/images/image_files.ts";
import type { MlflowServer } from "../../../run/mlflow/mlflow_server.ts";
import type { EngineCallback } from "./engine_callback.ts";
import { engineImageWriter } from "./image_writer.ts";
import { engineJsonlLogger } from "./jsonl_logger.ts";
import { engineMlflowLogger } from "./mlflow_logger.ts";
import { engineTensorboardLogger } from "./tensorboard_logger.ts";

/** What they are of. */
export interface LoggedRun {
  readonly payload: ReconstructionPayload;
  /** Directory of the run. */
  readonly directory: string;
  /** Where the MLflow logger sends what it is told; null where there is no such logger. */
  readonly mlflow: MlflowServer | null;
}

/**
 * Makes them.
 *
 * @param run What they are of.
 * @param onWarning Told what goes wrong with a log.
 */
export function ownCallbacks(
  { payload, directory, mlflow: server }: LoggedRun,
  onWarning: (text: string) => void,
): EngineCallback[] {
  const { logger, experiment, reconLogEvery } = payload.execution;
  const images = { directory: imageDirectory(directory), onWarning };
  return [
    ...(logger.includes("jsonl") ? [engineJsonlLogger(`${directory}/metrics.jsonl`, onWarning)] : []),
    ...(logger.includes("tensorboard") ? [engineTensorboardLogger({ directory, payload, onWarning })] : []),
    ...(server ? [engineMlflowLogger({ server, experiment, directory, payload, onWarning })] : []),
    ...(reconLogEvery === null ? [] : [engineImageWriter(images)]),
  ];
}
