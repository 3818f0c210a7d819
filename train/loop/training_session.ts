/**
 * What a training works with, from its first step to its last: made once, freed once.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import type { Accelerator } from "../../backend/accelerator.ts";
import { allOrNothing } from "../../backend/all_or_nothing.ts";
import type { TrainingPayload } from "../../config/payload.ts";
import { createModel, type Model } from "../../model/create_model.ts";
import { scalesStartFromData, startScales } from "../../model/start_scales.ts";
import { loadWeights } from "../../model/weights.ts";
import { batches } from "../../data/batches.ts";
import { type BatchLoader, createBatchLoader } from "../../data/feed/batch_loader.ts";
import { BatchUploader } from "../../data/feed/batch_uploader.ts";
import type { CallbackRunner } from "../callbacks/run_callbacks.ts";
import type { Checkpoint } from "../checkpoints/checkpoint.ts";
import { createForeseen } from "../optimizer/create_optimizer.ts";
import { Ema } from "../optimizer/ema.ts";
import { GradientScale } from "../optimizer/gradient_scale.ts";
import type { Limits } from "../../run/course/ending.ts";
import { createEventLoopYield } from "../../data/files/event_loop.ts";
import { GradientSum } from "../optimizer/gradient_sum.ts";
import { LeakGuard } from "./leak_guard.ts";
import type { ForeseenOptimizer } from "../optimizer/next_step.ts";
import { loadOptimizerState } from "../optimizer/optimizer_state.ts";
import type { PhaseTimer } from "../profile/phase_timer.ts";
import type { PhaseClock } from "../profile/profiler.ts";
import { SavePoints } from "../../run/course/save_points.ts";
import { RequestInbox } from "../../run/run_requests.ts";
import { notReplayed, StepReplays } from "../../backend/step_replays.ts";
import type { SampleSet, TrainingData } from "./training_data.ts";

/** Samples with what prepares their batches and uploads them. */
export interface UploadedSet extends SampleSet {
  readonly loader: BatchLoader;
  readonly uploader: BatchUploader;
}

/** Parts of a session that come from outside. */
export interface SessionParts {
  readonly payload: TrainingPayload;
  /** Directory of the run. */
  readonly runDirectory: string;
  readonly data: TrainingData;
  readonly callbacks: CallbackRunner;
  readonly timer: PhaseTimer;
  /** Takes notice of what is done, where a profile is asked for. */
  readonly clock: PhaseClock;
  readonly limits: Limits;
  /** When the run first began, ISO 8601. */
  readonly startedAt: string;
  /** Weights that a new run begins with; null where the seed draws them. */
  readonly initial: { readonly weights: Checkpoint["weights"] } | null;
  /** Asks the training to end after the step in progress. */
  readonly signal: AbortSignal | undefined;
  /** Limits of the accelerator. */
  readonly limitsOfAccelerator: Accelerator["limits"];
  /** First failure of the accelerator, if any: its errors do not come with the call that caused them. */
  readonly failure: () => Error | null;
  /** Told what does not stop the training. */
  readonly onWarning?: (text: string) => void;
}

/** A training in progress. Disposing of it frees every tensor and ends its workers. */
export interface TrainingSession extends SessionParts, AsyncDisposable {
  readonly model: Model;
  readonly optimizer: ForeseenOptimizer;
  /** Gradients of the window in progress. */
  readonly gradients: GradientSum;
  /** The factor of the loss where activations are kept in 16 bits; else null. */
  readonly gradientScale: GradientScale | null;
  /** Moving average of the weights; null where none is kept. */
  readonly ema: Ema | null;
  readonly train: UploadedSet;
  /** Null where nothing is validated. */
  readonly validation: UploadedSet | null;
  readonly guard: LeakGuard;
  /** Steps that are done again as they were recorded. */
  readonly replays: StepReplays;
  readonly savePoints: SavePoints;
  /** What is asked of it in the directory of the run. */
  readonly requests: RequestInbox;
  /** Lets the event loop run; to be awaited after every step. */
  readonly yieldToEventLoop: () => Promise<void>;
}

/**
 * Builds the model and the optimizer of a training and uploads its constants.
 *
 * @param parts What comes from outside.
 * @param resumed Weights and moments to go on with; a new run begins with the payload's seed.
 * @returns The session, the caller's to dispose of.
 * @throws {RangeError} If the payload asks for a model that cannot be built.
 * @throws {TypeError} If the checkpoint does not fit the model.
 * @throws If the accelerator has no room for it. Whatever is thrown, no tensor stays behind.
 */
export function createSession(parts: SessionParts, resumed: Checkpoint | null): TrainingSession {
  const tools = allOrNothing(() => makeTools(parts, resumed));
  const session = { ...parts, ...tools, yieldToEventLoop: createEventLoopYield() };
  return { ...session, [Symbol.asyncDispose]: () => disposeTools(tools) };
}

/**
 * Throws where the accelerator has failed.
 *
 * @param session The training.
 * @throws The accelerator's error.
 */
export function requireHealthy({ failure }: Pick<TrainingSession, "failure">): void {
  const error = failure();
  if (error) throw error;
}

// --- internal ---

/** What a session makes itself. */
type SessionTools = Omit<TrainingSession, keyof SessionParts | "yieldToEventLoop" | typeof Symbol.asyncDispose>;

function makeTools(parts: SessionParts, resumed: Checkpoint | null): SessionTools {
  const { payload: { training, execution }, data: { train, validation } } = parts;
  const scans = train.samples.scans?.parts ?? [train.samples];
  const model = createModel(parts.payload, { seed: training.seed, scans });
  const optimizer = createForeseen(model.parameters, training);
  const gradientScale = execution.precision === "mixed" ? new GradientScale(resumed?.state.gradientScale) : null;
  const gradients = new GradientSum(model.parameters, gradientScale);
  if (resumed) {
    loadWeights(model, resumed.trained ?? resumed.weights);
    loadOptimizerState(optimizer, resumed.optimizer);
    optimizer.setStepCounts(new Map(Object.entries(resumed.state.stepCounts)));
    gradients.load(resumed.gradients);
  }
  if (parts.initial) loadWeights(model, parts.initial.weights, { physics: false });
  const sets = withUploaders({ train, validation }, { ...parts, learnsPhysics: model.paces.size > 0 });
  if (!resumed && scalesStartFromData(parts.payload.model)) startFromData(model, sets.train, training);
  const averaged = new Map([...model.parameters, ...model.buffers]);
  const ema = training.emaDecay === null ? null : new Ema(averaged, training.emaDecay);
  if (resumed) ema?.load(resumed.weights);
  return {
    model,
    optimizer,
    gradients,
    ema,
    gradientScale,
    ...sets,
    guard: new LeakGuard(),
    replays: new StepReplays({
      enabled: execution.replay,
      onRefusal: (reason) => parts.onWarning?.(notReplayed("Training steps", reason)),
    }),
    savePoints: new SavePoints(execution),
    requests: new RequestInbox(parts.runDirectory),
  };
}

/**
 * Starts the scales of a new run by its first samples in file order, of several scans the first of each: as many,
 * whatever the size of its batches.
 */
function startFromData(model: Model, set: UploadedSet, { batchSize }: TrainingPayload["training"]): void {
  const { samples, indices, uploader } = set;
  const of = samples.scans?.of;
  const first = of ? firstOfEach(indices.toSorted(), of) : indices.toSorted().subarray(0, SAMPLES_TO_START);
  tf.tidy(() => startScales(model, batches(samples, first, { batchSize }).map((batch) => uploader.upload(batch))));
}

function firstOfEach(indices: Int32Array, of: Int32Array): Int32Array {
  const most = Math.ceil(SAMPLES_TO_START / new Set(of).size);
  const taken = new Map<number, number>();
  return indices.filter((index) => {
    const scan = of[index] ?? NaN;
    taken.set(scan, (taken.get(scan) ?? 0) + 1);
    return (taken.get(scan) ?? 0) <= most;
  });
}

/** A mean of so many patterns is near that of all. */
const SAMPLES_TO_START = 16;

/** Every part is freed, even where another fails to be. */
async function disposeTools(
  { model, optimizer, gradients, gradientScale, ema, train, validation, replays }: SessionTools,
): Promise<void> {
  await using parts = new AsyncDisposableStack();
  for (const set of validation?.loader === train.loader ? [train] : [train, validation]) {
    parts.defer(() => set?.loader.close());
    parts.defer(() => set?.uploader.dispose());
  }
  parts.defer(() => model.dispose());
  parts.defer(() => optimizer.dispose());
  parts.defer(() => ema?.dispose());
  parts.defer(() => gradientScale?.dispose());
  parts.defer(() => gradients.dispose());
  parts.defer(() => replays.dispose());
}

/** Samples that stay on the accelerator are uploaded once, though two sets take parts of them. */
function withUploaders(
  { train, validation }: Pick<TrainingData, "train" | "validation">,
  { payload: { execution }, limitsOfAccelerator: limits, learnsPhysics }: SessionParts & {
    readonly learnsPhysics: boolean;
  },
): Pick<TrainingSession, "train" | "validation"> {
  const { workers, prefetch, persistentWorkers: persistent, pinMemory: resident } = execution;
  const prepare = (set: SampleSet, origin: { readonly scan?: number } = {}): UploadedSet => ({
    ...set,
    loader: createBatchLoader(set.samples, { workers, prefetch, persistent, images: !resident }),
    uploader: new BatchUploader(set.samples, { resident, limits, ...origin }),
  });
  const trained = prepare(train, learnsPhysics ? { scan: 0 } : {});
  if (validation === null) return { train: trained, validation };
  if (validation.samples !== train.samples) return { train: trained, validation: prepare(validation) };
  return { train: trained, validation: { ...trained, ...validation } };
}
