/**
 * The knobs of schedules and stages, by what `metrics.csv` and the weights say after real trainings.
 *
 * @module
 */
import { assert, assertAlmostEquals, assertEquals, assertNotEquals } from "@std/assert";
import type { SectionsInput } from "../../config/fields/sections.ts";
import { knob } from "../knob.ts";
import { type Workspace, workspace } from "./tiny_run.ts";
import { learningRates, trained } from "./trained.ts";
import { readCheckpoint } from "../../train/checkpoints/checkpoint.ts";

type Training = NonNullable<SectionsInput["training"]>;

function assertRates(actual: readonly number[], expected: readonly number[]): void {
  assertEquals(actual.length, expected.length);
  actual.forEach((rate, epoch) => assertAlmostEquals(rate, expected[epoch] ?? NaN, 1e-12));
}

/** Rows of a training whose loss cannot improve: its learning rate is too small to move a weight. */
async function stuck(space: Workspace, plateau: Training): Promise<number[]> {
  return await learningRates(space, { scheduler: "ReduceLROnPlateau", learningRate: 1e-30, epochs: 6, ...plateau });
}

knob(
  "training.scheduler",
  "each schedule gives every epoch its own learning rate, in metrics.csv and in the weights",
  async () => {
    await using space = await workspace();
    const epochs = 4;
    const f = 0.1;
    const cosine = (p: number): number => (1 + Math.cos(Math.PI * p)) / 2;
    const expected: Readonly<Record<string, readonly [Training, readonly number[]]>> = {
      Default: [{}, [1, 1, 1, 1]],
      Exponential: [{}, [1, 0.95, 0.9025, 0.857375]],
      MultiStage: [{ stages: [1, 2, 1] }, [1, 1, cosine(0.5) + (1 - cosine(0.5)) * f, f]],
      Adaptive: [{ stages: [1, 2, 1] }, [1, 0.5, 0.5 - 0.4 * 0.5, f]],
      WarmupCosine: [{ warmupEpochs: 2 }, [0.1, 0.55, 1, 0.1 + 0.9 * cosine(0.5)]],
    };
    const weights = new Set<string>();
    for (const [scheduler, [more, factors]] of Object.entries(expected)) {
      const training = { scheduler: scheduler as "Default", epochs, limitTrainBatches: 1, limitValBatches: 1, ...more };
      const { rows, lastCheckpoint } = await trained(space, { training });
      assertRates(rows.map((row) => Number(row["learning_rate"])), factors.map((factor) => 1e-3 * factor));
      const { weights: last } = await readCheckpoint(lastCheckpoint ?? "");
      weights.add([...last.values()].map(({ data }) => data[0]).join());
    }
    assertEquals(weights.size, 5);
  },
);

knob("training.exponentialGamma", "is the factor from epoch to epoch", async () => {
  await using space = await workspace();
  const rates = await learningRates(space, { scheduler: "Exponential", exponentialGamma: 0.5, epochs: 3 });
  assertRates(rates, [1e-3, 5e-4, 2.5e-4]);
});

knob("training.warmupEpochs", "lets the learning rate rise for so many epochs", async () => {
  await using space = await workspace();
  const rates = await learningRates(space, { scheduler: "WarmupCosine", warmupEpochs: 3, epochs: 4 });
  assertRates(rates, [1e-4, 4e-4, 7e-4, 1e-3]);
});

knob("training.minLearningRateRatio", "is where the cosine ends", async () => {
  await using space = await workspace();
  const rates = await learningRates(space, { scheduler: "WarmupCosine", minLearningRateRatio: 0.5, epochs: 2 });
  assertRates(rates, [1e-3, 0.75e-3]);
});

knob("training.stage3LearningRateFactor", "is the learning rate of the third stage", async () => {
  await using space = await workspace();
  const rates = await learningRates(space, {
    scheduler: "MultiStage",
    stages: [1, 0, 1],
    stage3LearningRateFactor: 0.2,
    epochs: 2,
  });
  assertRates(rates, [1e-3, 2e-4]);
});

knob("training.plateauFactor", "lowers the learning rate where the validation loss has not improved", async () => {
  await using space = await workspace();
  const rates = await stuck(space, { plateauFactor: 0.5, plateauMinLearningRate: 0, learningRate: 1e-6, epochs: 1 });
  assertRates(rates, [1e-6]);
  // The loss cannot get better by any factor of its own: every epoch after the first is a bad one.
  const hard = {
    plateauThreshold: 0.999,
    plateauPatience: 1,
    plateauMinLearningRate: 0,
    learningRate: 1e-3,
    epochs: 6,
  };
  assertRates(await stuck(space, { ...hard, plateauFactor: 0.5 }), [1e-3, 1e-3, 1e-3, 5e-4, 5e-4, 2.5e-4]);
  assertRates(await stuck(space, { ...hard, plateauFactor: 0.1 }), [1e-3, 1e-3, 1e-3, 1e-4, 1e-4, 1e-5]);
});

knob("training.plateauPatience", "is how many epochs without improvement are borne", async () => {
  await using space = await workspace();
  const hard = { plateauThreshold: 0.999, plateauMinLearningRate: 0, learningRate: 1e-3, epochs: 4 };
  assertRates(await stuck(space, { ...hard, plateauPatience: 0 }), [1e-3, 1e-3, 5e-4, 2.5e-4]);
  assertRates(await stuck(space, { ...hard, plateauPatience: 2 }), [1e-3, 1e-3, 1e-3, 1e-3]);
});

knob("training.plateauMinLearningRate", "is where lowering ends", async () => {
  await using space = await workspace();
  const hard = { plateauThreshold: 0.999, plateauPatience: 0, learningRate: 1e-3, epochs: 4 };
  assertRates(await stuck(space, { ...hard, plateauMinLearningRate: 4e-4 }), [1e-3, 1e-3, 5e-4, 4e-4]);
});

knob("training.plateauThreshold", "is the relative improvement that counts", async () => {
  await using space = await workspace();
  const patient = {
    plateauPatience: 0,
    plateauMinLearningRate: 0,
    learningRate: 1e-3,
    epochs: 3,
    limitTrainBatches: 6,
  };
  assertRates(await stuck(space, { ...patient, plateauThreshold: 0 }), [1e-3, 1e-3, 1e-3]);
  assertRates(await stuck(space, { ...patient, plateauThreshold: 0.999 }), [1e-3, 1e-3, 5e-4]);
});

knob(
  "training.stages",
  "mix the scale of the loss from the network's to that of photons, whatever the schedule",
  async () => {
    await using space = await workspace();
    const common = { epochs: 4, limitTrainBatches: 1, batchSize: 4, learningRate: 1e-12 };
    const staged = await trained(space, { training: { ...common, stages: [1, 2, 1] } });
    assertEquals(staged.rows.map((row) => row["stage"]), ["1", "2", "2", "3"]);
    assertRates(staged.rows.map((row) => Number(row["physics_weight"])), [0, 0, 0.5, 1]);
    const plain = await trained(space, { training: common });
    assertEquals(plain.rows.map((row) => [row["stage"], row["physics_weight"]]), Array(4).fill(["0", "1"]));
    const losses = (of: typeof plain): number[] => of.rows.map((row) => Number(row["poisson_train_loss"]));
    const [a, b] = [losses(staged), losses(plain)];
    assertEquals(a[3], b[3], "the third stage has the full scale");
    // The parseval scale of a bright scan is far below 1, and so are counts at its scale.
    assert((a[0] ?? 0) < 0.1 * (b[0] ?? 0) && (a[0] ?? 0) < (a[2] ?? 0) && (a[2] ?? 0) < (b[2] ?? 0), `${a} and ${b}`);
    const validation = (of: typeof plain): number[] => of.rows.map((row) => Number(row["poisson_val_loss"]));
    assertEquals(validation(staged), validation(plain), "validation compares epochs at one scale");
    assertNotEquals(
      (await trained(space, { training: { ...common, learningRate: 1e-3, stages: [4, 0, 0] } })).values,
      (await trained(space, { training: { ...common, learningRate: 1e-3 } })).values,
    );
  },
);

knob("training.physicsWeightSchedule", "is the curve on which the weight rises", async () => {
  await using space = await workspace();
  for (
    const [physicsWeightSchedule, quarter] of [["linear", 0.25], ["cosine", (1 - Math.SQRT1_2) / 2], [
      "exponential",
      0.0625,
    ]] as const
  ) {
    const { rows } = await trained(space, {
      training: { epochs: 2, limitTrainBatches: 1, stages: [0, 4, 0], physicsWeightSchedule },
    });
    assertAlmostEquals(Number(rows[1]?.["physics_weight"]), quarter, 1e-12);
  }
});

/** Weights of the encoder and of the rest, of a checkpoint. */
async function parts(path: string | null): Promise<{ encoder: Float32Array[]; rest: Float32Array[] }> {
  const { weights } = await readCheckpoint(path ?? "");
  const of = (isEncoder: boolean): Float32Array[] =>
    [...weights].filter(([name]) => name.startsWith("autoencoder.encoder.") === isEncoder).map(([, { data }]) => data);
  return { encoder: of(true), rest: of(false) };
}

knob("training.fineTuneEpochs", "go on with a frozen encoder after the training", async () => {
  await using space = await workspace();
  const before = await trained(space, { training: { epochs: 1 } });
  const after = await trained(space, { training: { epochs: 1, fineTuneEpochs: 2 } });
  assertEquals(after.rows.map((row) => row["stage"]), ["0", "fine-tuning", "fine-tuning"]);
  const [a, b] = [await parts(before.lastCheckpoint), await parts(after.lastCheckpoint)];
  assertEquals(b.encoder, a.encoder);
  assertNotEquals(b.rest, a.rest);
});

knob("training.fineTuneGamma", "is the learning rate of fine-tuning, as a factor", async () => {
  await using space = await workspace();
  assertRates(await learningRates(space, { epochs: 1, fineTuneEpochs: 1 }), [1e-3, 1e-4]);
  assertRates(await learningRates(space, { epochs: 1, fineTuneEpochs: 1, fineTuneGamma: 0.3 }), [1e-3, 3e-4]);
});

Deno.test("fit() goes on to fine-tuning where early stopping ends the training, and ends that too", async () => {
  await using space = await workspace();
  const { rows, exitReason, exitDetail } = await trained(space, {
    training: { epochs: 9, fineTuneEpochs: 5, limitTrainBatches: 1 },
    execution: { earlyStopPatience: 1, earlyStopMinDelta: 1e9 },
  });
  assertEquals(rows.map((row) => row["stage"]), ["0", "0", "fine-tuning"]);
  assertEquals(exitReason, "early_stopped");
  assert(exitDetail?.startsWith("poisson_val_loss did not improve on"), String(exitDetail));
});
