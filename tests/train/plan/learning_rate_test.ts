import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { TrainingPayload } from "../../../config/payload.ts";
import type { SectionsInput } from "../../../config/fields/sections.ts";
import { createTrainingPayload } from "../../../config/training_payload.ts";
import { learningRateAt } from "../../../train/plan/learning_rate.ts";

type Fields = NonNullable<SectionsInput["training"]>;

const SCHEDULERS = ["Default", "Exponential", "MultiStage", "Adaptive", "WarmupCosine", "ReduceLROnPlateau"] as const;

function section(fields: Fields): TrainingPayload["training"] {
  return createTrainingPayload({ training: fields }).training;
}

/** Learning rates of all epochs. */
function rates(fields: Fields): number[] {
  const training = section(fields);
  return Array.from(
    { length: training.epochs },
    (_, epoch) => learningRateAt(training, { epoch, history: [], fineTuneFrom: training.epochs }),
  );
}

/** Learning rates after 0, 1, 2, … losses. */
function ratesAfter(losses: readonly number[], fields: Fields): number[] {
  const training = section({ epochs: 99, scheduler: "ReduceLROnPlateau", ...fields });
  return [...losses, 0].map((_, epoch) =>
    learningRateAt(training, { epoch, history: losses.slice(0, epoch), fineTuneFrom: 99 })
  );
}

function assertClose(actual: readonly number[], expected: readonly number[]): void {
  assertEquals(actual.length, expected.length);
  expected.forEach((value, i) => assertAlmostEquals(actual[i] ?? NaN, value, 1e-11 * value + 1e-15));
}

Deno.test("learningRateAt() of Default is the base rate", () => {
  assertEquals(rates({ epochs: 3, learningRate: 2e-3 }), [2e-3, 2e-3, 2e-3]);
});

Deno.test("learningRateAt() of Exponential falls by gamma an epoch", () => {
  assertClose(rates({ epochs: 3, scheduler: "Exponential" }), [1e-3, 0.95e-3, 0.9025e-3]);
  assertClose(rates({ epochs: 3, scheduler: "Exponential", exponentialGamma: 0.5 }), [1e-3, 0.5e-3, 0.25e-3]);
});

Deno.test("learningRateAt() of MultiStage falls along half a cosine in the second stage", () => {
  const fields: Fields = { epochs: 8, scheduler: "MultiStage", stages: [2, 4, 2], physicsWeightSchedule: "linear" };
  const [early, late] = [0.8535533905932737, 0.1464466094067263].map((c) => 1e-3 * (c + (1 - c) * 0.1));
  assertClose(rates(fields), [1e-3, 1e-3, 1e-3, early ?? 0, 0.55e-3, late ?? 0, 1e-4, 1e-4]);
  assertClose(rates({ ...fields, stage3LearningRateFactor: 0.5 }).slice(4), [
    0.75e-3,
    0.5732233047033631e-3,
    5e-4,
    5e-4,
  ]);
});

Deno.test("learningRateAt() of MultiStage divides the epochs where no stages are given", () => {
  assertClose(rates({ epochs: 4, scheduler: "MultiStage" }), [1e-3, 1e-3, 1e-4, 1e-4]);
});

Deno.test("learningRateAt() of Adaptive halves the rate at the second stage and follows the physics weight", () => {
  const fields: Fields = { epochs: 8, scheduler: "Adaptive", stages: [2, 4, 2], physicsWeightSchedule: "linear" };
  assertClose(rates(fields), [1e-3, 1e-3, 5e-4, 4e-4, 3e-4, 2e-4, 1e-4, 1e-4]);
  const squared = rates({ ...fields, physicsWeightSchedule: "exponential", stage3LearningRateFactor: 0.3 });
  assertClose(squared, [1e-3, 1e-3, 5e-4, 4.875e-4, 4.5e-4, 3.875e-4, 3e-4, 3e-4]);
});

// Made by torch 1.13: SequentialLR of LinearLR(start_factor=0.1, total_iters=W) and CosineAnnealingLR(T_max=max(1, E - W),
// eta_min=1e-3 * ratio) with milestone W; without warm-up CosineAnnealingLR alone.
const WARMUPS: readonly { epochs: number; warmup: number; ratio: number; rates: readonly number[] }[] = [
  {
    epochs: 8,
    warmup: 3,
    ratio: 0.1,
    rates: [1e-4, 4e-4, 7e-4, 1e-3, 9.14057647469e-4, 6.89057647469e-4, 4.10942352531e-4, 1.85942352531e-4],
  },
  { epochs: 6, warmup: 0, ratio: 0, rates: [1e-3, 9.33012701892e-4, 7.5e-4, 5e-4, 2.5e-4, 6.69872981078e-5] },
  { epochs: 5, warmup: 4, ratio: 0.2, rates: [1e-4, 3.25e-4, 5.5e-4, 7.75e-4, 1e-3] },
  { epochs: 4, warmup: 1, ratio: 1, rates: [1e-4, 1e-3, 1e-3, 1e-3] },
];

for (const { epochs, warmup, ratio, rates: expected } of WARMUPS) {
  Deno.test(`learningRateAt() of WarmupCosine is PyTorch's over ${epochs} epochs with ${warmup} to warm up`, () => {
    const fields = { epochs, scheduler: "WarmupCosine", warmupEpochs: warmup, minLearningRateRatio: ratio } as const;
    assertClose(rates(fields), expected);
  });
}

const STALLING = [5, 4, 4, 4, 4.5, ...Array.from({ length: 12 }, () => 3.9), 3, 2.999, 2.998, 2.997, 2.996] as const;

// Made by torch 1.13: ReduceLROnPlateau(mode="min", threshold_mode="rel") stepped by these losses.
const PLATEAUS: readonly { title: string; losses: readonly number[]; fields: Fields; rates: readonly number[] }[] = [
  {
    title: "a loss that stalls down to the least rate",
    losses: STALLING,
    fields: { plateauFactor: 0.5, plateauPatience: 2, plateauThreshold: 0, plateauMinLearningRate: 5e-5 },
    rates: [
      ...[1e-3, 1e-3, 1e-3, 1e-3, 1e-3, 5e-4, 5e-4, 5e-4, 5e-4, 2.5e-4, 2.5e-4, 2.5e-4, 1.25e-4, 1.25e-4, 1.25e-4],
      ...[6.25e-5, 6.25e-5, 6.25e-5, 6.25e-5, 6.25e-5, 6.25e-5, 6.25e-5, 6.25e-5],
    ],
  },
  {
    title: "a loss that must fall by a twentieth each epoch",
    losses: STALLING,
    fields: { plateauFactor: 0.3, plateauPatience: 0, plateauThreshold: 0.05, plateauMinLearningRate: 0 },
    rates: [
      ...[1e-3, 1e-3, 1e-3, 3e-4, 9e-5, 2.7e-5, 8.1e-6, 2.43e-6, 7.29e-7, 2.187e-7, 6.561e-8, 1.9683e-8],
      ...Array.from({ length: 11 }, () => 5.9049e-9),
    ],
  },
  {
    title: "a loss that is not a number once",
    losses: [2, NaN, 2, 1, 1],
    fields: { plateauFactor: 0.1, plateauPatience: 1, plateauThreshold: 0, plateauMinLearningRate: 0 },
    rates: [1e-3, 1e-3, 1e-3, 1e-4, 1e-4, 1e-4],
  },
  {
    title: "a loss below 0",
    losses: [-2, -2.05, -2.2, -1.95, -1, -1],
    fields: { plateauFactor: 0.5, plateauPatience: 1, plateauThreshold: 0.1, plateauMinLearningRate: 0 },
    rates: [1e-3, 1e-3, 1e-3, 1e-3, 1e-3, 5e-4, 5e-4],
  },
  {
    title: "a rate too small for another step down",
    losses: [1, 1, 1, 1, 1, 1],
    fields: { learningRate: 4e-8, plateauFactor: 0.5, plateauPatience: 0, plateauMinLearningRate: 0 },
    rates: [4e-8, 4e-8, 2e-8, 2e-8, 2e-8, 2e-8, 2e-8],
  },
  {
    title: "a base below the least rate",
    losses: [1, 1, 1, 1],
    fields: { learningRate: 1e-5, plateauFactor: 0.5, plateauPatience: 0, plateauMinLearningRate: 5e-5 },
    rates: [1e-5, 1e-5, 1e-5, 1e-5, 1e-5],
  },
];

for (const { title, losses, fields, rates: expected } of PLATEAUS) {
  Deno.test(`learningRateAt() of ReduceLROnPlateau is PyTorch's for ${title}`, () => {
    assertClose(ratesAfter(losses, fields), expected);
  });
}

Deno.test("learningRateAt() is the base times fineTuneGamma during fine-tuning, whatever the schedule", () => {
  for (const scheduler of SCHEDULERS) {
    const training = section({ epochs: 9, scheduler, stages: [3, 3, 3], learningRate: 2e-3, fineTuneGamma: 0.25 });
    for (const epoch of [4, 9, 20]) {
      assertEquals(learningRateAt(training, { epoch, history: [1, 1], fineTuneFrom: 4 }), 5e-4);
    }
  }
});

Deno.test("learningRateAt() is positive and at most the base, and begins and ends as documented", () => {
  const drawn = fc.record({
    scheduler: fc.constantFrom(...SCHEDULERS),
    epochs: fc.integer({ min: 1, max: 60 }),
    stages: fc.tuple(fc.nat(20), fc.nat(20), fc.nat(20)).filter((stages) => stages.some((epochs) => epochs > 0)),
    warmup: fc.nat(59),
    physicsWeightSchedule: fc.constantFrom("linear" as const, "cosine" as const, "exponential" as const),
    minLearningRateRatio: fc.double({ min: 0, max: 1, noNaN: true }),
    losses: fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { maxLength: 60 }),
  });
  fc.assert(fc.property(drawn, ({ warmup, losses, ...fields }) => {
    const training = section({ ...fields, warmupEpochs: Math.min(warmup, fields.epochs - 1) });
    const at = (epoch: number): number =>
      learningRateAt(training, { epoch, history: losses.slice(0, epoch), fineTuneFrom: fields.epochs });
    for (let epoch = 0; epoch < fields.epochs; epoch++) {
      assert(at(epoch) > 0 && at(epoch) <= 1e-3 * (1 + 1e-12), `epoch ${epoch}`);
    }
    const [first, second] = fields.stages;
    const staged = fields.scheduler === "MultiStage" || fields.scheduler === "Adaptive";
    if (staged && first > 0) assertEquals(at(0), 1e-3);
    if (staged && first + second < fields.epochs) assertAlmostEquals(at(first + second), 1e-4, 1e-15);
    if (fields.scheduler === "WarmupCosine") assertAlmostEquals(at(0), training.warmupEpochs > 0 ? 1e-4 : 1e-3, 1e-15);
  }));
});
