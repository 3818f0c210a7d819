/**
 * The batches of one epoch. Their order is a function of seed and epoch, so the cursor alone says which are left.
 *
 * @module
 */
import { requireTrust } from "../../backend/accelerator_failure.ts";
import { stepRecorder } from "../../backend/step_recorder.ts";
import * as tf from "../../packages/tensorflow.ts";
import type { Batch } from "../../data/batches.ts";
import { ABORTED, type Ending, REQUESTED, stoppedBy, StopWish } from "../../run/course/ending.ts";
import type { GradientNorm } from "../callbacks/events.ts";
import type { EpochPlan } from "../plan/plan.ts";
import { MetricRing, type ReadMetric, READS_IN_FLIGHT } from "./metric_ring.ts";
import { microStep } from "./micro_step.ts";
import { NonFiniteLossError } from "./non_finite_loss_error.ts";
import { countStep, letCount, optimizerStep } from "./optimizer_step.ts";
import { joined, repeatStep, whyInPieces } from "./repeated_step.ts";
import { saveState } from "./save_state.ts";
import type { TrainingCursor } from "./training_cursor.ts";
import { orderOf } from "./training_data.ts";
import { requireHealthy, type TrainingSession } from "./training_session.ts";

/**
 * Trains what is left of the cursor's epoch.
 *
 * @param session The training.
 * @param cursor Moved along with every batch.
 * @param plan What is in force.
 * @returns Why the epoch ended early, after all losses have arrived; null where it is complete.
 * @throws {NonFiniteLossError} If a loss is not finite.
 * @throws What a callback, a file or the accelerator throws.
 */
export async function trainEpoch(
  session: TrainingSession,
  cursor: TrainingCursor,
  plan: EpochPlan,
): Promise<Ending | null> {
  const { limits, signal, savePoints, clock, requests } = session;
  const ring: Ring = new MetricRing(READS_IN_FLIGHT, { together: stepRecorder() !== null });
  const stop = new StopWish();
  const ending = (): Ending | null => {
    if (signal?.aborted) return ABORTED;
    if (requests.stop) return REQUESTED;
    return stop.by === null ? limits.reached(cursor.step) : stoppedBy(stop.by);
  };
  const settle = async (): Promise<void> => {
    stop.add(await report(session, cursor, await clock.phaseAsync("read metrics", () => ring.drain())));
    await requireTrust(session);
  };
  try {
    for await (const batch of clock.each("load", batchesLeft(session, cursor, plan))) {
      if (ending()) break;
      stop.add(await trainBatch(session, cursor, { batch, plan, ring }));
      await session.yieldToEventLoop();
      stop.add(await report(session, cursor, await clock.phaseAsync("read metrics", () => ring.take())));
      requireHealthy(session);
      const asked = requests.take();
      if (savePoints.isDue(batch.window.complete ? cursor.step : null) || asked) {
        await settle();
        stop.add(await saveState(session, cursor, null));
      }
    }
    await settle();
  } catch (error) {
    await keepLosses(cursor, ring);
    throw error;
  } finally {
    await ring.discard();
  }
  return ending();
}

// --- internal ---

interface BatchTag {
  readonly batch: number;
  readonly step: number;
  readonly microStep: number;
  readonly size: number;
  readonly learningRate: number;
  /** From the batch's share of its window's loss to the loss of the window. */
  readonly scale: number;
}

type Ring = MetricRing<BatchTag>;

interface BatchOptions {
  readonly batch: Batch;
  readonly plan: EpochPlan;
  readonly ring: Ring;
}

function batchesLeft(session: TrainingSession, cursor: TrainingCursor, plan: EpochPlan): AsyncIterable<Batch> {
  const { train, payload: { training } } = session;
  return train.loader.load(orderOf(train, { training, epoch: cursor.epoch }), {
    apart: train.apart,
    batchSize: training.batchSize,
    limit: training.limitTrainBatches,
    start: cursor.batch,
    accumulate: plan.accumulate,
  });
}

async function trainBatch(
  session: TrainingSession,
  cursor: TrainingCursor,
  { batch, plan, ring }: BatchOptions,
): Promise<string | null> {
  const { callbacks } = session;
  const { epoch } = cursor;
  const { size } = batch;
  const at = { batch: cursor.batch, microStep: cursor.microStep, size };
  const early = callbacks.listens("onBatchStart") ? await callbacks.emit("onBatchStart", { epoch, ...at }) : null;
  const scale = batch.window.samples / size;
  const tag = { ...at, step: cursor.step, learningRate: plan.learningRate, scale };
  const pieces = whyInPieces(session);
  if (pieces !== null) {
    session.replays.refuse(pieces);
    const stop = await trainInPieces(session, cursor, { batch, plan, ring, tag });
    return early ?? stop;
  }
  const output = repeatStep(session, cursor, { batch, plan });
  if (batch.window.complete) countStep(session, cursor, plan);
  countBatch(session, cursor, size);
  ring.push(output, tag);
  return early;
}

/** A batch, and where it completes its window a step; returns the name of the callback that asked to stop. */
async function trainInPieces(
  session: TrainingSession,
  cursor: TrainingCursor,
  { batch, plan, ring, tag }: BatchOptions & { readonly tag: BatchTag },
): Promise<string | null> {
  const { clock, guard, gradients, gradientScale, model, train: { uploader } } = session;
  const { size } = batch, before = gradients.count;
  const { loss, measured } = guard.watch(
    `a training step of ${size}`,
    () => 1 + model.buffers.size + gradients.count - before,
    () => microStep({ model, gradients, gradientScale, uploader, clock }, batch, plan),
  );
  if (!batch.window.complete) {
    letCount(model, measured);
    countBatch(session, cursor, size);
    ring.push(loss, tag);
    return null;
  }
  try {
    // A step that fails takes its batch back: that is done once the step is.
    const { norms, stop } = await optimizerStep(session, cursor, { plan, measured });
    countBatch(session, cursor, size);
    ring.push(norms ? joined(cursor, loss, norms) : loss, tag);
    return stop;
  } catch (error) {
    tf.dispose([loss, ...measured.values()]);
    throw error;
  }
}

function countBatch({ clock }: TrainingSession, cursor: TrainingCursor, size: number): void {
  cursor.batch += 1;
  cursor.microStep += 1;
  clock.countSamples(size);
}

/** What was read of a batch. */
function measured({ values, tag }: ReadMetric<BatchTag>): { loss: number; gradNorm: GradientNorm | null } {
  const [share = NaN, before, after] = Array.from(values);
  const gradNorm = before === undefined || after === undefined ? null : { before, after };
  return { loss: share * tag.scale, gradNorm };
}

async function report(
  { payload, callbacks }: TrainingSession,
  cursor: TrainingCursor,
  read: readonly ReadMetric<BatchTag>[],
): Promise<string | null> {
  const stop = new StopWish();
  const { epoch } = cursor;
  const batches = read.map((metric) => ({ ...measured(metric), tag: metric.tag }));
  for (const { loss, tag: { step, learningRate } } of batches) {
    if (Number.isFinite(loss)) continue;
    throw new NonFiniteLossError({ epoch, step, value: loss, what: "the training loss", learningRate });
  }
  // Counted before anybody is told: a callback that throws must not cost the epoch's mean a batch.
  for (const { loss, gradNorm: norm, tag: { step, size: samples } } of batches) {
    cursor.addBatch({ step, loss, samples, norm });
  }
  for (const { loss, gradNorm, tag: { scale: _scale, ...tag } } of batches) {
    const metrics = { [payload.metrics.loss]: loss };
    stop.add(await callbacks.emit("onBatchEnd", { epoch, ...tag, metrics, gradNorm }));
  }
  return stop.by;
}

/** After a failure: what is in flight belongs to batches that are done, and to the checkpoint that may still be written. */
async function keepLosses(cursor: TrainingCursor, ring: Ring): Promise<void> {
  try {
    for (const metric of await ring.drain()) {
      const { loss, gradNorm: norm } = measured(metric);
      const { step, size: samples } = metric.tag;
      if (!Number.isFinite(loss)) cursor.busy = true;
      cursor.addBatch({ step, loss, samples, norm });
    }
  } catch {
    // The accelerator has failed: what cannot be read cannot be saved.
    cursor.busy = true;
  }
}
