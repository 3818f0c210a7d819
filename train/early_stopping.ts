/**
 * When to give up: the monitored metric no longer improves, or has gone beyond all hope. A fold over the epochs, so that
 * a resumed run judges as one without a break.
 *
 * @module
 */

/** What early stopping remembers. */
export interface EarlyStopState {
  /** Best value so far. */
  readonly best: number;
  /** Its epoch. */
  readonly epoch: number;
  /** Validated epochs since then. */
  readonly waited: number;
}

/** When to stop. */
export interface EarlyStopRules {
  /** Name of the metric, for the sentence. */
  readonly monitor: string;
  /** Whether a smaller or a greater value is better. */
  readonly mode: "min" | "max";
  /** Epochs without improvement; null never stops for want of it. */
  readonly patience: number | null;
  /** Change that counts as an improvement. */
  readonly minDelta: number;
  /** Value beyond which there is no hope; null for none. */
  readonly divergence: number | null;
}

/** What an epoch's value comes to. */
export interface Verdict {
  readonly state: EarlyStopState;
  /** Why to stop, as a sentence; null to go on. */
  readonly stop: string | null;
}

/**
 * Judges an epoch.
 *
 * @param state What is remembered; null before the first epoch.
 * @param scored Epoch and value of the monitor.
 * @param rules When to stop.
 */
export function judgeEpoch(
  state: EarlyStopState | null,
  scored: { readonly epoch: number; readonly value: number },
  rules: EarlyStopRules,
): Verdict {
  const { monitor, mode, minDelta, divergence } = rules;
  const { epoch, value } = scored;
  const gain = (from: number, to: number): number => mode === "min" ? from - to : to - from;
  const improved = state === null || gain(state.best, value) > minDelta;
  const next = improved ? { best: value, epoch, waited: 0 } : { ...state, waited: state.waited + 1 };
  if (divergence !== null && gain(divergence, value) < 0) {
    return {
      state: next,
      stop: `${monitor} diverged: ${value} is beyond execution.earlyStopDivergence = ${divergence}`,
    };
  }
  return { state: next, stop: outOfPatience(next, rules) };
}

/**
 * Whether the metric has not improved for too long: a resumed run asks this before its first epoch, as one that was
 * stopped for it has nothing left to wait for.
 *
 * @param state What is remembered; null before the first epoch.
 * @param rules When to stop.
 * @returns Why to stop, as a sentence; null to go on.
 */
export function outOfPatience(
  state: EarlyStopState | null,
  { monitor, patience }: Pick<EarlyStopRules, "monitor" | "patience">,
): string | null {
  if (state === null || patience === null || state.waited < patience) return null;
  const waited = `${state.waited} validated ${state.waited === 1 ? "epoch" : "epochs"}`;
  return `${monitor} did not improve on ${state.best} of epoch ${state.epoch} for ${waited}`;
}
