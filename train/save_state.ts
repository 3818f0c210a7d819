/**
 * From a training in progress to its checkpoint. A state that is not finite is never written.
 *
 * @module
 */
import { readWeights } from "../model/weights.ts";
import type { NamedArray } from "../model/safetensors.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { rankCheckpoint, saveCheckpoints } from "./checkpoint_files.ts";
import { readMoments } from "./moments.ts";
import { NonFiniteLossError } from "./non_finite_loss_error.ts";
import { checkpointDirectory } from "./run_directory.ts";
import type { TrainingCursor } from "./training_cursor.ts";
import type { TrainingSession } from "./training_session.ts";
import { versions } from "./version.ts";

/**
 * Writes the checkpoints that are due, where checkpointing is on, and tells the callbacks.
 *
 * @param session The training.
 * @param cursor Where it is; its ranking of the best is brought up to date.
 * @param scored Epoch and value of the monitor to rank; null within an epoch, where only `last` is written.
 * @returns Whether a callback asked to stop.
 * @throws {NonFiniteLossError} If a weight or moment is not finite.
 * @throws {Error} If a file cannot be written.
 */
export async function saveState(
  session: TrainingSession,
  cursor: TrainingCursor,
  scored: { readonly epoch: number; readonly value: number } | null,
): Promise<boolean> {
  const { payload: { execution, metrics }, callbacks, timer, runDirectory } = session;
  if (!execution.checkpointing) return false;
  const policy = {
    monitor: metrics.monitor,
    mode: execution.checkpointMode,
    saveTopK: execution.checkpointSaveTopK,
  };
  const directory = checkpointDirectory(runDirectory);
  const written = await timer.measure("checkpoint", async () => {
    const ranking = scored
      ? rankCheckpoint(cursor.best, scored, policy)
      : { added: null, best: cursor.best, removed: [] };
    const checkpoint = await captureCheckpoint(session, cursor, ranking.best);
    const paths = await saveCheckpoints(directory, checkpoint, ranking);
    cursor.best = ranking.best;
    return paths;
  });
  const bestPath = bestCheckpointPath(session, cursor);
  const { epoch } = scored ?? cursor;
  let stop = false;
  for (const kind of ["best", "last"] as const) {
    const path = written[kind];
    if (path && await callbacks.emit("onCheckpoint", { epoch, path, kind, bestPath })) stop = true;
  }
  return stop;
}

/** Path of the best checkpoint; null where none is ranked. */
export function bestCheckpointPath({ runDirectory }: TrainingSession, { best }: TrainingCursor): string | null {
  return best[0] ? `${checkpointDirectory(runDirectory)}/${best[0].name}` : null;
}

/**
 * The weights, checked.
 *
 * @param session The training.
 * @param cursor Where it is, for errors.
 * @returns Weights in PyTorch layout, by name.
 * @throws {NonFiniteLossError} If one is not finite.
 */
export async function finiteWeights(
  session: TrainingSession,
  cursor: TrainingCursor,
): Promise<Map<string, NamedArray>> {
  const weights = await readWeights(session.model);
  requireFinite(session, cursor, "the parameter", weights);
  return weights;
}

// --- internal ---

async function captureCheckpoint(
  session: TrainingSession,
  cursor: TrainingCursor,
  best: TrainingCursor["best"],
): Promise<Checkpoint> {
  const { payload, data: { files, scales }, adam, startedAt } = session;
  const weights = await finiteWeights(session, cursor);
  const optimizer = await readMoments(adam);
  requireFinite(session, cursor, "Adam's first moment of", optimizer.expAvg);
  requireFinite(session, cursor, "Adam's second moment of", optimizer.expAvgSq);
  const state = {
    ...cursor.toState(),
    version: versions.exitwave,
    startedAt,
    stepCounts: Object.fromEntries(adam.stepCounts),
    best: [...best],
    digests: { scan: files.scan.digest, testScan: files.testScan?.digest ?? null },
    scales: { ...scales },
  };
  return { payload, weights, optimizer, state };
}

function requireFinite(
  { payload: { training: { learningRate } } }: TrainingSession,
  cursor: TrainingCursor,
  kind: string,
  arrays: ReadonlyMap<string, NamedArray>,
): void {
  for (const [name, { data }] of arrays) {
    const value = data.find((element) => !Number.isFinite(element));
    if (value === undefined) continue;
    const [epoch, step] = cursor.batch === 0 ? [cursor.epoch - 1, cursor.step - 1] : [cursor.epoch, cursor.step - 1];
    throw new NonFiniteLossError({ epoch, step, value, what: `${kind} "${name}"`, learningRate });
  }
}
