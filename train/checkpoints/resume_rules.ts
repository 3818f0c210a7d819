/**
 * What may be another when a run goes on. What is resumed must be the same training: the payload may differ in how the
 * work is run and in how long it lasts, and nothing that has been done may be left out by it, so that `payload.json`
 * repeats the run.
 *
 * @module
 */
import { canonicalJson } from "../../config/values/fingerprint.ts";
import type { TrainingPayload } from "../../config/payload.ts";
import { fields, type SectionName, valueAt } from "../../config/fields/sections.ts";
import { planEpoch } from "../plan/epoch_plan.ts";
import type { TrainingState } from "./training_state.ts";

/** What a run has been so far. */
export interface RunSoFar {
  /** Directory of the run. */
  readonly directory: string;
  /** The payload that it went by; null where there is none of a training. */
  readonly payload: TrainingPayload | null;
  /** Where it is; null where it has not begun. */
  readonly state: TrainingState | null;
}

/**
 * Requires that a payload describes the training that a run is.
 *
 * @param payload The payload to go on with.
 * @param run The run.
 * @throws {TypeError} If it is another training; the message lists the fields.
 * @throws {RangeError} If it ends before what is done, or moves a fine-tuning that has begun.
 */
export function requireSameTraining(payload: TrainingPayload, { directory, payload: before, state }: RunSoFar): void {
  const different = [...differentFields(payload, before), ...differentRanking(payload, before, state)];
  if (different.length > 0) {
    const list = different.map(({ path, now, then }) =>
      `${path} is ${JSON.stringify(now)} instead of ${JSON.stringify(then)}`
    );
    throw new TypeError(`Cannot resume ${directory} as the payload must be that of the run: ${list.join(", ")}`);
  }
  if (before === null || state === null) return;
  const { training: { epochs, maxSteps } } = payload;
  if (isFineTuning(before, state) && epochs !== before.training.epochs) {
    throw new RangeError(
      `Cannot resume ${directory} as training.epochs must stay ${before.training.epochs} once the fine-tuning has ` +
        `begun: current value is ${epochs}; leave it as it was, or begin a new run`,
    );
  }
  const begun = isFineTuning(before, state) ? 0 : begunEpochs(state);
  requireLeast(directory, { field: "training.epochs", value: epochs, least: begun, what: "epochs that have begun" });
  const steps = { value: maxSteps ?? Infinity, least: state.optimizerStep, what: "steps that were taken" };
  requireLeast(directory, { field: "training.maxSteps", ...steps });
}

/**
 * What a user should know of a run that goes on with another length.
 *
 * @param payload The payload to go on with.
 * @param run The run.
 * @returns One sentence where the payload's schedule is not the one that the epochs so far were trained by.
 */
export function resumeWarnings(payload: TrainingPayload, { payload: before, state }: RunSoFar): string[] {
  if (before === null || state === null) return [];
  const { training } = payload;
  const plansOf = (of: TrainingPayload["training"]): string =>
    JSON.stringify(Array.from({ length: begunEpochs(state) }, (_, epoch) => {
      const history = state.history.slice(0, Math.floor(epoch / of.valEvery));
      return planEpoch(of, { epoch, history, fineTuneFrom: state.fineTuneFrom });
    }));
  if (plansOf(training) === plansOf(before.training)) return [];
  return [
    `training.epochs = ${training.epochs} instead of ${before.training.epochs} changes the schedule that the epochs so ` +
    `far were trained by: a new run of this payload will not end with the same weights`,
  ];
}

// --- internal ---

const INFLUENTIAL: readonly SectionName[] = ["data", "model", "training"];

/** May change from call to call; the scans are compared by content. */
const FREE: readonly string[] = ["data.scan", "data.testScan", "training.epochs", "training.maxSteps"];

interface DifferentField {
  readonly path: string;
  readonly now: unknown;
  readonly then: unknown;
}

function differentFields(payload: TrainingPayload, before: TrainingPayload | null): DifferentField[] {
  return fields
    .filter(({ path, section }) => INFLUENTIAL.includes(section) && !FREE.includes(path))
    .map(({ path }) => ({ path, now: valueAt(payload, path), then: valueAt(before ?? {}, path) }))
    .filter(({ now, then }) => canonicalJson(now) !== canonicalJson(then));
}

/** Values of two metrics, or of two directions, are not to be ranked together; patience would count between them. */
function differentRanking(
  payload: TrainingPayload,
  before: TrainingPayload | null,
  state: TrainingState | null,
): DifferentField[] {
  const isRanked = state !== null && (state.best.length > 0 || state.bestWeights !== null || state.earlyStop !== null);
  if (before === null || !isRanked) return [];
  return [
    { path: "execution.checkpointMonitor", now: payload.metrics.monitor, then: before.metrics.monitor },
    {
      path: "execution.checkpointMode",
      now: payload.execution.checkpointMode,
      then: before.execution.checkpointMode,
    },
  ].filter(({ now, then }) => now !== then);
}

function begunEpochs({ epoch, batchInEpoch }: TrainingState): number {
  return epoch + (batchInEpoch > 0 ? 1 : 0);
}

function isFineTuning({ training }: TrainingPayload, state: TrainingState): boolean {
  if (training.fineTuneEpochs === 0) return false;
  return state.fineTuneFrom !== null || begunEpochs(state) > training.epochs;
}

function requireLeast(
  directory: string,
  { field, value, least, what }: {
    readonly field: string;
    readonly value: number;
    readonly least: number;
    readonly what: string;
  },
): void {
  if (value >= least) return;
  throw new RangeError(
    `Cannot resume ${directory} as ${field} must be at least the ${least} ${what}: current value is ${value}`,
  );
}
