/**
 * The learning rate of an epoch, as a pure function of the configuration, the epoch and the losses so far. Nothing is
 * carried along from epoch to epoch, so a resumed training cannot be off its schedule.
 *
 * @module
 */
import type { TrainingPayload } from "../../config/payload.ts";
import { stageAt, type TrainingMoment } from "./stage.ts";

/** A moment of a training, and what came before it. */
export interface ScheduleMoment extends TrainingMoment {
  /** The loss of every epoch that has been validated so far, in order, less is better; ReduceLROnPlateau looks at it. */
  readonly history: readonly number[];
}

/**
 * Learning rate by schedule, for base rate b and epoch e of E:
 *
 * - `Default`: b.
 * - `Exponential`: b·γᵉ, γ = `exponentialGamma`.
 * - `MultiStage`: b in the first stage, b·(c + (1 − c)·f) in the second, c = ½(1 + cos πp) and p its progress, b·f in the
 *   third, f = `stage3LearningRateFactor`. Without stages it is `Default`.
 * - `Adaptive`: b in the first stage, b·(½ − (½ − f)·w) in the second, w the physics weight, b·f in the third.
 * - `WarmupCosine`: b·(0.1 + 0.9·e/W) for W = `warmupEpochs`, then along half a cosine of max(1, E − W) epochs to
 *   b·`minLearningRateRatio`, as PyTorch's `LinearLR` and `CosineAnnealingLR` (Loshchilov and Hutter, arXiv:1608.03983).
 * - `ReduceLROnPlateau`: PyTorch's, in mode `min` with a relative threshold and without cooldown.
 *
 * During fine-tuning it is b·`fineTuneGamma`, whatever the schedule.
 *
 * @param training Section of the payload.
 * @param moment Epoch and losses.
 * @returns The learning rate.
 *
 * @example
 * ```ts
 * import { createTrainingPayload, learningRateAt } from "@exitwave/exitwave";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const { training } = createTrainingPayload({ training: { scheduler: "Exponential", exponentialGamma: 0.5 } });
 * assertAlmostEquals(learningRateAt(training, { epoch: 2, history: [], fineTuneFrom: 50 }), 0.25e-3);
 * ```
 */
export function learningRateAt(training: TrainingPayload["training"], moment: ScheduleMoment): number {
  const { learningRate, fineTuneGamma, scheduler } = training;
  if (moment.epoch >= moment.fineTuneFrom) return learningRate * fineTuneGamma;
  return SCHEDULES[scheduler](training, moment);
}

// --- internal ---

type Training = TrainingPayload["training"];

/** A smaller step down is not taken; PyTorch's number. */
const SMALLEST_REDUCTION = 1e-8;
/** Where the warm-up begins, as a factor of the base. */
const WARMUP_START = 0.1;
/** Where Adaptive begins its second stage, as a factor of the base. */
const ADAPTIVE_START = 0.5;

const SCHEDULES: Readonly<Record<Training["scheduler"], (training: Training, moment: ScheduleMoment) => number>> = {
  Default: ({ learningRate }) => learningRate,
  Exponential: exponential,
  MultiStage: multiStage,
  Adaptive: adaptive,
  WarmupCosine: warmupCosine,
  ReduceLROnPlateau: reduceOnPlateau,
};

function exponential(training: Training, { epoch }: ScheduleMoment): number {
  const { learningRate, exponentialGamma } = training;
  return learningRate * exponentialGamma ** epoch;
}

function multiStage(training: Training, moment: ScheduleMoment): number {
  const { learningRate, stage3LearningRateFactor: factor } = training;
  const { stage, progress } = stageAt(training, moment);
  if (stage === 0) return learningRate;
  const share = (1 + Math.cos(Math.PI * progress)) / 2;
  return learningRate * (share + (1 - share) * factor);
}

function adaptive(training: Training, moment: ScheduleMoment): number {
  const { learningRate, stage3LearningRateFactor: factor } = training;
  const { stage, physicsWeight } = stageAt(training, moment);
  if (stage === 0 || stage === 1) return learningRate;
  return learningRate * (ADAPTIVE_START - (ADAPTIVE_START - factor) * physicsWeight);
}

function warmupCosine(training: Training, { epoch }: ScheduleMoment): number {
  const { learningRate, epochs, warmupEpochs, minLearningRateRatio } = training;
  if (epoch < warmupEpochs) return learningRate * (WARMUP_START + (1 - WARMUP_START) * epoch / warmupEpochs);
  const progress = Math.min(1, (epoch - warmupEpochs) / Math.max(1, epochs - warmupEpochs));
  const share = (1 + Math.cos(Math.PI * progress)) / 2;
  return learningRate * (share + (1 - share) * minLearningRateRatio);
}

function reduceOnPlateau(training: Training, { history }: ScheduleMoment): number {
  const { plateauFactor, plateauPatience, plateauMinLearningRate, plateauThreshold } = training;
  let { learningRate } = training;
  let best = Infinity;
  let badEpochs = 0;
  for (const loss of history) {
    const improved = loss < best * (1 - plateauThreshold);
    if (improved) best = loss;
    badEpochs = improved ? 0 : badEpochs + 1;
    if (badEpochs <= plateauPatience) continue;
    badEpochs = 0;
    const reduced = Math.max(learningRate * plateauFactor, plateauMinLearningRate);
    if (learningRate - reduced > SMALLEST_REDUCTION) learningRate = reduced;
  }
  return learningRate;
}
