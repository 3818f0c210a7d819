/**
 * The knobs of the optimizer, by the weights after real trainings.
 *
 * @module
 */
import { assert, assertAlmostEquals, assertEquals, assertNotEquals } from "@std/assert";
import type * as tf from "@tensorflow/tfjs";
import type { SectionsInput } from "../../config/fields/sections.ts";
import { readCheckpoint } from "../../train/checkpoints/checkpoint.ts";
import type { BatchEndEvent, BeforeStepEvent } from "../../train/callbacks/events.ts";
import { knob } from "../knob.ts";
import { type Workspace, workspace } from "./tiny_run.ts";
import { type Trained, trained } from "./trained.ts";

type Training = NonNullable<SectionsInput["training"]>;

/** Names of the optimizer's state in the last checkpoint. */
async function slots({ lastCheckpoint }: Trained): Promise<string[]> {
  return [...(await readCheckpoint(lastCheckpoint ?? "")).optimizer.keys()];
}

/** Largest values of the gradients that the first step was taken with, by parameter. */
async function firstGradients(space: Workspace, training: Training): Promise<Map<string, Float32Array>> {
  const gradients = new Map<string, Float32Array>();
  const witness = {
    name: "witness",
    onBeforeStep: async (event: BeforeStepEvent): Promise<void> => {
      if (event.step > 0) return;
      for (const [name, gradient] of event.gradients) gradients.set(name, await gradient.data<"float32">());
    },
  };
  await trained(space, { training: { limitTrainBatches: 1, ...training } }, { callbacks: [witness] });
  return gradients;
}

function norm(arrays: Iterable<ArrayLike<number>>): number {
  let sum = 0;
  for (const values of arrays) for (let i = 0; i < values.length; i++) sum += (values[i] ?? NaN) ** 2;
  return Math.sqrt(sum);
}

knob("training.optimizer", "is the rule by which weights move, with a state of its own", async () => {
  await using space = await workspace();
  const [adam, adamw, sgd] = [
    await trained(space, { training: { weightDecay: 0.1 } }),
    await trained(space, { training: { weightDecay: 0.1, optimizer: "adamw" } }),
    await trained(space, { training: { weightDecay: 0.1, optimizer: "sgd", learningRate: 1e-9 } }),
  ];
  assertNotEquals(adam.values, adamw.values);
  assertNotEquals(adam.values, sgd.values);
  assertEquals([await slots(adam), await slots(sgd)], [["exp_avg", "exp_avg_sq"], ["momentum_buffer"]]);
});

knob("training.momentum", "carries steps of SGD on", async () => {
  await using space = await workspace();
  const common = { optimizer: "sgd", learningRate: 1e-9, limitTrainBatches: 4 } as const;
  const [without, half] = [
    await trained(space, { training: { ...common, momentum: 0 } }),
    await trained(space, { training: { ...common, momentum: 0.5 } }),
  ];
  const start = await trained(space, { training: { ...common, learningRate: 1e-30 } });
  const moved = (run: Trained): number => norm([run.values.map((value, i) => value - (start.values[i] ?? 0))]);
  // Nesterov's first step alone is 1 + momentum times as long.
  assert(moved(half) > 1.4 * moved(without), `${moved(half)} and ${moved(without)}`);
});

knob("training.weightDecay", "shrinks the weights by learning rate times decay, a step, with adamw", async () => {
  await using space = await workspace();
  const common = { optimizer: "adamw", limitTrainBatches: 1 } as const;
  const [kept, decayed] = [
    await trained(space, { training: common }),
    await trained(space, { training: { ...common, weightDecay: 10 } }),
  ];
  const start = await trained(space, { training: { ...common, learningRate: 1e-30 } });
  let moved = 0;
  kept.values.forEach((value, i) => {
    const shrunk = value - (decayed.values[i] ?? NaN);
    if (shrunk === 0) return;
    assertAlmostEquals(shrunk, 1e-3 * 10 * (start.values[i] ?? NaN), 1e-6);
    moved += 1;
  });
  assert(moved > 0.8 * kept.values.length, `${moved} of ${kept.values.length} weights`);
});

knob("training.clipGradients", "bounds the norm of the gradients that a step is taken with", async () => {
  await using space = await workspace();
  const [free, bound] = [await firstGradients(space, {}), await firstGradients(space, { clipGradients: 0.5 })];
  assert(norm(free.values()) > 1);
  assertAlmostEquals(norm(bound.values()), 0.5, 1e-4);
  // All by the same factor.
  const factor = 0.5 / norm(free.values());
  for (const [name, values] of bound) {
    values.forEach((value, i) => assertAlmostEquals(value, factor * (free.get(name)?.[i] ?? NaN), 1e-5));
  }
});

knob("training.clipAlgorithm", "bounds each value, or each parameter's norm relative to its weights", async () => {
  await using space = await workspace();
  const byValue = await firstGradients(space, { clipGradients: 0.5, clipAlgorithm: "value" });
  const greatest = Math.max(
    ...[...byValue.values()].map((values) => values.reduce((a, b) => Math.max(a, Math.abs(b)), 0)),
  );
  assertEquals(greatest, 0.5);
  const start = new Map<string, number>();
  const witness = {
    name: "witness",
    onBeforeStep: ({ gradients }: BeforeStepEvent): void => {
      for (const [name, gradient] of gradients) start.set(name, norm([(gradient as tf.Tensor).dataSync()]));
    },
  };
  const { lastCheckpoint } = await trained(space, {
    training: { limitTrainBatches: 1, learningRate: 1e-30, clipGradients: 0.01, clipAlgorithm: "agc" },
  }, { callbacks: [witness] });
  const { weights } = await readCheckpoint(lastCheckpoint ?? "");
  let clipped = 0;
  for (const [name, size] of start) {
    const bound = 0.01 * Math.max(norm([weights.get(name)?.data ?? []]), 1e-3);
    assert(size <= bound * 1.0001, `${name}: ${size} above ${bound}`);
    if (size > 0.999 * bound) clipped += 1;
  }
  assert(clipped > 0);
});

knob("training.emaDecay", "validates, and hands to inference, the moving average of the weights", async () => {
  await using space = await workspace();
  const common = { limitTrainBatches: 3, epochs: 1 };
  const plain = await trained(space, { training: common });
  const averaged = await trained(space, { training: { ...common, emaDecay: 0.9 } });
  const start = await trained(space, { training: { ...common, learningRate: 1e-30 } });
  const [last, best] = [
    await readCheckpoint(averaged.lastCheckpoint ?? ""),
    await readCheckpoint(plain.lastCheckpoint ?? ""),
  ];
  const trainedOn = new Map([...last.trained ?? []]);
  assertEquals(trainedOn, new Map(best.weights), "training itself is the same");
  assertEquals(averaged.weights, last.weights);
  assertNotEquals(averaged.rows[0]?.["poisson_val_loss"], plain.rows[0]?.["poisson_val_loss"]);
  assertEquals(averaged.rows[0]?.["poisson_train_loss"], plain.rows[0]?.["poisson_train_loss"]);
  const moved = (run: Trained): number => norm([run.values.map((value, i) => value - (start.values[i] ?? 0))]);
  // After three steps from the start, the average has gone no further than 1 − 0.9³ of the way.
  assert(moved(averaged) < 0.3 * moved(plain) && moved(averaged) > 0, `${moved(averaged)} and ${moved(plain)}`);
});

/** Norms that a training reports, batch by batch. */
async function norms(space: Workspace, sections: SectionsInput): Promise<(BatchEndEvent["gradNorm"])[]> {
  const seen: BatchEndEvent["gradNorm"][] = [];
  const witness = { name: "witness", onBatchEnd: ({ gradNorm }: BatchEndEvent): void => void seen.push(gradNorm) };
  await trained(space, sections, { callbacks: [witness] });
  return seen;
}

knob(
  "execution.logGradNorm",
  "reports the norm of the gradients before and after clipping, in metrics.csv too",
  async () => {
    await using space = await workspace();
    const training = { clipGradients: 0.5, limitTrainBatches: 4, accumulate: 2 };
    const seen = await norms(space, { training, execution: { logGradNorm: true } });
    assertEquals(seen.map((one) => one === null), [true, false, true, false]);
    for (const one of [seen[1], seen[3]]) {
      assert((one?.before ?? 0) > 1);
      assertAlmostEquals(one?.after ?? NaN, 0.5, 1e-4);
    }
    assertEquals(await norms(space, { training }), [null, null, null, null]);
    const { rows } = await trained(space, { training, execution: { logGradNorm: true } });
    assertAlmostEquals(Number(rows[0]?.["grad_norm"]), ((seen[1]?.before ?? 0) + (seen[3]?.before ?? 0)) / 2, 1e-9);
    assertAlmostEquals(Number(rows[0]?.["grad_norm_clipped"]), 0.5, 1e-4);
  },
);

knob("execution.gradNormLogEvery", "is how many steps lie between two reported norms", async () => {
  await using space = await workspace();
  const seen = await norms(space, {
    training: { limitTrainBatches: 5 },
    execution: { logGradNorm: true, gradNormLogEvery: 2 },
  });
  assertEquals(seen.map((one) => one !== null), [true, false, true, false, true]);
});
