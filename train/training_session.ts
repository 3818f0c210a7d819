/**
 * What a training works with, from its first step to its last: made once, freed once.
 *
 * @module
 */
import type { TrainingPayload } from "../config/payload.ts";
import { createModel, type Model } from "../model/create_model.ts";
import { loadWeights } from "../model/weights.ts";
import { type Adam, createAdam } from "./adam.ts";
import { BatchUploader } from "./batch_uploader.ts";
import type { CallbackRunner } from "./run_callbacks.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { createEventLoopYield } from "./event_loop.ts";
import { LeakGuard } from "./leak_guard.ts";
import { loadMoments } from "./moments.ts";
import type { PhaseTimer } from "./phase_timer.ts";
import type { SampleSet, TrainingData } from "./training_data.ts";

/** Samples with what uploads them. */
export interface UploadedSet extends SampleSet {
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
  /** When the run first began, ISO 8601. */
  readonly startedAt: string;
  /** Asks the training to end after the step in progress. */
  readonly signal: AbortSignal | undefined;
  /** First failure of the accelerator, if any: its errors do not come with the call that caused them. */
  readonly failure: () => Error | null;
}

/** A training in progress. */
export interface TrainingSession extends SessionParts {
  readonly model: Model;
  readonly adam: Adam;
  readonly train: UploadedSet;
  /** Null where nothing is validated. */
  readonly validation: UploadedSet | null;
  readonly guard: LeakGuard;
  /** Lets the event loop run; to be awaited after every step. */
  readonly comeUpForAir: () => Promise<void>;
}

/**
 * Builds the model and the optimizer of a training and uploads its constants.
 *
 * @param parts What comes from outside.
 * @param resumed Weights and moments to go on with; a new run begins with the payload's seed.
 * @returns The session, to be freed by {@link disposeSession}.
 * @throws {RangeError} If the payload asks for a model that cannot be built.
 * @throws {TypeError} If the checkpoint does not fit the model.
 */
export function createSession(parts: SessionParts, resumed: Checkpoint | null): TrainingSession {
  const { training } = parts.payload;
  const model = createModel(parts.payload, { seed: training.seed });
  const adam = createAdam(model.parameters, {
    learningRate: training.learningRate,
    beta1: training.adamBeta1,
    beta2: training.adamBeta2,
  });
  if (resumed) {
    loadWeights(model, resumed.weights);
    loadMoments(adam, resumed.optimizer);
    adam.setStepCounts(new Map(Object.entries(resumed.state.stepCounts)));
  }
  const { train, validation } = parts.data;
  return {
    ...parts,
    model,
    adam,
    train: withUploader(train),
    validation: validation && withUploader(validation),
    guard: new LeakGuard(),
    comeUpForAir: createEventLoopYield(),
  };
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

/** Frees every tensor of a session. */
export function disposeSession({ model, adam, train, validation }: TrainingSession): void {
  adam.dispose();
  model.dispose();
  train.uploader.dispose();
  validation?.uploader.dispose();
}

// --- internal ---

function withUploader(set: SampleSet): UploadedSet {
  return { ...set, uploader: new BatchUploader(set.samples) };
}
