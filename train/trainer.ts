/**
 * Training: from a payload to a run on disk. `fit` loads the data, builds the model, trains, and leaves behind
 * `payload.json`, `run.json`, `metrics.csv` and `checkpoints/`. What may end it: the last epoch, a callback's
 * `"stop"`, an abort signal, or an error; in every case the callbacks are cleaned up and the record says what happened.
 *
 * @module
 */
import { failureBehind } from "../backend/accelerator_failure.ts";
import { cardBundle } from "../config/notebook/card.ts";
import { shown } from "../config/notebook/shown.ts";
import type { LossName, MetricFacts, ValLossName } from "../config/fields/metric_names.ts";
import type { TrainingPayload } from "../config/payload.ts";
import type { FitStartEvent, TrainedEvent } from "./callbacks/events.ts";
import { accumulateAt } from "./plan/accumulate.ts";
import { checkpointDirectory, LAST_CHECKPOINT } from "../run/checkpoint_names.ts";
import { stoppedBy } from "../run/course/ending.ts";
import { totalEpochs } from "./plan/epoch_plan.ts";
import { fitCard } from "./fit_card.ts";
import type { FitOptions } from "./fit_options.ts";
import { type FitRequest, fitRequest } from "./fit_request.ts";
import type { FitResult } from "./fit_result.ts";
import { finishedResult } from "./finished_run.ts";
import { fitEpochs } from "./loop/fit_epochs.ts";
import { type LearnedBeams, learnedBeams } from "./loop/learned_beams.ts";
import { NonFiniteLossError } from "./loop/non_finite_loss_error.ts";
import { loadRun, openRun, type Run, runDirectoryOf } from "./prepare_run.ts";
import { combineErrors, Hooks } from "../run/course/hooks.ts";
import { RunLock } from "../run/run_lock.ts";
import { bestCheckpointPath, evaluatedWeights, saveState } from "./loop/save_state.ts";
import { batchesPerEpoch } from "./loop/training_data.ts";

/**
 * Trains a model as a payload says. The same payload and data give the same weights on the same accelerator, and a run
 * that was aborted and resumed ends with the same bits as one that was not. One that is resumed with nothing left to train
 * is told of again: of its callbacks only `onTrained` is called, and no file is written.
 *
 * What nobody set and the scan tells, `data.patchSize`, `data.photons` and `data.measurement`, is taken from it, as the command line does;
 * not so into a payload that was read from a file.
 *
 * @param payload Everything the training is.
 * @param options Callbacks, whether to resume, and an accelerator other than the one that the payload names.
 * @returns What it came to, which shows itself in a notebook; files are in its `runDirectory`.
 * @throws {RangeError} If the payload asks for what cannot be trained; nothing is written then.
 * @throws {TypeError} If a scan or a checkpoint does not fit the payload; nothing is written then.
 * @throws {NonFiniteLossError} If the training diverged; the checkpoints hold the last finite state.
 * @throws {Error} If a file cannot be read or written, the directory holds a run, or a callback or the accelerator fails.
 *
 * @example
 * ```ts
 * import { createTrainingPayload, fit, simulateScan, writeScan } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const directory = await Deno.makeTempDir();
 * await writeScan(`${directory}/scan.npz`, simulateScan({ patchSize: 64, patterns: 4, photons: 1e5 }));
 * const payload = createTrainingPayload({
 *   data: { scan: `${directory}/scan.npz` },
 *   model: { filterScale: 0.125 },
 *   training: { epochs: 1, batchSize: 1, limitTrainBatches: 1 },
 *   execution: { outputDir: `${directory}/run`, accelerator: "cpu" },
 * });
 * const { exitReason, lastCheckpoint } = await fit(payload);
 * assertEquals([exitReason, lastCheckpoint], ["finished", `${directory}/run/checkpoints/last.safetensors`]);
 * await Deno.remove(directory, { recursive: true });
 * ```
 */
export async function fit<F extends MetricFacts>(
  payload: TrainingPayload<F>,
  options: FitOptions<LossName<F> | ValLossName<F>> = {},
): Promise<FitResult> {
  // Inside, metric names are strings like any other; their literal types are for the callbacks of the caller.
  const request = await fitRequest(payload as TrainingPayload, options as FitOptions);
  const result = await runToEnd(request);
  await tellTrained(result, request);
  return shownFit(result);
}

// --- internal ---

/** Once it returns, the directory and the accelerator are free again. */
async function runToEnd({ payload, options }: FitRequest): Promise<FitResult> {
  using lock = new RunLock(runDirectoryOf(payload, options));
  const { accelerator } = options;
  const prepare = { ...options, lock };
  const loaded = await loadRun(payload, prepare);
  using _data = loaded.data;
  const finished = await finishedResult(loaded);
  if (finished) loaded.warnings.forEach((warning) => options.onWarning?.(warning));
  if (finished) return finished;
  await using run = await openRun(loaded, prepare).catch(async (error) => {
    throw await failureBehind(error, accelerator);
  });
  loaded.warnings.forEach((warning) => options.onWarning?.(warning));
  return await runFit(run);
}

async function tellTrained(
  { runDirectory, exitReason, bestCheckpoint, lastCheckpoint }: FitResult,
  { payload, options: { accelerator, callbacks = [], signal = new AbortController().signal } }: FitRequest,
): Promise<void> {
  const event: TrainedEvent = Object.freeze({
    ...{ payload, runDirectory, exitReason, bestCheckpoint, lastCheckpoint, accelerator, signal },
  });
  const errors = await new Hooks(callbacks, "training").tell((callback) => callback.onTrained?.(event));
  if (errors.length > 0) throw combineErrors(errors);
}

function shownFit(result: FitResult): FitResult {
  return shown(result, (made) => cardBundle(fitCard(made)));
}

async function runFit(run: Run): Promise<FitResult> {
  const { session, cursor, profiler } = run;
  const { callbacks, timer } = session;
  const { microStep: begun } = cursor;
  const errors: unknown[] = [];
  let result: FitResult | null = null;
  let beams: LearnedBeams = {};
  try {
    beams = await learnedBeams(session, () => weightsLeft(run));
    await callbacks.setUp({ ...startEvent(run), ...beams });
    result = await train(run, await emitCheckpointLoaded(run));
    const { weights } = result;
    beams = await learnedBeams(session, () => weights);
  } catch (thrown) {
    const error = await failureBehind(thrown, session);
    const saved = cursor.microStep === begun ? [] : await rescue(run, error);
    errors.push(error, ...saved, ...await callbacks.fail(error));
  }
  if (profiler) errors.push(...await attempt(() => profiler.write(`${session.runDirectory}/profile.json`)));
  const { exitReason, exitDetail } = result ?? { exitReason: "failed" as const, exitDetail: describe(errors[0]) };
  const { epoch: epochs, step: steps } = cursor;
  errors.push(...await callbacks.cleanUp({ exitReason, exitDetail, epochs, steps, timings: timer.timings, ...beams }));
  if (result === null || errors.length > 0) throw combineErrors(errors);
  return result;
}

/**
 * After a failure between two steps, what has been learned since the last checkpoint is saved; not so what an accelerator
 * computed that has failed.
 */
async function rescue({ session, cursor }: Run, cause: unknown): Promise<unknown[]> {
  if (cursor.busy || cause instanceof NonFiniteLossError || session.failure() !== null) return [];
  return await attempt(() => saveState(session, cursor, null));
}

/** Does work at the end of a training; what it throws is reported with all else. */
async function attempt(work: () => Promise<unknown>): Promise<unknown[]> {
  try {
    await work();
    return [];
  } catch (error) {
    return [error];
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Name of the callback that asked to stop when it was told what was loaded; null where none did. */
async function emitCheckpointLoaded({ session, cursor, resumedFrom }: Run): Promise<string | null> {
  if (resumedFrom === null) return null;
  const { epoch, batch, step: steps, window } = cursor;
  const { payload: { training }, train } = session;
  const windows = batch / accumulateAt(training.accumulate, epoch);
  // The last window of an epoch ends with it.
  const epochSteps = batch < batchesPerEpoch(train, training) ? Math.floor(windows) : Math.ceil(windows);
  const best = cursor.bestWeights && { epoch: cursor.bestWeights.epoch, value: cursor.bestWeights.value };
  const event = { path: resumedFrom, epoch, batch, steps, epochSteps, window, best };
  return await session.callbacks.emit("onCheckpointLoaded", event);
}

async function train({ session, cursor, profiler }: Run, asked: string | null): Promise<FitResult> {
  const { runDirectory, timer, payload: { execution } } = session;
  const { ending, history } = asked === null
    ? await fitEpochs(session, cursor)
    : { ending: stoppedBy(asked), history: [] };
  return {
    ...ending,
    runDirectory,
    epochs: cursor.epoch,
    steps: cursor.step,
    history,
    bestCheckpoint: bestCheckpointPath(session, cursor),
    lastCheckpoint: execution.checkpointing ? `${checkpointDirectory(runDirectory)}/${LAST_CHECKPOINT}` : null,
    bestEpoch: cursor.bestWeights?.epoch ?? null,
    bestValue: cursor.bestWeights?.value ?? null,
    weights: await weightsLeft({ session, cursor }),
    profile: profiler?.finish() ?? null,
    seconds: timer.timings.total,
  };
}

/** The best weights by the monitor; where there are none, those of now. */
async function weightsLeft({ session, cursor }: Pick<Run, "session" | "cursor">): Promise<FitResult["weights"]> {
  return cursor.bestWeights?.weights ?? await evaluatedWeights(session, cursor);
}

function startEvent({ session, cursor, warnings }: Run): FitStartEvent {
  const { payload: { training }, runDirectory, train, validation } = session;
  return {
    runDirectory,
    epochs: totalEpochs(training, cursor.fineTuneFrom),
    firstEpoch: cursor.epoch,
    firstBatch: cursor.batch,
    batches: batchesPerEpoch(train, training),
    samples: train.indices.length,
    channels: train.samples.channels,
    validationSamples: validation?.indices.length ?? 0,
    warnings,
  };
}
