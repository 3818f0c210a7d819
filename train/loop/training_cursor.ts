/**
 * Where a training is: the one thing of it that changes besides weights, moments and gradients.
 *
 * @module
 */
import type { EarlyStopState } from "../../run/course/early_stopping.ts";
import type { GradientNorm, WindowSums } from "../callbacks/events.ts";
import type { BestWeights } from "../checkpoints/best_weights.ts";
import { type BestCheckpoint, NO_WINDOW, type TrainingState } from "../checkpoints/training_state.ts";

/** A batch whose loss has arrived. */
export interface MeasuredBatch {
  /** Optimizer step that it contributes to. */
  readonly step: number;
  readonly loss: number;
  readonly samples: number;
  /** Norm of the gradients of the step that it completed, where it was measured. */
  readonly norm: GradientNorm | null;
}

/** Counters and sums of a training, as they are after the last batch. */
export class TrainingCursor {
  /** Epoch in progress, from 0; the number of epochs once all are done. */
  epoch = 0;
  /** Batches of this epoch that are done. */
  batch = 0;
  /** Batches done since the run began. */
  microStep = 0;
  /** Optimizer steps taken since the run began. */
  step = 0;
  /** The best checkpoints, the best one first. */
  best: readonly BestCheckpoint[] = [];
  /** The best weights by the monitor, whether or not a checkpoint holds them; null before the first that was scored. */
  bestWeights: BestWeights | null = null;
  /** What early stopping remembers. */
  earlyStop: EarlyStopState | null = null;
  /** First epoch of fine-tuning, where early stopping made it another than `training.epochs`. */
  fineTuneFrom: number | null = null;
  /** The loss of the epochs validated so far, for schedules that follow it. */
  history: readonly number[] = [];
  /** Learning rate of the latest step; null before the first of this call. */
  learningRate: number | null = null;
  /** Whether weights and counters are apart for the moment, so that no checkpoint may be made of them. */
  busy = false;
  #sums = NO_SUMS;
  #window: WindowSums & { readonly step: number } = { ...NO_WINDOW, step: 0 };
  #secondsBefore = 0;
  #epochStart = performance.now();

  /** @param state Where to go on; a run begins at zero without it. */
  constructor(state?: TrainingState) {
    if (!state) return;
    const { partial: { seconds, ...sums } } = state;
    this.epoch = state.epoch;
    this.batch = state.batchInEpoch;
    this.microStep = state.microStep;
    this.step = state.optimizerStep;
    this.best = state.best;
    this.earlyStop = state.earlyStop;
    this.fineTuneFrom = state.fineTuneFrom;
    this.history = state.history;
    this.#sums = sums;
    this.#window = { ...state.window, step: state.optimizerStep };
    this.#secondsBefore = seconds;
  }

  /** Mean training loss over the samples of this epoch so far. */
  get meanLoss(): number {
    return this.#sums.lossSum / this.#sums.samples;
  }

  /** Samples of this epoch whose loss has arrived. */
  get samples(): number {
    return this.#sums.samples;
  }

  /** Mean gradient norms of this epoch's logged steps; null where none was logged. */
  get meanGradNorm(): GradientNorm | null {
    const { normBefore, normAfter, norms } = this.#sums;
    return norms === 0 ? null : { before: normBefore / norms, after: normAfter / norms };
  }

  /** Sums over the batches of the step in progress. */
  get window(): WindowSums {
    const { step, samples, lossSum } = this.#window;
    return step === this.step ? { samples, lossSum } : NO_WINDOW;
  }

  /** Wall-clock time spent on this epoch, in seconds. */
  get seconds(): number {
    return this.#secondsBefore + (performance.now() - this.#epochStart) / 1000;
  }

  /** Starts the clock of an epoch, or lets it go on after an abort. */
  startClock(): void {
    this.#epochStart = performance.now();
  }

  /** Adds the loss of a batch to the sums of its epoch and of its step. */
  addBatch({ step, loss, samples, norm }: MeasuredBatch): void {
    const sums = this.#sums;
    this.#sums = {
      lossSum: sums.lossSum + loss * samples,
      samples: sums.samples + samples,
      normBefore: sums.normBefore + (norm?.before ?? 0),
      normAfter: sums.normAfter + (norm?.after ?? 0),
      norms: sums.norms + (norm ? 1 : 0),
    };
    const window = this.#window.step === step ? this.#window : NO_WINDOW;
    this.#window = { step, samples: window.samples + samples, lossSum: window.lossSum + loss * samples };
  }

  /** Goes on to the next epoch. */
  nextEpoch(): void {
    this.epoch += 1;
    this.batch = 0;
    this.#sums = NO_SUMS;
    this.#secondsBefore = 0;
    this.startClock();
  }

  /** The counters as a checkpoint keeps them. */
  toState(): CursorState {
    const { bestWeights } = this;
    return {
      epoch: this.epoch,
      batchInEpoch: this.batch,
      microStep: this.microStep,
      optimizerStep: this.step,
      partial: { ...this.#sums, seconds: this.batch > 0 ? this.seconds : 0 },
      window: this.window,
      best: [...this.best],
      bestWeights: bestWeights && { epoch: bestWeights.epoch, value: bestWeights.value },
      earlyStop: this.earlyStop,
      fineTuneFrom: this.fineTuneFrom,
      history: [...this.history],
    };
  }
}

// --- internal ---

const NO_SUMS: Omit<TrainingState["partial"], "seconds"> = {
  lossSum: 0,
  samples: 0,
  normBefore: 0,
  normAfter: 0,
  norms: 0,
};

type CursorState = Omit<
  TrainingState,
  "version" | "startedAt" | "stepCounts" | "superseded" | "digests" | "scales" | "character"
>;
