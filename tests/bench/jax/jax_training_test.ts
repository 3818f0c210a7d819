/**
 * What `bench/step/step.ts` times jax-js at is our work: its gradients and its steps are ours.
 *
 * @module
 */
import { assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { createOptimizer, selectAccelerator } from "@exitwave/exitwave";
import * as tf from "@tensorflow/tfjs";
import { jaxSubject } from "../../../bench/jax/jax_subject.ts";
import { beginTraining } from "../../../bench/jax/jax_training.ts";
import { type StepSizes, stepSubject } from "../../../bench/step/training_step.ts";
import { BatchUploader } from "../../../data/feed/batch_uploader.ts";
import { toPytorch } from "../../../model/parameters/layout.ts";
import { defaultDevice, init } from "../../../packages/development/jax.ts";

for (const gridSize of [1, 2]) {
  Deno.test(`beginTraining() has the gradients and losses of our model, gridSize ${gridSize}`, async () => {
    await selectAccelerator("cpu");
    await init("wasm");
    defaultDevice("wasm");
    const sizes = { patchSize: 64, filterScale: 0.125, batchSize: 2, gridSize } as const;
    const training = beginTraining(await jaxSubject(sizes));
    const ours = await trained(sizes);

    const theirs = await training.gradients();
    assertEquals([...theirs.keys()].sort(), [...ours.gradients.keys()].sort());
    for (const [name, gradient] of ours.gradients) {
      assertLess(distance(theirs.get(name) ?? new Float32Array(), gradient), 1e-3, name);
    }
    const losses: number[] = [];
    for (const _ of ours.losses) {
      training.step();
      losses.push(await training.loss());
    }
    // Theirs is without a constant.
    for (const step of [1, 2]) {
      const [fallen, expected] = [losses, ours.losses].map((all) => (all[0] ?? NaN) - (all[step] ?? NaN));
      assertAlmostEquals((fallen ?? NaN) / (expected ?? NaN), 1, 5e-3);
    }
  });
}

/** Gradients of the first step in PyTorch's layout, and losses of three. */
async function trained(sizes: StepSizes): Promise<{ gradients: Map<string, Float32Array>; losses: number[] }> {
  const { payload, samples, first, model } = stepSubject(sizes);
  const optimizer = createOptimizer(model.parameters, payload.training);
  const batch = new BatchUploader(samples).upload(first);
  const gradients = new Map<string, Float32Array>();
  const losses: number[] = [];
  while (losses.length < 3) {
    const { value, grads } = tf.variableGrads(() => model.loss(batch), [...model.parameters.values()]);
    losses.push((await value.data())[0] ?? NaN);
    const named = new Map<string, tf.Tensor>();
    for (const [name, { name: key, shape }] of model.parameters) {
      const gradient = grads[key];
      if (!gradient) continue;
      named.set(name, gradient);
      if (losses.length > 1) continue;
      gradients.set(name, toPytorch({ shape, data: await gradient.data<"float32">() }).data as Float32Array);
    }
    optimizer.step(named, payload.training.learningRate);
    tf.dispose([value, grads]);
  }
  optimizer.dispose();
  model.dispose();
  tf.dispose(Object.values(batch));
  return { gradients, losses };
}

/** Norm of the difference over the norm of the second; gradients that are all but zero are equal. */
function distance(actual: Float32Array, expected: Float32Array): number {
  const norm = Math.hypot(...expected);
  return Math.hypot(...expected.map((value, i) => value - (actual[i] ?? NaN))) / Math.max(norm, 1e-3);
}
