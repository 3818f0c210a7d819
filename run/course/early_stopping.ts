/**
 * When to give up: the monitored metric no longer improves, or has gone beyond all hope. A fold over the epochs of a
 * training, or the iterations of an engine, so that a resumed run judges as one without a break.
 *
 * @module
 */
import { epochNumber } from "../../config/values/epoch_number.ts";
import type { ReconstructionPayload, TrainingPayload } from "../../config/payload.ts";

/** What early stopping remembers. */
export interface EarlyStopState {
  /** Best value so far. */
  readonly best: number;
  /** Its epoch or iteration. */
  readonly epoch: number;
  /** Validated epochs, or iterations, since then. */
  readonly waited: number;
  /** The latest value. */
  readonly value: number;
}

/** When to stop. */
export interface EarlyStopRules {
  /** Name of the metric, for the sentence. */
  readonly monitor: string;
  /** What is counted. */
  readonly unit: "epoch" | "iteration";
  /** Whether a smaller or a greater value is better. */
  readonly mode: "min" | "max";
  /** Epochs or iterations without improvement; null never stops for want of it. */
  readonly patience: number | null;
  /** Change that counts as an improvement. */
  readonly minDelta: number;
  /** Value beyond which there is no hope; null for none. */
  readonly divergence: number | null;
}

/** Why to stop. */
export interface EarlyStop {
  /** Whether the metric has gone beyond all hope, rather than no longer improving. */
  readonly diverged: boolean;
  /** The reason as a sentence. */
  readonly detail: string;
}

/** The rules of a payload. */
export function earlyStopRules({ execution, metrics }: Pick<TrainingPayload, "execution" | "metrics">): EarlyStopRules {
  return {
    monitor: String(metrics.monitor),
    unit: "epoch",
    mode: execution.checkpointMode,
    patience: execution.earlyStopPatience,
    minDelta: execution.earlyStopMinDelta,
    divergence: execution.earlyStopDivergence,
  };
}

/**
 * The rules of a reconstruction by an engine.
 *
 * @param payload Its payload.
 * @param monitor What is monitored, for the sentence.
 */
export function engineStopRules(
  { execution }: Pick<ReconstructionPayload, "execution">,
  monitor: string,
): EarlyStopRules {
  const { earlyStopPatience: patience, earlyStopMinDelta: minDelta, earlyStopDivergence: divergence } = execution;
  return { monitor, unit: "iteration", mode: "min", patience, minDelta, divergence };
}

/**
 * Takes an epoch or an iteration into account.
 *
 * @param state What is remembered; null before the first epoch.
 * @param scored Epoch and value of the monitor.
 * @param rules Which change counts.
 * @returns What is remembered now.
 */
export function followMonitor(
  state: EarlyStopState | null,
  { epoch, value }: { readonly epoch: number; readonly value: number },
  { mode, minDelta }: Pick<EarlyStopRules, "mode" | "minDelta">,
): EarlyStopState {
  const improved = state === null || gain(mode, state.best, value) > minDelta;
  return improved ? { best: value, epoch, waited: 0, value } : { ...state, waited: state.waited + 1, value };
}

/**
 * Whether there is reason to stop. A resumed run asks this before its first epoch, as one that was stopped for it has
 * nothing left to wait for.
 *
 * @param state What is remembered; null before the first epoch.
 * @param rules When to stop.
 * @returns The reason; null to go on.
 */
export function reasonToStop(state: EarlyStopState | null, rules: EarlyStopRules): EarlyStop | null {
  if (state === null) return null;
  const { monitor, unit, mode, patience, divergence } = rules;
  const { best, epoch, waited, value } = state;
  if (divergence !== null && gain(mode, divergence, value) < 0) {
    const limit = `execution.earlyStopDivergence = ${divergence}`;
    return { diverged: true, detail: `${monitor} diverged: ${value} is beyond ${limit}` };
  }
  if (patience === null || waited < patience) return null;
  const passed = `${waited} ${unit === "epoch" ? "validated epoch" : unit}${waited === 1 ? "" : "s"}`;
  return {
    diverged: false,
    detail: `${monitor} did not improve on ${best} of ${unit} ${epochNumber(epoch)} for ${passed}`,
  };
}

// --- internal ---

function gain(mode: EarlyStopRules["mode"], from: number, to: number): number {
  return mode === "min" ? from - to : to - from;
}
