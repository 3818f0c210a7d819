/**
 * The validation loss: the training loss on samples that are not trained on, always at the scale of photons, so that
 * epochs of different stages compare.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import { requireTrust } from "../../backend/accelerator_failure.ts";
import { stepRecorder } from "../../backend/step_recorder.ts";
import { learningRateInForce } from "../plan/epoch_plan.ts";
import { MetricRing, type ReadMetric, READS_IN_FLIGHT } from "./metric_ring.ts";
import { NonFiniteLossError } from "./non_finite_loss_error.ts";
import type { TrainingCursor } from "./training_cursor.ts";
import { requireHealthy, type TrainingSession, type UploadedSet } from "./training_session.ts";

/** What to validate. */
export interface ValidateOptions {
  /** The samples. */
  readonly set: UploadedSet;
  /** Batches at most; null takes all. */
  readonly limit: number | null;
}

/**
 * Mean loss over the validation samples, with the moving average of the weights where one is kept.
 *
 * @param session The training.
 * @param cursor Where the training is, for errors.
 * @param options Samples and limit.
 * @returns The mean, weighted by samples; null where the training was aborted meanwhile.
 * @throws {NonFiniteLossError} If a loss is not finite.
 */
export async function validate(
  session: TrainingSession,
  cursor: TrainingCursor,
  options: ValidateOptions,
): Promise<number | null> {
  const { ema, clock } = session;
  const measure = (): ReturnType<typeof lossesOf> => lossesOf(session, options);
  const losses = await clock.phaseAsync("validate", () => ema ? ema.during(measure) : measure());
  if (losses === null) return null;
  const value = weightedMean(losses);
  if (Number.isFinite(value)) return value;
  const { epoch } = cursor;
  const step = cursor.step - 1;
  const learningRate = learningRateInForce(session.payload.training, cursor);
  throw new NonFiniteLossError({ epoch, step, value, what: "the validation loss", learningRate });
}

// --- internal ---

async function lossesOf(
  session: TrainingSession,
  { set, limit }: ValidateOptions,
): Promise<readonly ReadMetric<number>[] | null> {
  const { payload: { training }, signal, guard, model } = session;
  const ring = new MetricRing<number>(READS_IN_FLIGHT, { together: stepRecorder() !== null });
  const losses: ReadMetric<number>[] = [];
  try {
    const { loader, indices, apart } = set;
    for await (const batch of loader.load(indices, { batchSize: training.batchSize, limit, apart })) {
      if (signal?.aborted) return null;
      const loss = guard.watch(
        `a validation step of ${batch.size}`,
        1,
        () => tf.tidy(() => model.loss(set.uploader.upload(batch))),
      );
      ring.push(loss, batch.size);
      await session.yieldToEventLoop();
      losses.push(...await ring.take());
      requireHealthy(session);
    }
    losses.push(...await ring.drain());
    await requireTrust(session);
    return losses;
  } finally {
    await ring.discard();
  }
}

function weightedMean(losses: readonly ReadMetric<number>[]): number {
  const sum = losses.reduce((total, { values, tag }) => total + (values[0] ?? NaN) * tag, 0);
  return sum / losses.reduce((total, { tag }) => total + tag, 0);
}
