/**
 * Accumulation is the same as a greater batch. Sums are taken in another order, within the kernels by batch and then over
 * the batches, so gradients agree to float32's rounding and not to the bit: 2e-5 of the greatest gradient of a parameter.
 * Adam's first step is the gradient's sign alone: with it, gradients that are zero have to be zero either way.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { type Accelerator, selectAccelerator } from "../../backend/accelerator.ts";
import type { SectionsInput } from "../../config/fields/sections.ts";
import { epochOrder } from "../../data/batches.ts";
import { accumulateAt } from "../../train/plan/accumulate.ts";
import { microStep } from "../../train/loop/micro_step.ts";
import { loadRun, openRun } from "../../train/prepare_run.ts";
import { ACCELERATORS } from "../available_accelerators.ts";
import { knob } from "../knob.ts";
import { onAccelerator } from "../on_accelerator.ts";
import { CPU, tinyPayload, type Workspace, workspace } from "./tiny_run.ts";
import { PLAN } from "./plan.ts";
import { trained } from "./trained.ts";

const LOSSES: Readonly<Record<string, NonNullable<SectionsInput["model"]>>> = {
  poisson: {},
  "poisson with regularisers": { ampLoss: "total_variation", phaseLoss: "mean_deviation", phaseLossCoeff: 0.5 },
  mae: { loss: "mae" },
  "mae of equal energy": { loss: "mae", maeMatchEnergy: true },
  "both, with terms of the object": { nllWeight: 0.5, maeWeight: 1, realspaceMaeWeight: 20, realspaceWeight: 3 },
  "a learned scale": { intensityScaleTrainable: true },
  "rectangular scales": { forwardMode: "rectangular_scaled", rectScaleInit: "data" },
  supervised: { mode: "supervised", loss: "mae", ampLoss: "mean_deviation" },
};

/** Gradients of an epoch's first window, and its loss. */
async function firstWindow(
  space: Workspace,
  model: NonNullable<SectionsInput["model"]>,
  batchSize: number,
  accumulate: number,
): Promise<{ loss: number; gradients: Map<string, Float32Array> }> {
  const payload = tinyPayload(space, {
    model,
    training: { batchSize, limitTrainBatches: null },
    execution: { outputDir: `${space.path}/${crypto.randomUUID()}` },
  });
  await using run = await openRun(await loadRun(payload, { accelerator: CPU }), { accelerator: CPU });
  const { session } = run;
  const { train, gradients: sum } = session;
  const order = epochOrder(train.indices, { seed: 42, epoch: 0 });
  let loss = 0;
  for await (const batch of train.loader.load(order, { batchSize, accumulate })) {
    const { loss: share } = microStep({ model: session.model, gradients: sum, uploader: train.uploader }, batch, PLAN);
    loss += (await share.data())[0] ?? NaN;
    share.dispose();
    if (batch.window.complete) break;
  }
  const arrays = await sum.read();
  return { loss, gradients: new Map([...arrays].map(([name, { data }]) => [name, data])) };
}

function greatest(values: ArrayLike<number>): number {
  return Array.from(values).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

function assertSameGradients(a: Map<string, Float32Array>, b: Map<string, Float32Array>): void {
  assertEquals([...a.keys()], [...b.keys()]);
  for (const [name, values] of a) {
    const others = b.get(name) ?? new Float32Array();
    const error = greatest(values.map((value, i) => value - (others[i] ?? NaN)));
    // The gradients of both scales are sums of terms of one size, and that of s2 is what they leave.
    const size = greatest(name.startsWith("physics.scale.") ? [...values, ...a.get("physics.scale.s1") ?? []] : values);
    assert(error <= 2e-5 * size + 1e-7, `${name} differs by ${error} of ${size}`);
  }
}

for (const [name, model] of Object.entries(LOSSES)) {
  Deno.test(`microStep() sums over a window to the loss and gradients of one batch of its size, ${name}`, async () => {
    await using space = await workspace(7);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 2, max: 4 }),
        async (batchSize, accumulate) => {
          const whole = await firstWindow(space, model, batchSize * accumulate, 1);
          const parts = await firstWindow(space, model, batchSize, accumulate);
          assert(Math.abs(whole.loss - parts.loss) <= 2e-6 * Math.abs(whole.loss), `${whole.loss} and ${parts.loss}`);
          assertSameGradients(whole.gradients, parts.gradients);
        },
      ),
      { numRuns: 4, seed: 5 },
    );
  });
}

knob(
  "training.accumulate",
  "gives the weights of a batch as many times as large, tail window and clipping included",
  async () => {
    await using space = await workspace(8, "lines");
    // Seven patterns in windows of 3 × 2, then one alone; two epochs.
    const common = { epochs: 2, limitTrainBatches: null, valSplit: 0.1, optimizer: "sgd", learningRate: 1e-9 } as const;
    const clips: readonly NonNullable<SectionsInput["training"]>[] = [
      {},
      { learningRate: 1e-3, clipGradients: 1 },
      { learningRate: 1e-3, clipGradients: 0.5, clipAlgorithm: "value" },
      { learningRate: 1e-2, clipGradients: 0.01, clipAlgorithm: "agc" },
    ];
    for (const clip of clips) {
      const [whole, parts, single] = [
        await trained(space, { training: { ...common, ...clip, batchSize: 6 } }),
        await trained(space, { training: { ...common, ...clip, batchSize: 2, accumulate: 3 } }),
        await trained(space, { training: { ...common, ...clip, batchSize: 2 } }),
      ];
      assertEquals([parts.steps, whole.steps, single.steps], [4, 4, 8]);
      const apart = (other: typeof whole): number =>
        greatest(whole.values.map((value, i) => value - (other.values[i] ?? NaN)));
      const [error, effect] = [apart(parts), apart(single)];
      assert(
        error <= 2e-3 * effect,
        `${JSON.stringify(clip)}: weights differ by ${error}, without windows by ${effect}`,
      );
      const losses = [whole, parts].map(({ history }) => history[1]?.metrics["poisson_train_loss"] ?? NaN);
      assert(Math.abs((losses[0] ?? 0) - (losses[1] ?? 1)) < 1e-4 * (losses[0] ?? 0), `losses ${losses}`);
    }
    for (const seed of [1, 2]) await assertSameSteps(space, CPU, { patterns: 8, epochs: 3, seed });
  },
);

for (const accelerator of ACCELERATORS) {
  onAccelerator(accelerator, "training.accumulate gives Adam's weights of a batch as many times as large", async () => {
    // A GPU that is simulated takes its time.
    const [patterns, epochs] = accelerator.name === "cpu" ? [8, 3] : [4, 1];
    await using space = await workspace(patterns, "lines");
    await assertSameSteps(space, await selectAccelerator(accelerator.name), { patterns, epochs, seed: 3 });
  });
}

/**
 * Fails unless Adam moves the weights as far with batches of two as with one of all patterns, to 1e-5 of their move.
 *
 * Not every seed comes below, by any kernels: where two values of a max pooling's window agree to rounding, another last bit
 * sends the gradient to the other pixel. Of the seeds 1 to 20 that happens to three: 7, 12 and 17 by 1e-4 to 2e-3.
 */
async function assertSameSteps(
  space: Workspace,
  accelerator: Accelerator,
  { patterns, epochs, seed }: { readonly patterns: number; readonly epochs: number; readonly seed: number },
): Promise<void> {
  const weights = async (training: SectionsInput["training"]): Promise<Float32Array> => {
    const common = { epochs, limitTrainBatches: null, valSplit: 0, seed } as const;
    return (await trained(space, { training: { ...common, ...training } }, { accelerator })).values;
  };
  const start = await weights({ batchSize: 2, limitTrainBatches: 1, learningRate: 1e-30, epochs: 1 });
  const [whole, parts] = [
    await weights({ batchSize: patterns }),
    await weights({ batchSize: 2, accumulate: patterns / 2 }),
  ];
  const apart = (other: Float32Array): number => Math.hypot(...whole.map((value, i) => value - (other[i] ?? NaN)));
  assert(
    apart(parts) <= 1e-5 * apart(start),
    `seed ${seed}: weights differ by ${apart(parts)}, their move is ${apart(start)}`,
  );
}

Deno.test("fit() accumulates by epoch where it is told to", async () => {
  await using space = await workspace(8);
  const steps: number[] = [];
  await trained(space, {
    training: { epochs: 3, limitTrainBatches: 4, accumulate: { "1": 2, "2": 4 } },
  }, { callbacks: [{ name: "witness", onEpochEnd: (event) => void steps.push(event.steps) }] });
  assertEquals(steps, [4, 6, 7]);
  assertEquals([0, 1, 2, 9].map((epoch) => accumulateAt({ "1": 2, "2": 4 }, epoch)), [1, 2, 4, 4]);
});

Deno.test("fit() warns where a window is larger than an epoch", async () => {
  await using space = await workspace(8);
  const warnings: string[] = [];
  const witness = {
    name: "witness",
    onFitStart: (event: { warnings: readonly string[] }) => void warnings.push(...event.warnings),
  };
  await trained(space, { training: { accumulate: 3 } }, { callbacks: [witness] });
  assertEquals(warnings, [
    "training.accumulate = 3 exceeds the 2 batches of an epoch: an epoch is one optimizer step where it does",
  ]);
});
