/**
 * From a training in progress to its checkpoint. A state that is not finite is never written.
 *
 * @module
 */
import { requireTrust } from "../../backend/accelerator_failure.ts";
import { readWeights } from "../../model/weights.ts";
import type { NamedArray } from "../../data/formats/safetensors.ts";
import type { Checkpoint } from "../checkpoints/checkpoint.ts";
import { rankCheckpoint, type Ranking, saveCheckpoints } from "../checkpoints/checkpoint_files.ts";
import { learningRateInForce } from "../plan/epoch_plan.ts";
import { StopWish } from "../../run/course/ending.ts";
import { NonFiniteLossError } from "./non_finite_loss_error.ts";
import { readOptimizerState } from "../optimizer/optimizer_state.ts";
import { checkpointDirectory } from "../../run/checkpoint_names.ts";
import type { TrainingCursor } from "./training_cursor.ts";
import type { TrainingSession } from "./training_session.ts";
import { versions } from "../../run/version.ts";

/** An epoch that is to be ranked. */
export interface Scored {
  readonly epoch: number;
  /** Its value of the monitor. */
  readonly value: number;
  /** The weights, where they have been read since the last step; null reads them. */
  readonly weights: ReadonlyMap<string, NamedArray> | null;
}

/**
 * Writes the checkpoints that are due, where checkpointing is on, and tells the callbacks.
 *
 * @param session The training.
 * @param cursor Where it is; its ranking of the best is brought up to date.
 * @param scored Epoch and value of the monitor to rank; null where only `last` is written.
 * @returns Name of the callback that asked to stop; null where none did.
 * @throws {NonFiniteLossError} If a weight, gradient or moment is not finite; nothing is written then.
 * @throws {Error} If the accelerator has failed by the time that all is read, and nothing is written, or if a file cannot
 *   be written.
 */
export async function saveState(
  session: TrainingSession,
  cursor: TrainingCursor,
  scored: Scored | null,
): Promise<string | null> {
  const { payload: { execution, metrics }, callbacks, timer, clock, runDirectory, savePoints } = session;
  if (!execution.checkpointing) return null;
  const policy = {
    monitor: metrics.monitor,
    mode: execution.checkpointMode,
    saveTopK: execution.checkpointSaveTopK,
  };
  const directory = checkpointDirectory(runDirectory);
  const epoch = lastEpoch(cursor);
  const stop = new StopWish();
  // Should this fail, another attempt would fail as well.
  cursor.busy = true;
  let written: Awaited<ReturnType<typeof saveCheckpoints>>;
  try {
    stop.add(await callbacks.emit("onBeforeCheckpoint", { epoch, steps: cursor.step }));
  } finally {
    // What has been learned is saved even where a callback fails.
    written = await clock.phaseAsync("checkpoint", () =>
      timer.measure("checkpoint", async () => {
        const ranking = scored
          ? rankCheckpoint(cursor.best, scored, policy)
          : { added: null, best: cursor.best, removed: [] };
        const weights = scored?.weights ?? await evaluatedWeights(session, cursor);
        const checkpoint = await captureCheckpoint(session, cursor, { ...ranking, weights });
        await requireTrust(session);
        const paths = await saveCheckpoints(directory, checkpoint, ranking);
        cursor.best = ranking.best;
        return paths;
      }));
  }
  savePoints.saved();
  const bestPath = bestCheckpointPath(session, cursor);
  for (const kind of ["best", "last"] as const) {
    const path = written[kind];
    if (path) stop.add(await callbacks.emit("onCheckpoint", { epoch, path, kind, bestPath }));
  }
  // Not before: should a callback fail, everything is on disk already.
  cursor.busy = false;
  return stop.by;
}

/** Path of the best checkpoint; null where none is ranked. */
export function bestCheckpointPath({ runDirectory }: TrainingSession, { best }: TrainingCursor): string | null {
  return best[0] ? `${checkpointDirectory(runDirectory)}/${best[0].name}` : null;
}

/**
 * The weights that are validated and that inference uses, checked: the moving average where one is kept, else those of
 * the last step.
 *
 * @param session The training.
 * @param cursor Where it is, for errors.
 * @returns Weights in PyTorch layout, by name.
 * @throws {NonFiniteLossError} If one is not finite.
 * @throws {Error} If the accelerator has failed by the time they are read.
 */
export async function evaluatedWeights(
  session: TrainingSession,
  cursor: TrainingCursor,
): Promise<ReadonlyMap<string, NamedArray>> {
  const { ema, model } = session;
  const weights = await (ema ? ema.during(() => readWeights(model)) : readWeights(model));
  await requireTrust(session);
  requireFinite(session, cursor, "the parameter", weights);
  return weights;
}

// --- internal ---

async function captureCheckpoint(
  session: TrainingSession,
  cursor: TrainingCursor,
  { weights, best, removed }: Pick<Ranking, "best" | "removed"> & Pick<Checkpoint, "weights">,
): Promise<Checkpoint> {
  const {
    payload,
    data: { scans: [scan, ...otherScans], testScans, labels },
    optimizer,
    gradients,
    gradientScale,
    model,
    ema,
    startedAt,
  } = session;
  const check = <M extends ReadonlyMap<string, NamedArray>>(kind: string, arrays: M): M => {
    requireFinite(session, cursor, kind, arrays);
    return arrays;
  };
  const slots = await readOptimizerState(optimizer);
  for (const [slot, arrays] of slots) check(`the optimizer's ${slot} of`, arrays);
  const state = {
    ...cursor.toState(),
    version: versions().exitwave,
    startedAt,
    stepCounts: Object.fromEntries(optimizer.stepCounts),
    best: [...best],
    superseded: removed.map(({ name }) => name),
    ...(gradientScale && { gradientScale: await gradientScale.read() }),
    digests: {
      ...{ scan: scan.file.digest, testScan: testScans[0]?.digest ?? null },
      ...(testScans.length > 1 && { testScans: testScans.map(({ digest }) => digest) }),
      ...(labels && { labels: labels.digest }),
    },
    scales: { ...scan.scales },
    character: { ...scan.character },
    ...(otherScans.length > 0 && {
      otherScans: otherScans.map(({ file, scales, character }) => ({ digest: file.digest, scales, character })),
    }),
  };
  const { bestWeights } = cursor;
  // A ranked checkpoint of the same epoch holds them already.
  const isRanked = best.some(({ epoch, value }) => epoch === bestWeights?.epoch && value === bestWeights.value);
  return {
    payload,
    weights,
    trained: ema ? check("the parameter", await readWeights(model)) : null,
    optimizer: slots,
    // Of a scaled loss one may be infinite: the step that it leads to is none.
    gradients: gradientScale ? await gradients.read() : check("the gradient of", await gradients.read()),
    best: isRanked ? null : bestWeights?.weights ?? null,
    state,
  };
}

/** The last epoch that batches were trained in: between two epochs the cursor is at the next. */
function lastEpoch({ epoch, batch }: TrainingCursor): number {
  return batch === 0 ? Math.max(epoch - 1, 0) : epoch;
}

function requireFinite(
  { payload: { training } }: TrainingSession,
  cursor: TrainingCursor,
  kind: string,
  arrays: ReadonlyMap<string, NamedArray>,
): void {
  for (const [name, { data }] of arrays) {
    const value = data.find((element) => !Number.isFinite(element));
    if (value === undefined) continue;
    throw new NonFiniteLossError({
      epoch: lastEpoch(cursor),
      step: cursor.step - 1,
      value,
      what: `${kind} "${name}"`,
      learningRate: learningRateInForce(training, cursor),
    });
  }
}
