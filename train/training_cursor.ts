/**
 * Where a training is: the one thing of it that changes besides weights, moments and gradients.
 *
 * @module
 */
import type { EarlyStopState } from "./early_stopping.ts";
import type { GradientNorm } from "./events.ts";
import type { BestWeights } from "./best_weights.ts";
import type { BestCheckpoint, TrainingState } from "./training_state.ts";

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
  /** Whether weights and counters are apart for the moment, so that no checkpoint may be made of them. */
  busy = false;
  #sums = NO_SUMS;
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
    this.#secondsBefore = seconds;
  }

  /** Mean training loss over the samples of this epoch so far. */
  get meanLoss(): number {
    return this.#sums.lossSum / this.#sums.samples;
  }

  /** Mean gradient norms of this epoch's logged steps; null where none was logged. */
  get meanGradNorm(): GradientNorm | null {
    const { normBefore, normAfter, norms } = this.#sums;
    return norms === 0 ? null : { before: normBefore / norms, after: normAfter / norms };
  }

  /** Wall-clock time spent on this epoch, in seconds. */
  get seconds(): number {
    return this.#secondsBefore + (performance.now() - this.#epochStart) / 1000;
  }

  /** Starts the clock of an epoch, or lets it go on after an abort. */
  startClock(): void {
    this.#epochStart = performance.now();
  }

  /** Adds the loss of a batch, and the gradient norm of the step it completed, to the epoch's means. */
  addBatch(loss: number, samples: number, norm: GradientNorm | null): void {
    const sums = this.#sums;
    this.#sums = {
      lossSum: sums.lossSum + loss * samples,
      samples: sums.samples + samples,
      normBefore: sums.normBefore + (norm?.before ?? 0),
      normAfter: sums.normAfter + (norm?.after ?? 0),
      norms: sums.norms + (norm ? 1 : 0),
    };
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

type CursorState = Omit<TrainingState, "version" | "startedAt" | "stepCounts" | "digests" | "scales">;
