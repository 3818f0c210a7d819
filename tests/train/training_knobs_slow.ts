/**
 * What the basic fields of the training section do to the weights, step by step, and that nothing else changes them.
 *
 * @module
 */
import { assert, assertAlmostEquals, assertEquals, assertNotEquals } from "@std/assert";
import type { SectionsInput } from "../../config/fields/sections.ts";
import { createModel } from "../../model/create_model.ts";
import type { NamedArray } from "../../data/formats/safetensors.ts";
import { readWeights } from "../../model/weights.ts";
import type { BatchEndEvent, FitStartEvent } from "../../train/callbacks/events.ts";
import type { FitResult } from "../../train/fit_result.ts";
import { fit } from "../../train/trainer.ts";
import { knob } from "../knob.ts";
import { CPU, tinyPayload, type Workspace, workspace } from "./tiny_run.ts";

let space: Workspace;

Deno.test.beforeAll(async () => {
  space = await workspace();
});

Deno.test.afterAll(() => space[Symbol.dispose]());

/** What a training came to, and what it told its callbacks. */
interface Trained extends FitResult {
  readonly start: FitStartEvent;
  /** Samples of each batch. */
  readonly sizes: readonly number[];
}

type Training = NonNullable<SectionsInput["training"]>;

/** Two steps of one pattern each, and one validated batch, unless the fields say more. */
async function train(training: Training = {}, execution: SectionsInput["execution"] = {}): Promise<Trained> {
  const payload = tinyPayload(space, {
    training: { limitTrainBatches: 2, valSplit: 0.25, limitValBatches: 1, ...training },
    execution,
  });
  const [starts, sizes]: [FitStartEvent[], number[]] = [[], []];
  const witness = {
    name: "witness",
    onFitStart: (event: FitStartEvent): void => void starts.push(event),
    onBatchEnd: ({ size }: BatchEndEvent): void => void sizes.push(size),
  };
  const result = await fit(payload, { accelerator: CPU, callbacks: [witness], overwrite: true });
  const [start] = starts;
  assert(start);
  return { ...result, start, sizes };
}

async function weightsOf(training?: Training, execution?: SectionsInput["execution"]): Promise<Float32Array> {
  return flat((await train(training, execution)).weights);
}

function flat(weights: ReadonlyMap<string, NamedArray>): Float32Array {
  return Float32Array.from([...weights.values()].flatMap(({ data }) => [...data]));
}

/** The weights that a seed draws. */
async function initial(seed = 42): Promise<Float32Array> {
  const model = createModel(tinyPayload(space), { seed });
  try {
    return flat(await readWeights(model));
  } finally {
    model.dispose();
  }
}

/** The greatest distance between two sets of weights. */
function distance(a: Float32Array, b: Float32Array): number {
  assertEquals(a.length, b.length);
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] ?? NaN))), 0);
}

Deno.test("fit() gives the same weights for the same seed, however it is run and whatever is written", async () => {
  const weights = await weightsOf();
  assertEquals(await weightsOf(), weights);
  const execution = { checkpointing: false, logger: ["none" as const], experiment: "other", notes: "other" };
  assertEquals(await weightsOf({}, execution), weights);
});

knob("training.seed", "draws other weights, another split and another order of the patterns", async () => {
  assertEquals(await weightsOf({ seed: 43 }), await weightsOf({ seed: 43 }));
  assert(distance(await weightsOf({ seed: 43 }), await weightsOf()) > 0.05);
  const losses = async (seed: number): Promise<unknown> =>
    (await train({ seed, learningRate: 1e-9 })).history[0]?.metrics;
  assertNotEquals(await losses(43), await losses(42));
});

knob("training.epochs", "is how often the patterns are gone over", async () => {
  const { history, steps, exitReason, start } = await train({ epochs: 3 });
  assertEquals([history.map(({ epoch }) => epoch), steps, exitReason, start.epochs], [[0, 1, 2], 6, "finished", 3]);
});

knob("training.batchSize", "is how many patterns a step sees", async () => {
  assertEquals((await train({ batchSize: 2 })).sizes, [2, 2]);
  const { sizes, start } = await train({ batchSize: 4, limitTrainBatches: null });
  assertEquals([sizes, start.batches], [[4, 2], 2]); // 6 patterns
});

knob("training.learningRate", "is how far a step of Adam moves a weight", async () => {
  const before = await initial();
  for (const learningRate of [1e-3, 4e-3]) {
    const moved = distance(await weightsOf({ learningRate, limitTrainBatches: 1 }), before);
    assertAlmostEquals(moved / learningRate, 1, 1e-3);
  }
});

knob("training.adamBeta1", "is how long Adam remembers gradients: it counts from the second step on", async () => {
  assert(await distanceBetween("adamBeta1", 1) < 1e-6);
  assert(await distanceBetween("adamBeta1", 2) > 1e-4);
});

knob(
  "training.adamBeta2",
  "is how long Adam remembers squared gradients: it counts from the second step on",
  async () => {
    assert(await distanceBetween("adamBeta2", 1) < 1e-6);
    assert(await distanceBetween("adamBeta2", 2) > 1e-4);
  },
);

/** Between trainings of some steps with two values of a field. */
async function distanceBetween(name: "adamBeta1" | "adamBeta2", limitTrainBatches: number): Promise<number> {
  const weights = [
    await weightsOf({ limitTrainBatches, [name]: 0.5 }),
    await weightsOf({ limitTrainBatches }),
  ] as const;
  return distance(...weights);
}

knob("training.valSplit", "is the share of the patterns that is validated on instead of trained on", async () => {
  const shares = async (valSplit: number): Promise<readonly number[]> => {
    const { start: { samples, validationSamples }, history } = await train({ valSplit });
    return [samples, validationSamples, Object.keys(history[0]?.metrics ?? {}).length];
  };
  assertEquals([await shares(0), await shares(0.25), await shares(0.5)], [[8, 0, 1], [6, 2, 2], [4, 4, 2]]);
});

knob("training.limitTrainBatches", "ends an epoch after so many batches", async () => {
  const run = async (limitTrainBatches: number | null): Promise<readonly number[]> => {
    const { sizes, start, steps } = await train({ limitTrainBatches, epochs: 2 });
    return [sizes.length, start.batches, steps];
  };
  assertEquals([await run(1), await run(3), await run(null)], [[2, 1, 2], [6, 3, 6], [12, 6, 12]]);
});

knob("training.limitValBatches", "validates on so many batches, and leaves the weights alone", async () => {
  const run = async (limitValBatches: number | null): Promise<readonly [number | undefined, Float32Array]> => {
    const { history, weights } = await train({ limitValBatches, valSplit: 0.5 });
    return [history[0]?.metrics["poisson_val_loss"], flat(weights)];
  };
  const [[one, weights], [two, same], [all]] = [await run(1), await run(2), await run(null)];
  assertEquals(same, weights);
  assertEquals(new Set([one, two, all]).size, 3);
});
