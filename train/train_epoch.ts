/**
 * The batches of one epoch. The order is a function of seed and epoch, so the cursor alone says which are left.
 *
 * @module
 */
import { batches, epochOrder } from "../data/batches.ts";
import type { FitEnd } from "./events.ts";
import { MetricRing, type ReadMetric } from "./metric_ring.ts";
import { NonFiniteLossError } from "./non_finite_loss_error.ts";
import type { TrainingCursor } from "./training_cursor.ts";
import { requireHealthy, type TrainingSession } from "./training_session.ts";
import { trainStep } from "./train_step.ts";

/** Losses in flight: so many reads together take a GPU no longer than one. */
export const READS_IN_FLIGHT = 16;

/**
 * Trains what is left of the cursor's epoch.
 *
 * @param session The training.
 * @param cursor Moved along with every step.
 * @returns Why the epoch ended early, after all losses have arrived; null where it is complete.
 * @throws {NonFiniteLossError} If a loss is not finite.
 * @throws What a callback or the accelerator throws.
 */
export async function trainEpoch(session: TrainingSession, cursor: TrainingCursor): Promise<FitEnd | null> {
  const { train: { samples, indices, uploader }, payload: { training }, signal, guard } = session;
  const order = epochOrder(indices, { seed: training.seed, epoch: cursor.epoch });
  const limits = { batchSize: training.batchSize, limit: training.limitTrainBatches, start: cursor.batch };
  const ring = new MetricRing<StepTag>(READS_IN_FLIGHT);
  let stop = false;
  try {
    for (const batch of batches(samples, order, limits)) {
      if (stop || signal?.aborted) break;
      const loss = guard.watch(
        `a training step of ${batch.size}`,
        1,
        () => trainStep(session, () => uploader.upload(batch), training.learningRate),
      );
      ring.push(loss, { batch: cursor.batch, step: cursor.step, size: batch.size });
      cursor.batch += 1;
      cursor.step += 1;
      await session.comeUpForAir();
      stop = await report(session, cursor, await ring.take());
      requireHealthy(session);
    }
    if (await report(session, cursor, await ring.drain())) stop = true;
    requireHealthy(session);
  } finally {
    await ring.discard();
  }
  return signal?.aborted ? "aborted" : stop ? "stopped" : null;
}

// --- internal ---

interface StepTag {
  readonly batch: number;
  readonly step: number;
  readonly size: number;
}

async function report(
  { payload, callbacks }: TrainingSession,
  cursor: TrainingCursor,
  losses: readonly ReadMetric<StepTag>[],
): Promise<boolean> {
  let stop = false;
  const { epoch } = cursor;
  for (const { value, tag } of losses) {
    if (!Number.isFinite(value)) {
      const { learningRate } = payload.training;
      throw new NonFiniteLossError({ epoch, step: tag.step, value, what: "the training loss", learningRate });
    }
    cursor.addLoss(value, tag.size);
    const metrics = { [payload.metrics.loss]: value };
    if (
      await callbacks.emit("onBatchEnd", {
        epoch,
        ...tag,
        metrics,
        microStep: tag.step,
        learningRate: payload.training.learningRate,
        gradNorm: null,
      })
    ) stop = true;
  }
  return stop;
}
