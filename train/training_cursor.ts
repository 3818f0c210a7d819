/**
 * Where a training is: the one thing of it that changes besides weights and moments.
 *
 * @module
 */
import type { BestCheckpoint, TrainingState } from "./training_state.ts";

/** Counters and sums of a training, as they are after the last step. */
export class TrainingCursor {
  /** Epoch in progress, from 0; the number of epochs once all are done. */
  epoch = 0;
  /** Batches of this epoch that are done. */
  batch = 0;
  /** Optimizer steps taken since the run began. */
  step = 0;
  /** The best checkpoints, the best one first. */
  best: readonly BestCheckpoint[] = [];
  #lossSum = 0;
  #samples = 0;
  #secondsBefore = 0;
  #epochStart = performance.now();

  /** @param state Where to go on; a run begins at zero without it. */
  constructor(state?: TrainingState) {
    if (!state) return;
    this.epoch = state.epoch;
    this.batch = state.batchInEpoch;
    this.step = state.optimizerStep;
    this.best = state.best;
    this.#lossSum = state.partial.lossSum;
    this.#samples = state.partial.samples;
    this.#secondsBefore = state.partial.seconds;
  }

  /** Mean training loss over the samples of this epoch so far. */
  get meanLoss(): number {
    return this.#lossSum / this.#samples;
  }

  /** Wall-clock time spent on this epoch, in seconds. */
  get seconds(): number {
    return this.#secondsBefore + (performance.now() - this.#epochStart) / 1000;
  }

  /** Starts the clock of an epoch, or lets it go on after an abort. */
  startClock(): void {
    this.#epochStart = performance.now();
  }

  /** Adds the loss of a batch to the epoch's mean. */
  addLoss(value: number, samples: number): void {
    this.#lossSum += value * samples;
    this.#samples += samples;
  }

  /** Goes on to the next epoch. */
  nextEpoch(): void {
    this.epoch += 1;
    this.batch =
      this.#lossSum =
      this.#samples =
      this.#secondsBefore =
        0;
    this.startClock();
  }

  /** The counters as a checkpoint keeps them. */
  toState(): Pick<TrainingState, "epoch" | "batchInEpoch" | "optimizerStep" | "partial" | "best"> {
    return {
      epoch: this.epoch,
      batchInEpoch: this.batch,
      optimizerStep: this.step,
      partial: { lossSum: this.#lossSum, samples: this.#samples, seconds: this.batch > 0 ? this.seconds : 0 },
      best: [...this.best],
    };
  }
}
