/**
 * The validation loss: the training loss on samples that are not trained on.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { batches } from "../data/batches.ts";
import { MetricRing, type ReadMetric } from "./metric_ring.ts";
import { NonFiniteLossError } from "./non_finite_loss_error.ts";
import { READS_IN_FLIGHT } from "./train_epoch.ts";
import type { TrainingCursor } from "./training_cursor.ts";
import { requireHealthy, type TrainingSession, type UploadedSet } from "./training_session.ts";

/**
 * Mean loss over the validation samples.
 *
 * @param session The training.
 * @param set Its validation samples.
 * @param cursor Where the training is, for errors.
 * @returns The mean, weighted by samples; null where the training was aborted meanwhile.
 * @throws {NonFiniteLossError} If a loss is not finite.
 */
export async function validate(
  session: TrainingSession,
  set: UploadedSet,
  cursor: TrainingCursor,
): Promise<number | null> {
  const { payload: { training }, signal, guard, model } = session;
  const ring = new MetricRing<number>(READS_IN_FLIGHT);
  const limits = { batchSize: training.batchSize, limit: training.limitValBatches };
  const losses: ReadMetric<number>[] = [];
  try {
    for (const batch of batches(set.samples, set.indices, limits)) {
      if (signal?.aborted) return null;
      const loss = guard.watch(
        `a validation step of ${batch.size}`,
        1,
        () => tf.tidy(() => model.loss(set.uploader.upload(batch))),
      );
      ring.push(loss, batch.size);
      await session.comeUpForAir();
      losses.push(...await ring.take());
      requireHealthy(session);
    }
    losses.push(...await ring.drain());
    requireHealthy(session);
  } finally {
    await ring.discard();
  }
  const value = weightedMean(losses);
  if (Number.isFinite(value)) return value;
  const { epoch, step } = cursor;
  const { learningRate } = training;
  throw new NonFiniteLossError({ epoch, step, value, what: "the validation loss", learningRate });
}

// --- internal ---

function weightedMean(losses: readonly ReadMetric<number>[]): number {
  const sum = losses.reduce((total, { value, tag }) => total + value * tag, 0);
  return sum / losses.reduce((total, { tag }) => total + tag, 0);
}
