/**
 * Every variant of the network has the reference's number of parameters where that is known, and trains: the loss falls,
 * and every parameter takes part.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { assert, assertEquals } from "@std/assert";
import { selectAccelerator } from "../../../backend/accelerator.ts";
import type { SciencePayload } from "../../../config/payload.ts";
import { architectureOf } from "../../../model/cnn/architecture.ts";
import { cnnOf } from "../../../model/cnn/cnn.ts";
import { parameterSpecs } from "../../../model/cnn/parameter_specs.ts";
import { composeModel, type Model } from "../../../model/create_model.ts";
import { lossOf } from "../../../model/loss/model_loss.ts";
import type { ModelBatch } from "../../../model/model_batch.ts";
import { parameterCount } from "../../../model/parameters/parameter_spec.ts";
import { createFarField } from "../../../model/physics/far_field.ts";
import { createTrainingPayload } from "../../../config/training_payload.ts";
import { createOptimizer } from "../../../train/optimizer/create_optimizer.ts";
import { backward } from "../../../train/loop/micro_step.ts";
import { sciencePayload } from "../../data/science_payload.ts";

await selectAccelerator("cpu");

type Fields = Partial<SciencePayload["model"]>;

/** All rows of the reference's table: a pattern's side, a group's, and the model. */
const COUNTS: readonly (readonly [count: number, patchSize: 64 | 128 | 256, gridSize: number, model: Fields])[] = [
  [2_341_282, 64, 2, { cbamEncoder: false, legacyDecoderChannels: true }],
  [2_356_050, 64, 2, { legacyDecoderChannels: true, decoderAmpChannels: 4 }],
  [2_351_730, 64, 2, {}],
  [2_340_208, 64, 2, { cbamEncoder: false }],
  [2_328_370, 64, 1, { cbamEncoder: false }],
  [589_360, 64, 2, { cbamEncoder: false, filterScale: 1 }],
  [4_743_190, 128, 2, { legacyDecoderChannels: true, decoderAmpChannels: 4, decoderOuterFraction: 0.125 }],
  [13_009_289, 256, 2, { legacyDecoderChannels: true, decoderAmpChannels: 4, decoderOuterFraction: 0.125 }],
];

Deno.test("parameterSpecs() has the reference's number of parameters in every variant whose number is known", () => {
  const counted = COUNTS.map(([, patchSize, gridSize, model]) =>
    parameterCount(parameterSpecs(architectureOf(sciencePayload({ patchSize, gridSize, neighbors: 4 }, model))))
  );
  assertEquals(counted, COUNTS.map(([count]) => count));
});

/** The parameters that variants add to the network as it comes, at filter scale 2 and 64 pixels. */
const ADDED: readonly (readonly [added: number, model: Fields])[] = [
  [3 * 3, { ecaEncoder: true }],
  [2 * 256 * 16 + 16 + 256 + 2 * 49, { cbamBottleneck: true }],
  [2 * 2 * 3, { ecaDecoder: true }],
  [2 * 2 * 2 * 25, { spatialDecoder: true, decoderSpatialKernel: 5 }],
  [2 * (2 * 128 * 8 + 8 + 128 + 98 + 2 * 64 * 4 + 4 + 64 + 98), { cbamDecoder: true }],
  [2 * (2 * 128 + 2 * 64 + 2 * 64 + 1 + 1), { batchNorm: true }],
  [0, { outputMode: "real_imag" }],
];

Deno.test("parameterSpecs() adds what a variant is made of, and nothing else", () => {
  const count = (model: Fields): number => parameterCount(parameterSpecs(architectureOf(sciencePayload({}, model))));
  for (const [added, model] of ADDED) assertEquals(count(model) - count({}), added, JSON.stringify(model));
});

/** Variants by what is special about them. */
const VARIANTS: Readonly<Record<string, Fields>> = {
  "real_imag": { outputMode: "real_imag" },
  "a shared decoder": { sharedDecoder: true },
  "a shared decoder of real_imag, normalised": { sharedDecoder: true, outputMode: "real_imag", batchNorm: true },
  "the legacy layout with one amplitude": { legacyDecoderChannels: true, decoderOuterFraction: 0.25 },
  "patches painted whole": { padObject: false },
  "a shared decoder of whole patches": { padObject: false, sharedDecoder: true },
  "batch normalisation": { batchNorm: true },
  // Wide enough for hidden units of its gates that are not all dead.
  "attention everywhere": {
    filterScale: 1,
    ...{ ecaEncoder: true, cbamEncoder: true, cbamBottleneck: true },
    ...{ ecaDecoder: true, cbamDecoder: true, spatialDecoder: true, decoderSpatialKernel: 3 },
  },
};

const [B, N] = [2, 64];

for (const [what, fields] of Object.entries(VARIANTS)) {
  Deno.test(`the CNN with ${what} trains, and each of its parameters takes part`, async () => {
    const model = modelOf(fields, 2);
    const batch = batchOf(4);
    const adam = createOptimizer(model.parameters, createTrainingPayload({}).training);
    const moved = new Set<string>();
    const losses: number[] = [];
    for (let step = 0; step < 5; step++) {
      const { loss, gradients, measured } = tf.tidy(() => {
        const { loss, gradients, measured } = backward(model, batch);
        return { loss, gradients: Object.fromEntries(gradients), measured: Object.fromEntries(measured) };
      });
      losses.push((await loss.data())[0] ?? NaN);
      for (const [name, gradient] of Object.entries(gradients)) {
        const values = await gradient.data();
        assert(values.every(Number.isFinite), name);
        if (values.some((value) => value !== 0)) moved.add(name);
      }
      adam.step(new Map(Object.entries(gradients)), 1e-3);
      assertEquals(Object.keys(measured).toSorted(), [...model.buffers.keys()].toSorted());
      for (const [name, value] of Object.entries(measured)) model.buffers.get(name)?.assign(value);
      tf.dispose([loss, ...Object.values(gradients), ...Object.values(measured)]);
    }
    assert((losses.at(-1) ?? NaN) < 0.98 * (losses[0] ?? NaN), losses.join(", "));
    assertEquals([...model.parameters.keys()].filter((name) => !moved.has(name)), []);
    tf.dispose(batch);
    adam.dispose();
    model.dispose();
  });
}

/** A group's network whose patches diffract each for itself: what is merged is no matter here. */
function modelOf(fields: Fields, gridSize: number): Model {
  const payload = sciencePayload({ gridSize, neighbors: 4 }, { filterScale: 0.5, ...fields });
  const forward = createFarField({ patchSize: N, probeScale: 1, amplitudeGain: 1 });
  return composeModel({ network: cnnOf(payload), forward, loss: lossOf(payload.model) }, { seed: 5 });
}

function batchOf(channels: number): ModelBatch & tf.TensorContainerObject {
  const distance = (k: number): number => Math.hypot(Math.floor(k / N) - N / 2, (k % N) - N / 2);
  const pattern = (k: number): number => 8 * Math.exp(-((distance(Math.floor(k / channels) % (N * N)) / 9) ** 2));
  const amplitude = Float32Array.from({ length: B * N * N * channels }, (_, k) => pattern(k) * (1 + (k % 7) / 20));
  const probe = Float32Array.from({ length: N * N }, (_, k) => Math.exp(-((distance(k) / 12) ** 2)));
  return {
    amplitude: tf.tensor4d(amplitude, [B, N, N, channels]),
    inputScale: tf.ones([B, 1, 1, 1]),
    physicsScale: tf.ones([B, 1, 1, 1]),
    probe: { re: tf.tensor2d(probe, [N, N]), im: tf.zeros([N, N]) },
    probeMask: tf.ones([N, N]),
  };
}
