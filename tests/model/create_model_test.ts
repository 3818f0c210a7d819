import * as tf from "@tensorflow/tfjs";
import { assert, assertAlmostEquals, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { selectAccelerator } from "../../backend/accelerator.ts";
import { timeKernels } from "../../backend/kernel_timer.ts";
import type { SciencePayload } from "../../config/payload.ts";
import { createModel, type Model } from "../../model/create_model.ts";
import type { ModelBatch } from "../../model/model_batch.ts";
import { readWeights } from "../../model/weights.ts";
import { createTrainingPayload } from "../../config/training_payload.ts";
import { createOptimizer } from "../../train/optimizer/create_optimizer.ts";
import { backward } from "../../train/loop/micro_step.ts";
import { ACCELERATORS } from "../available_accelerators.ts";
import { sciencePayload } from "../data/science_payload.ts";
import { onAccelerator } from "../on_accelerator.ts";
import { number } from "./gradient_check.ts";

const N = 64;
const B = 2;

function modelOf(model: Partial<SciencePayload["model"]> = {}, data: Partial<SciencePayload["data"]> = {}): Model {
  return createModel(sciencePayload(data, { filterScale: 0.125, ...model }), { seed: 3 });
}

function batchOf(channels = 1): ModelBatch & tf.TensorContainerObject {
  const image = (seed: number): tf.Tensor4D => tf.randomUniform<tf.Rank.R4>([B, N, N, channels], 0, 1, "float32", seed);
  const places = { offsets: tf.randomUniform<tf.Rank.R3>([B, channels, 2], -5, 5, "float32", 6), reach: 5 };
  return {
    amplitude: image(1),
    inputScale: tf.fill<tf.Rank.R4>([B, 1, 1, 1], 2),
    physicsScale: tf.fill<tf.Rank.R4>([B, 1, 1, 1], 3),
    probe: { re: tf.randomNormal([N, N], 0, 1, "float32", 2), im: tf.randomNormal([N, N], 0, 1, "float32", 3) },
    probeMask: tf.ones([N, N]),
    labelAmp: image(4),
    labelPhase: image(5),
    ...(channels > 1 && places),
  };
}

for (const accelerator of ACCELERATORS) {
  for (const gridSize of [1, 2]) {
    onAccelerator(
      accelerator,
      `Model.loss() and a step leave no tensor, of ${gridSize ** 2} patterns a sample`,
      async () => {
        const model = modelOf({}, { gridSize });
        const batch = batchOf(gridSize ** 2);
        const adam = createOptimizer(model.parameters, createTrainingPayload({}).training);
        const step = (): tf.Scalar =>
          tf.tidy(() => {
            const { loss, gradients } = backward(model, batch);
            adam.step(gradients, 1e-3);
            return loss;
          });
        tf.dispose(step());
        const before = tf.memory().numTensors;
        const loss = step();
        assert(Number.isFinite(await number(loss)));
        tf.dispose(loss);
        assertEquals(tf.memory().numTensors, before);
        model.dispose();
        adam.dispose();
      },
    );
  }

  onAccelerator(accelerator, "createModel() draws the same weights from a seed", async () => {
    const weights = await readWeights(modelOf());
    const sum = [...weights.values()].reduce((total, { data }) => data.reduce((a, b) => a + b, total), 0);
    assertAlmostEquals(sum, SUM_OF_SEED_3, 1e-9);
  });
}

/** Sum over all weights of the smallest network of seed 3, inert tensors included. */
const SUM_OF_SEED_3 = 25.553002463919256;

Deno.test("Model.dispose() frees everything", () => {
  const before = tf.memory().numTensors;
  modelOf().dispose();
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("Model.diffract() needs no network: it runs no convolution, and is what predict() gives of the same patches", async () => {
  await selectAccelerator("cpu");
  const model = modelOf();
  const batch = batchOf();
  const patches = model.patches(batch);
  const timer = timeKernels();
  const diffracted = model.diffract(patches, batch);
  const kernels = timer.stop().map(({ kernel }) => kernel);
  assertEquals(kernels.filter((kernel) => /Conv|Pool|Resize/.test(kernel)), []);
  assert(kernels.includes("CentredFourier"));
  assertEquals(await diffracted.data(), await model.predict(batch).data());
  model.dispose();
});

Deno.test("createModel() refuses a network other than the CNN", () => {
  assertThrows(() => modelOf({ architecture: "ffno" }), RangeError, "model.architecture must be cnn");
});

Deno.test("Model.patches() paints the ring only with probeBig", async () => {
  await selectAccelerator("cpu");
  const batch = batchOf();
  const ring = tf.sub(1, tf.pad(tf.ones([1, N / 2, N / 2, 1]), [[0, 0], [N / 4, N / 4], [N / 4, N / 4], [0, 0]]));
  const light = async (probeBig: boolean): Promise<number> =>
    await number(modelOf({ probeBig }).patches(batch).amp.mul(ring).abs().sum());
  assertEquals(await light(false), 0);
  assertNotEquals(await light(true), 0);
});

Deno.test("Model.predict() is multiplied by the gain and divided by probeScale and inputScale", async () => {
  await selectAccelerator("cpu");
  const batch = batchOf();
  const total = async (model: Model): Promise<number> => await number(model.predict(batch).sum());
  const reference = await total(modelOf());
  assertAlmostEquals(await total(modelOf({ amplitudeGain: 3 })) / reference, 3, 1e-5);
  assertAlmostEquals(await total(modelOf({}, { probeScale: 2 })) / reference, 2, 1e-5);
});

Deno.test("Model.loss() depends on every field of the model section that is in effect", async (t) => {
  await selectAccelerator("cpu");
  const batch = batchOf();
  const loss = async (model: Partial<SciencePayload["model"]>): Promise<number> =>
    await number(modelOf(model).loss(batch));
  const variants: Record<string, [Partial<SciencePayload["model"]>, Partial<SciencePayload["model"]>]> = {
    mode: [{ loss: "mae" }, { loss: "mae", mode: "supervised" }],
    loss: [{}, { loss: "mae" }],
    filterScale: [{}, { filterScale: 0.25 }],
    ampActivation: [{}, { ampActivation: "softplus" }],
    cbamEncoder: [{}, { cbamEncoder: false }],
    probeBig: [{}, { probeBig: false }],
    amplitudeGain: [{}, { amplitudeGain: 2 }],
    maeMatchEnergy: [{ loss: "mae" }, { loss: "mae", maeMatchEnergy: true }],
    ampLoss: [{}, { ampLoss: "total_variation" }],
    "ampLoss of supervised models": [{ loss: "mae", mode: "supervised" }, {
      loss: "mae",
      mode: "supervised",
      ampLoss: "mean_deviation",
    }],
    ampLossCoeff: [{ ampLoss: "mean_deviation" }, { ampLoss: "mean_deviation", ampLossCoeff: 2 }],
    phaseLoss: [{ phaseLoss: "mean_deviation" }, { phaseLoss: "total_variation" }],
    phaseLossCoeff: [{ phaseLoss: "total_variation" }, { phaseLoss: "total_variation", phaseLossCoeff: 0.5 }],
  };
  for (const [field, [one, other]] of Object.entries(variants)) {
    await t.step(field, async () => assertNotEquals(await loss(one), await loss(other)));
  }
});

Deno.test("Model.loss() does not divide the regularisers by the brightness", async () => {
  await selectAccelerator("cpu");
  const batch = batchOf();
  const difference = async (amplitude: tf.Tensor4D): Promise<number> => {
    // The input of the network stays the same: what the amplitude gains, the input scale loses.
    const factor = amplitude.mean().div(batch.amplitude.mean());
    const scaled = { ...batch, amplitude, inputScale: batch.inputScale.div<tf.Tensor4D>(factor) };
    const plain = await number(modelOf().loss(scaled));
    return await number(modelOf({ ampLoss: "mean_deviation" }).loss(scaled)) - plain;
  };
  const [once, twice] = [await difference(batch.amplitude), await difference(batch.amplitude.mul(2))];
  assertAlmostEquals(twice / once, 1, 0.02);
});

Deno.test("Model.loss() of a supervised model needs labels", async () => {
  await selectAccelerator("cpu");
  const { labelAmp: _amp, labelPhase: _phase, ...unlabelled } = batchOf();
  assertThrows(
    () => modelOf({ mode: "supervised", loss: "mae" }).loss(unlabelled as ModelBatch),
    TypeError,
    "add labelAmp and labelPhase",
  );
});
