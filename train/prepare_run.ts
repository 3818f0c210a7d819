/**
 * Everything before the first step, in the order that leaves no half-made run behind: what is refused is refused before
 * anything is written.
 *
 * @module
 */
import { requireDeterminism } from "../backend/determinism.ts";
import { requirePrecision } from "../backend/half_storage.ts";
import { tuneAccelerator } from "../backend/tune_accelerator.ts";
import { keptAddress } from "../config/values/credentials.ts";
import type { TrainingPayload } from "../config/payload.ts";
import { requireRoom } from "../model/parameters/require_room.ts";
import { networkOf } from "../model/networks.ts";
import { ownCallbacks, type RunOutline } from "./own_callbacks.ts";
import { requireImageIndices } from "./callbacks/patch_images.ts";
import { PhaseTimer } from "./profile/phase_timer.ts";
import { removeStrays } from "./checkpoints/checkpoint_files.ts";
import { type InitialWeights, readInitialWeights } from "./initial_weights.ts";
import { Limits } from "../run/course/ending.ts";
import { tensorsPerParameter } from "./optimizer/tensors_per_parameter.ts";
import { Profiler, UNPROFILED } from "./profile/profiler.ts";
import { bestWeightsOf, rankedOf, readResumable, requireSameScans, type Resumable } from "./checkpoints/resume.ts";
import { CallbackRunner } from "./callbacks/run_callbacks.ts";
import { openRunDirectory, type OpenRunOptions, refuseTakenDirectory } from "../run/run_directory.ts";
import { checkpointDirectory } from "../run/checkpoint_names.ts";
import type { Checkpoint } from "./checkpoints/checkpoint.ts";
import type { FitOptions } from "./fit_options.ts";
import type { FitRequestOptions } from "./fit_request.ts";
import { type RunCall, thisCall } from "../run/run_call.ts";
import type { RunLock } from "../run/run_lock.ts";
import { requireRunPath } from "../run/run_path.ts";
import { readRunRecord } from "../run/run_record.ts";
import { findScans } from "../run/scan_place.ts";
import { findMlflowServer } from "../run/mlflow/mlflow_server.ts";
import { TrainingCursor } from "./loop/training_cursor.ts";
import { batchesPerEpoch, filesOf, loadTrainingData, type TrainingData } from "./loop/training_data.ts";
import { withMadeLabels } from "./loop/make_labels.ts";
import { broadProbeWarnings } from "./loop/broad_probes.ts";
import { startBeam } from "./loop/start_beam.ts";
import { createSession, type TrainingSession } from "./loop/training_session.ts";
import { rehearse } from "./rehearse.ts";

/** A run as it has been read: nothing is on the accelerator, and nothing is written. */
export interface LoadedRun extends RunOutline {
  /** Where it begins, or goes on. */
  readonly cursor: TrainingCursor;
  /** What it goes on from; null for a new run. */
  readonly resumed: Checkpoint | null;
  /** Path of that checkpoint. */
  readonly resumedFrom: string | null;
  /** Weights that a new run begins with; null where its seed draws them. */
  readonly initial: InitialWeights | null;
  /** What the user should know, one sentence each. */
  readonly warnings: readonly string[];
  readonly timer: PhaseTimer;
}

/** A run that is ready to train. Disposing of it frees its session and leaves the kernels as they were. */
export interface Run extends AsyncDisposable, Pick<LoadedRun, "cursor" | "resumedFrom" | "warnings"> {
  readonly session: TrainingSession;
  /** Null unless a profile is asked for. */
  readonly profiler: Profiler | null;
}

/** Directory that a call of `fit` writes to. */
export function runDirectoryOf({ execution }: TrainingPayload, { resume }: Pick<FitOptions, "resume">): string {
  return resume ?? execution.outputDir;
}

/** Options of {@link loadRun} and {@link openRun}. */
export interface PrepareRunOptions extends FitRequestOptions {
  /** That of the run's directory, to be taken. It is the caller's to let go of. */
  readonly lock?: RunLock;
}

/**
 * Reads the data and, where a run goes on, its checkpoint.
 *
 * @param payload The payload.
 * @param options Options of `fit`, and the lock of the run's directory, which is taken where a run goes on.
 * @returns What was read; its data are the caller's to dispose of.
 * @throws If the run is refused or a file cannot be read.
 */
export async function loadRun(payload: TrainingPayload, options: PrepareRunOptions): Promise<LoadedRun> {
  requireOneIntent(options);
  const { limits } = options.accelerator;
  requireRoom(networkOf(payload).parameters, { copies: tensorsPerParameter(payload.training), limits });
  requirePrecision(payload.execution.precision, options.accelerator);
  const doubts = requireDeterminism(payload.execution.deterministic, options.accelerator);
  const { execution } = payload;
  const mlflow = execution.logger.includes("mlflow")
    ? findMlflowServer(keptAddress(execution) ?? execution.mlflowUri)
    : null;
  const timer = new PhaseTimer();
  const runDirectory = runDirectoryOf(payload, options);
  const opening = openingOf(options);
  return await timer.measure("prepare", async () => {
    await refuseTakenDirectory(runDirectory, opening);
    if (opening.resume) {
      await requireRunPath(runDirectory);
      await options.lock?.take();
    }
    const found = opening.resume ? await readResumable(runDirectory, payload) : NOT_RESUMED;
    const { checkpoint: resumed, path: resumedFrom } = found;
    const places = opening.resume ? await findScans(runDirectory, payload) : NAMED_NOW;
    using opened = new DisposableStack();
    const { accelerator, onWarning, onLabels, signal } = options;
    const making = {
      ...onLabels,
      runDirectory,
      accelerator,
      ...(onWarning && { onWarning }),
      ...(signal && { signal }),
    };
    const named = { ...payload, data: { ...payload.data, ...places.paths } };
    const data = opened.use(await loadTrainingData(await withMadeLabels(named, making)));
    if (resumed) requireSameScans(resumed, { ...filesOf(data), labels: data.labels ? [data.labels] : [] });
    requireImageIndices(data.train.samples.count, payload.execution);
    const initial = resumed ? null : await readInitialWeights(payload);
    const cursor = new TrainingCursor(resumed?.state);
    if (resumed) cursor.best = await rankedOf(runDirectory, cursor.best);
    const best = await bestWeightsOf(runDirectory, resumed);
    cursor.bestWeights = best.weights;
    const startedAt = resumed?.state.startedAt ?? new Date().toISOString();
    const calls = [...opening.resume ? await callsOf(runDirectory) : [], await thisCall(options.commandLine ?? null)];
    const warnings = [
      ...[...doubts, ...found.warnings, ...places.warnings, ...data.warnings, ...initial?.warnings ?? []],
      ...[...wideWindows(payload, data), ...broadProbeWarnings(payload, data), ...best.warnings],
    ];
    opened.move();
    const begin = { cursor, resumed, resumedFrom, initial, startedAt };
    return { payload, runDirectory, data, scanNames: places.names, calls, mlflow, ...begin, warnings, timer };
  });
}

/**
 * Builds the model and opens the directory of the run.
 *
 * @param loaded What was read.
 * @param options Options of `fit`, and the lock of the run's directory, to be taken.
 * @returns The run, the caller's to dispose of.
 * @throws If the run does not fit the accelerator or its directory cannot be written to; nothing stays open or on the
 *   accelerator.
 */
export async function openRun(loaded: LoadedRun, options: PrepareRunOptions): Promise<Run> {
  const { payload, runDirectory, cursor, resumed, resumedFrom, warnings, timer } = loaded;
  const { signal, accelerator, onWarning, onTuning } = options;
  await using opened = new AsyncDisposableStack();
  const profiler = payload.execution.profile ? opened.use(new Profiler()) : null;
  const clock = profiler ?? UNPROFILED;
  const session = await timer.measure("prepare", () => {
    const own = ownCallbacks(loaded, cursor, options);
    const callbacks = new CallbackRunner([...own, ...options.callbacks ?? []], clock);
    const device = {
      ...{ limitsOfAccelerator: accelerator.limits, failure: () => accelerator.failure() },
      ...onWarning && { onWarning },
    };
    const limits = new Limits(payload);
    return Promise.resolve(createSession({ ...loaded, ...device, callbacks, clock, limits, signal }, resumed));
  });
  opened.use(session);
  if (cursor.microStep === 0) await timer.measure("prepare", () => startBeam(session, options.onBeamSweep));
  const tuned = { step: () => rehearse(session), ...onTuning && { onProgress: onTuning }, ...signal && { signal } };
  await timer.measure("prepare", () => tuneAccelerator(payload.execution, accelerator, tuned));
  await openRunDirectory(runDirectory, payload, openingOf(options));
  if (resumed) await removeStrays(checkpointDirectory(runDirectory), resumed.state);
  const owner = opened.move();
  return { session, cursor, resumedFrom, warnings, profiler, [Symbol.asyncDispose]: () => owner.disposeAsync() };
}

// --- internal ---

function requireOneIntent({ resume, overwrite }: FitOptions): void {
  if (resume === undefined || !overwrite) return;
  throw new TypeError(
    `Cannot resume ${resume} and overwrite it as a run goes on where it stopped: leave one of both options away`,
  );
}

/** A record that is lost or damaged stops no run: its calls are forgotten. */
async function callsOf(runDirectory: string): Promise<readonly RunCall[]> {
  return (await readRunRecord(runDirectory).catch(() => null))?.calls ?? [];
}

/** Of a new run, scans are what its payload names. */
const NAMED_NOW = { paths: {}, names: { scan: null, testScan: null }, warnings: [] } as const;

const NOT_RESUMED: Resumable = { checkpoint: null, path: null, warnings: [] };

function openingOf({ resume, overwrite = false, lock }: PrepareRunOptions): OpenRunOptions {
  return { resume: resume !== undefined, overwrite, ...(lock && { lock }) };
}

/** A window ends with its epoch: one that is larger is not what was asked for. */
function wideWindows({ training }: TrainingPayload, { train }: TrainingData): string[] {
  const batches = batchesPerEpoch(train, training);
  const { accumulate } = training;
  if (Math.max(...Object.values(typeof accumulate === "number" ? [accumulate] : accumulate)) <= batches) return [];
  const steps = "an epoch is one optimizer step where it does";
  return [`training.accumulate = ${JSON.stringify(accumulate)} exceeds the ${batches} batches of an epoch: ${steps}`];
}
