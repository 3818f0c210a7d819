/**
 * A program that logs batches into the directory of its argument until it is killed.
 *
 * @module
 */
import { createTrainingPayload } from "../../config/training_payload.ts";
import { createJsonlLogger } from "../../train/callbacks/jsonl_logger.ts";
import { createTensorboardLogger } from "../../train/callbacks/tensorboard_logger.ts";
import { BATCH } from "./plan.ts";

const [directory = "."] = Deno.args;
const loggers = [
  createJsonlLogger({ path: `${directory}/metrics.jsonl`, intervalMs: 5 }),
  createTensorboardLogger({ directory, payload: createTrainingPayload({}), intervalMs: 5 }),
];
const counts = { epochs: 1, firstEpoch: 0, firstBatch: 0, batches: 1e9, samples: 1, channels: 1, validationSamples: 0 };
for (const logger of loggers) await logger.onFitStart?.({ runDirectory: directory, ...counts, warnings: [] });
for (let step = 0;; step++) {
  for (const logger of loggers) {
    await logger.onBatchEnd?.({ ...BATCH, epoch: 0, batch: step, step, size: 1, metrics: { loss: step } });
  }
  if (step % 100 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
}
