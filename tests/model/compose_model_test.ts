import * as tf from "@tensorflow/tfjs";
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { selectAccelerator } from "../../backend/accelerator.ts";
import { composeModel, type Model } from "../../model/create_model.ts";
import { lossOf } from "../../model/loss/model_loss.ts";
import type { ModelBatch } from "../../model/model_batch.ts";
import type { Network } from "../../model/network/network.ts";
import { createFarField } from "../../model/physics/far_field.ts";
import type { ForwardModel } from "../../model/physics/forward_model.ts";
import { loadWeights, readWeights } from "../../model/weights.ts";
import { createTrainingPayload } from "../../config/training_payload.ts";
import { createOptimizer } from "../../train/optimizer/create_optimizer.ts";
import { backward } from "../../train/loop/micro_step.ts";
import { sciencePayload } from "../data/science_payload.ts";

const [B, N] = [2, 16];

/** A network of two numbers: it paints an object that is as bright as the pattern times one, of a phase of the other. */
const TINY: Network = {
  patchSize: N,
  channels: 1,
  parameters: [
    { name: "brightness", shape: [1], initial: { kind: "constant", value: 0.5 } },
    { name: "phase", shape: [1], initial: { kind: "uniform", bound: 0.1 } },
  ],
  buffers: [],
  inert: [],
  saturation: { amp: { low: null, high: null }, phase: { low: null, high: null } },
  paint: ({ amplitude, inputScale }, weights) => {
    const [brightness, phase] = [weights.get("brightness"), weights.get("phase")];
    assert(brightness && phase);
    const input = amplitude.mul(inputScale);
    return { amp: input.mul(brightness), phase: tf.onesLike(input).mul(phase) };
  },
  frozenInFineTuning: (name) => name === "phase",
};

function model(seed: number): Model {
  const forward = createFarField({ patchSize: N, probeScale: 1, amplitudeGain: 1 });
  return composeModel({ network: TINY, forward, loss: lossOf(sciencePayload().model) }, { seed });
}

function batchOf(): ModelBatch {
  return {
    amplitude: tf.randomUniform([B, N, N, 1], 0.5, 1, "float32", 1),
    inputScale: tf.ones([B, 1, 1, 1]),
    physicsScale: tf.ones([B, 1, 1, 1]),
    probe: { re: tf.ones([N, N]), im: tf.zeros([N, N]) },
    probeMask: tf.ones([N, N]),
  };
}

Deno.test("composeModel() takes any network: it is painted with, differentiated, stepped, saved and loaded", async () => {
  await selectAccelerator("cpu");
  const [one, other] = [model(1), model(2)];
  const before = await readWeights(one);
  assertNotEquals(before, await readWeights(other));
  const adam = createOptimizer(one.parameters, createTrainingPayload({}).training);
  tf.tidy(() => adam.step(backward(one, batchOf()).gradients, 1e-2));
  const after = await readWeights(one);
  assertNotEquals(after.get("brightness"), before.get("brightness"));
  loadWeights(other, after);
  assertEquals(await readWeights(other), after);
  assertEquals([...one.parameters.keys()].filter((name) => one.frozenInFineTuning(name)), ["phase"]);
  for (const part of [one, other, adam]) part.dispose();
});

Deno.test("composeModel() learns what a forward model has of its own, from the values that it gives", async () => {
  await selectAccelerator("cpu");
  const dim: ForwardModel = {
    parameters: [{ name: "physics.gain", shape: [1], initial: { kind: "given", values: Float32Array.of(0.25) } }],
    diffract: ({ amp }, _, weights) => {
      const gain = weights.get("physics.gain");
      assert(gain);
      return amp.mul(gain);
    },
    dispose: () => undefined,
  };
  const learned = composeModel({ network: TINY, forward: dim, loss: lossOf(sciencePayload().model) }, { seed: 1 });
  const before = await readWeights(learned);
  assertEquals(before.get("physics.gain"), { shape: [1], data: Float32Array.of(0.25) });
  const adam = createOptimizer(learned.parameters, createTrainingPayload({}).training);
  tf.tidy(() => adam.step(backward(learned, batchOf()).gradients, 1e-2));
  assertNotEquals((await readWeights(learned)).get("physics.gain"), before.get("physics.gain"));
  adam.dispose();
  learned.dispose();
});
