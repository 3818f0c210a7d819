import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { createTrainingPayload } from "../../../config/training_payload.ts";
import { stageAt, type StageFields, type StagePosition, stagesOf } from "../../../train/plan/stage.ts";

const SHAPES = ["linear", "cosine", "exponential"] as const;

const drawnStages = fc.tuple(
  fc.tuple(fc.nat(20), fc.nat(20), fc.nat(20)).filter((stages) => stages.some((epochs) => epochs > 0)),
  fc.constantFrom(...SHAPES),
);

function fields(stages: StageFields["stages"], changes: Partial<StageFields> = {}): StageFields {
  return { epochs: 60, scheduler: "Default", physicsWeightSchedule: "linear", ...changes, stages };
}

/** The epochs in order, fractions among them, with what holds there. */
function course(training: StageFields, epochs: number): StagePosition[] {
  return Array.from({ length: 4 * epochs + 1 }, (_, i) => stageAt(training, { epoch: i / 4, fineTuneFrom: 1000 }));
}

Deno.test("stageAt() raises the weight from 0 to 1, never back, in the order of the stages", () => {
  fc.assert(fc.property(drawnStages, ([stages, physicsWeightSchedule]) => {
    const positions = course(fields(stages, { physicsWeightSchedule }), 80);
    positions.forEach(({ stage, physicsWeight, progress }, i) => {
      const { stage: before = 0, ...last } = positions[i - 1] ?? { physicsWeight: 0, progress: 0 };
      assert(physicsWeight >= last.physicsWeight && physicsWeight <= 1 && progress >= last.progress && progress <= 1);
      assert(
        Number(stage) >= Number(before) && (stage !== 1 || physicsWeight === 0) && (stage !== 3 || physicsWeight === 1),
      );
    });
    const lengths = [1, 2].map((wanted) => positions.filter(({ stage }) => stage === wanted).length / 4);
    assertEquals(lengths, stages.slice(0, 2));
  }));
});

Deno.test("stageAt() has a weight without jumps where the second stage has epochs", () => {
  fc.assert(fc.property(drawnStages, ([stages, physicsWeightSchedule]) => {
    const [first, second] = [stages[0], stages[1] + 1];
    const training = fields([first, second, 0], { physicsWeightSchedule });
    const weight = (epoch: number): number => stageAt(training, { epoch, fineTuneFrom: 1000 }).physicsWeight;
    assertAlmostEquals(weight(first), 0, 1e-12);
    assertAlmostEquals(weight(first + second - 1e-9), 1, 1e-6);
    assertEquals(weight(first + second), 1);
  }));
});

Deno.test("stageAt() follows p, ½(1 − cos πp) and p² in the second stage", () => {
  const at = (physicsWeightSchedule: (typeof SHAPES)[number]): number[] =>
    [10, 15, 20, 25].map((epoch) =>
      stageAt(fields([10, 20, 5], { physicsWeightSchedule }), { epoch, fineTuneFrom: 50 }).physicsWeight
    );
  assertEquals(at("linear"), [0, 0.25, 0.5, 0.75]);
  assertEquals(at("exponential"), [0, 0.0625, 0.25, 0.5625]);
  at("cosine").forEach((value, i) => assertAlmostEquals(value, [0, 0.1464466094, 0.5, 0.8535533906][i] ?? NaN, 1e-9));
});

Deno.test("stageAt() passes over stages of no epochs", () => {
  const weights = (stages: StageFields["stages"]): number[] =>
    [0, 1, 2, 3, 4].map((epoch) => stageAt(fields(stages), { epoch, fineTuneFrom: 50 }).physicsWeight);
  assertEquals(weights([2, 0, 0]), [0, 0, 1, 1, 1]);
  assertEquals(weights([0, 2, 0]), [0, 0.5, 1, 1, 1]);
  assertEquals(weights([0, 0, 2]), [1, 1, 1, 1, 1]);
  assertEquals(weights([1, 2, 0]), [0, 0, 0.5, 1, 1]);
  assertEquals(weights([1, 0, 1]), [0, 1, 1, 1, 1]);
});

Deno.test("stageAt() knows no stages without training.stages, but for MultiStage, whatever the schedule", () => {
  const none = { stage: 0, progress: 1, physicsWeight: 1 } as const;
  for (const scheduler of ["Default", "Exponential", "WarmupCosine", "ReduceLROnPlateau"] as const) {
    assertEquals(stageAt(fields(null, { scheduler }), { epoch: 0, fineTuneFrom: 60 }), none);
    assertEquals(stageAt(fields([1, 2, 3], { scheduler }), { epoch: 2, fineTuneFrom: 60 }).physicsWeight, 0.5);
  }
  assertEquals(stageAt(fields(null, { scheduler: "MultiStage" }), { epoch: 0, fineTuneFrom: 60 }).stage, 1);
});

Deno.test("stageAt() calls it fine-tuning from the given epoch on, at full weight", () => {
  for (const stages of [null, [50, 50, 50]] as const) {
    assertEquals(stageAt(fields(stages), { epoch: 5, fineTuneFrom: 5 }), {
      stage: "fine-tuning",
      progress: 1,
      physicsWeight: 1,
    });
    assert(stageAt(fields(stages), { epoch: 4, fineTuneFrom: 5 }).stage !== "fine-tuning");
  }
});

Deno.test("stagesOf() divides the epochs of MultiStage, the rest from behind", () => {
  const divided = (epochs: number): unknown => stagesOf(fields(null, { epochs, scheduler: "MultiStage" }));
  assertEquals([1, 2, 3, 4, 5, 50, 51].map(divided), [
    [0, 0, 1],
    [0, 1, 1],
    [1, 1, 1],
    [1, 1, 2],
    [1, 2, 2],
    [16, 17, 17],
    [17, 17, 17],
  ]);
  assertEquals(stagesOf(fields([1, 2, 3], { scheduler: "MultiStage" })), [1, 2, 3]);
});

Deno.test("stageAt() takes the section of a payload", () => {
  const { training } = createTrainingPayload({ training: { scheduler: "Exponential", stages: [1, 4, 1] } });
  assertAlmostEquals(stageAt(training, { epoch: 3, fineTuneFrom: 50 }).physicsWeight, 0.5);
});
