/**
 * The full training step of the real model on the current backend: loss, gradients and Adam, for benchmarks.
 *
 * @module
 */
import {
  type Batch,
  batches,
  createModel,
  createTrainingPayload,
  type Model,
  prepareSamples,
  type Samples,
  simulateScan,
  type TrainingPayload,
} from "@exitwave/exitwave";
import * as tf from "@tensorflow/tfjs";
import { BatchUploader } from "../../data/feed/batch_uploader.ts";
import { type DoneStep, StepReplays } from "../../backend/step_replays.ts";
import { backward } from "../../train/loop/micro_step.ts";
import { createForeseen } from "../../train/optimizer/create_optimizer.ts";
import { GradientScale } from "../../train/optimizer/gradient_scale.ts";
import { GradientSum } from "../../train/optimizer/gradient_sum.ts";
import { moveWeights, type WeightMover } from "../../train/optimizer/move_weights.ts";
import { numbersOfRetaken } from "../../train/optimizer/step_together.ts";

/** What decides how much work a step is. */
export interface StepSizes {
  /** Side N of a pattern, in pixels. */
  readonly patchSize: 64 | 128 | 256;
  /** Width of the network. */
  readonly filterScale: number;
  /**
   * Patterns of a sample are the square of it.
   *
   * @default {1}
   */
  readonly gridSize?: number;
  /** Samples of a step. */
  readonly batchSize: number;
  /**
   * Batches whose gradients are summed for it.
   *
   * @default {1}
   */
  readonly accumulate?: number;
  /**
   * How activations are kept: `execution.precision`.
   *
   * @default {"float32"}
   */
  readonly precision?: "float32" | "mixed";
}

/** A step that can be taken again and again. */
export interface TrainingStep {
  /** Takes it once or several times; resolves when the last result can be read. */
  readonly step: (times?: number) => Promise<void>;
  /** Hands one in, and waits for nothing. */
  readonly issue: () => void;
  /** Number of trained weights. */
  readonly parameters: number;
}

/** What a step works on. */
export interface StepSubject {
  /** The run that it is a step of. */
  readonly payload: TrainingPayload;
  /** Simulated samples. */
  readonly samples: Samples;
  /** The first batch of them. */
  readonly first: Batch;
  /** A model with its first weights, on the current backend. */
  readonly model: Model;
}

/**
 * Makes model, optimizer and a simulated batch.
 *
 * @param sizes Sizes.
 */
export function prepareStep(sizes: StepSizes): TrainingStep {
  const { payload, samples, first, model } = stepSubject(sizes);
  const { accumulate = 1 } = sizes;
  const scale = sizes.precision === "mixed" ? new GradientScale() : null;
  const adam = createForeseen(model.parameters, payload.training);
  const { parameters } = model, variables = [...parameters.values()];
  const batch = new BatchUploader(samples).upload(first);
  const replays = new StepReplays({ enabled: true });
  const { learningRate } = payload.training;
  const sum = new GradientSum(parameters, scale);
  const work = (isLast: boolean): DoneStep<readonly [tf.Tensor]> => {
    const { loss, gradients } = backward(model, batch, { gradientScale: scale });
    if (!isLast) sum.add(gradients);
    else {
      sum.complete(gradients);
      const mover = { optimizer: adam, parameters, scale: scale?.ofStep(sum.isScaled) ?? null, ...PLAIN };
      moveWeights(mover, sum.tensors, learningRate);
    }
    return { outputs: [loss], moved: [...gradients.keys()] };
  };
  const inputs = (isLast: boolean) => (moved: readonly string[]): tf.Tensor[] => [
    isLast ? numbersOfRetaken(adam, { parameters, moved, learningRate }) : sum.addedElsewhere(moved),
  ];
  const learn = (isLast: boolean): void =>
    tf.tidy(() => {
      // As in a training, nothing is recorded before the first step has laid weights side by side.
      if (isLast || sum.hasCompleted) {
        replays.take({ key: `${isLast}`, work: () => work(isLast), inputs: inputs(isLast) });
      } else work(isLast);
    });
  const issue = (): void => {
    for (let left = accumulate; left > 0; left--) learn(left === 1);
    sum.clear();
  };
  const step = async (times = 1): Promise<void> => {
    for (let taken = 0; taken < times; taken++) issue();
    // The step is done when its last result can be read.
    await variables.at(-1)?.data();
  };
  return { step, issue, parameters: variables.reduce((sum, { size }) => sum + size, 0) };
}

/**
 * What a step of some size works on, the same each time.
 *
 * @param sizes Sizes.
 */
export function stepSubject({ patchSize, gridSize = 1, filterScale, batchSize }: StepSizes): StepSubject {
  const groups = { gridSize, groups: batchSize, neighbors: Math.max(4, gridSize ** 2) };
  const payload = createTrainingPayload({ data: { patchSize, ...(gridSize > 1 && groups) }, model: { filterScale } });
  const scan = simulateScan({ patchSize, patterns: gridSize > 1 ? 2 * batchSize + gridSize ** 2 : batchSize });
  const samples = prepareSamples(scan, payload, { seed: 1 });
  const [first] = batches(samples, Int32Array.from({ length: batchSize }, (_, index) => index), { batchSize });
  if (!first) throw new RangeError(`Cannot take a step as a batch needs a pattern: current value is ${batchSize}`);
  return { payload, samples, first, model: createModel(payload, { seed: 1 }) };
}

// --- internal ---

/** A move with nothing besides. */
const PLAIN: Pick<WeightMover, "clip" | "ema" | "phase"> = { clip: null, ema: null, phase: (_name, work) => work() };
