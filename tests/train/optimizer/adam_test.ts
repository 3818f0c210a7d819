/**
 * Adam against the formula written out in float64.
 *
 * @module
 */
import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { CPU_BACKEND, openCpu } from "../../../backend/cpu/open_cpu.ts";
import { createAdam } from "../../../train/optimizer/adam.ts";
import type { Optimizer } from "../../../train/optimizer/optimizer.ts";

interface AdamFromRecords extends Pick<Optimizer, "slots" | "stepCounts" | "setStepCounts" | "dispose"> {
  step(gradients: Readonly<Record<string, tf.Tensor>>, rate?: number): void;
}

/** Adam as PyTorch has it by default, with a rate for all steps that are given none. */
function adamOf(
  weights: ReadonlyMap<string, tf.Variable>,
  { learningRate, ...decays }: { learningRate: number; beta1?: number; beta2?: number },
): AdamFromRecords {
  const adam = createAdam(weights, { beta1: 0.9, beta2: 0.999, weightDecay: 0, decoupled: false, ...decays });
  return {
    slots: adam.slots,
    get stepCounts() {
      return adam.stepCounts;
    },
    step: (gradients, rate = learningRate) => adam.step(new Map(Object.entries(gradients)), rate),
    setStepCounts: (counts) => adam.setStepCounts(counts),
    dispose: () => adam.dispose(),
  };
}

/** Declares a test for the steps of tensorflow.js' operations and one for those of the CPU backend's kernel. */
function testAdam(name: string, fn: () => void | Promise<void>): void {
  for (const backend of ["cpu", CPU_BACKEND]) {
    Deno.test(`${name} on ${backend}`, async () => {
      await openCpu();
      await tf.setBackend(backend);
      await fn();
    });
  }
}

function parameters(values: Readonly<Record<string, number[]>>): Map<string, tf.Variable> {
  return new Map(
    Object.entries(values).map(([name, value]) => [name, tf.tidy(() => tf.variable(tf.tensor1d(value), false))]),
  );
}

async function numbers(tensor: tf.Tensor | undefined): Promise<number[]> {
  return tensor ? [...await tensor.data()] : [];
}

/** PyTorch's formula for one scalar, in float64. */
function naiveAdam(
  start: number,
  gradients: readonly number[],
  rates: readonly number[],
  decays: [number, number],
): number {
  const [beta1, beta2] = decays;
  let [value, mean, square] = [start, 0, 0];
  gradients.forEach((gradient, index) => {
    mean = beta1 * mean + (1 - beta1) * gradient;
    square = beta2 * square + (1 - beta2) * gradient ** 2;
    const denominator = Math.sqrt(square) / Math.sqrt(1 - beta2 ** (index + 1)) + 1e-8;
    value -= (rates[index] ?? NaN) / (1 - beta1 ** (index + 1)) * mean / denominator;
  });
  return value;
}

testAdam("createAdam() follows PyTorch's formula over many steps with changing rates", async () => {
  const gradients = Array.from({ length: 20 }, (_, step) => [Math.sin(step) * 3, 1e-6 * (step + 1), -40 + step]);
  const rates = gradients.map((_, step) => 0.01 / (1 + step));
  const weights = parameters({ w: [1, -2, 3] });
  const adam = adamOf(weights, { learningRate: 1, beta1: 0.8, beta2: 0.99 });
  gradients.forEach((gradient, step) => tf.tidy(() => adam.step({ w: tf.tensor1d(gradient) }, rates[step])));
  const actual = await numbers(weights.get("w"));
  [1, -2, 3].forEach((start, index) => {
    const expected = naiveAdam(start, gradients.map((gradient) => gradient[index] ?? NaN), rates, [0.8, 0.99]);
    assertAlmostEquals(actual[index] ?? NaN, expected, 2e-6);
  });
});

testAdam(
  "createAdam() adds epsilon after the bias correction, so a tiny gradient moves by less than the rate",
  async () => {
    const weights = parameters({ w: [0] });
    const adam = adamOf(weights, { learningRate: 1 });
    tf.tidy(() => adam.step({ w: tf.tensor1d([1e-8]) }));
    assertAlmostEquals((await numbers(weights.get("w")))[0] ?? NaN, -0.5, 1e-5);
  },
);

testAdam("createAdam() leaves a parameter without gradient untouched and counts its steps apart", async () => {
  const weights = parameters({ a: [1], b: [1] });
  const adam = adamOf(weights, { learningRate: 0.1 });
  tf.tidy(() => adam.step({ a: tf.tensor1d([2]) }));
  assertEquals(await numbers(weights.get("b")), [1]);
  assertEquals(await numbers(adam.slots.get("exp_avg")?.get("b")), [0]);
  assertEquals([...adam.stepCounts], [["a", 1], ["b", 0]]);
  tf.tidy(() => adam.step({ b: tf.tensor1d([7]) }));
  assertAlmostEquals((await numbers(weights.get("b")))[0] ?? NaN, 0.9, 1e-6);
});

testAdam("createAdam() moves many parameters of any size as it moves them one by one", async () => {
  const sizes = Array.from({ length: 300 }, (_, index) => index === 7 ? 40_000 : index % 23);
  const values = (seed: number): number[][] =>
    sizes.map((size) => Array.from({ length: size }, (_, index) => Math.sin(seed + index)));
  const all = parameters(Object.fromEntries(values(1).map((value, index) => [`p${index}`, value])));
  const adam = adamOf(all, { learningRate: 0.1 });
  for (const seed of [2, 3]) {
    tf.tidy(() => adam.step(Object.fromEntries(values(seed).map((value, index) => [`p${index}`, tf.tensor1d(value)]))));
  }
  for (const [index, size] of sizes.entries()) {
    const moved = await numbers(all.get(`p${index}`));
    assertEquals(moved.length, size);
    for (const at of [0, 1, size - 1].filter((element) => element >= 0 && element < size)) {
      const expected = naiveAdam(Math.sin(1 + at), [2, 3].map((seed) => Math.sin(seed + at)), [0.1, 0.1], [0.9, 0.999]);
      assertAlmostEquals(moved[at] ?? NaN, expected, 2e-6);
    }
  }
});

testAdam("createAdam() keeps the number of tensors and frees its own on dispose", () => {
  const weights = parameters({ a: [1, 2], b: [3] });
  const before = tf.memory().numTensors;
  const adam = adamOf(weights, { learningRate: 0.1 });
  assertEquals(tf.memory().numTensors, before + 4);
  for (let step = 0; step < 3; step++) {
    tf.tidy(() => adam.step({ a: tf.tensor1d([1, 1]), b: tf.tensor1d([1]) }));
    assertEquals(tf.memory().numTensors, before + 4);
  }
  adam.dispose();
  assertEquals(tf.memory().numTensors, before);
});

testAdam("createAdam() continues from loaded moments and counts as if never interrupted", async () => {
  const gradient = (step: number): tf.Tensor => tf.tensor1d([Math.cos(step)]);
  const straight = parameters({ w: [0.5] });
  const first = adamOf(straight, { learningRate: 0.05 });
  for (let step = 0; step < 6; step++) tf.tidy(() => first.step({ w: gradient(step) }));

  const early = parameters({ w: [0.5] });
  const stopped = adamOf(early, { learningRate: 0.05 });
  for (let step = 0; step < 3; step++) tf.tidy(() => stopped.step({ w: gradient(step) }));
  const resumed = adamOf(early, { learningRate: 0.05 });
  for (const kind of ["exp_avg", "exp_avg_sq"]) {
    tf.tidy(() =>
      resumed.slots.get(kind)?.get("w")?.assign(tf.clone(stopped.slots.get(kind)?.get("w") ?? tf.zeros([1])))
    );
  }
  resumed.setStepCounts(stopped.stepCounts);
  for (let step = 3; step < 6; step++) tf.tidy(() => resumed.step({ w: gradient(step) }));
  assertEquals(await numbers(early.get("w")), await numbers(straight.get("w")));
});

testAdam("createAdam() refuses unknown names, other shapes and values out of range", () => {
  const weights = parameters({ w: [1, 2] });
  const adam = adamOf(weights, { learningRate: 0.1 });
  assertThrows(() => adam.step({ v: tf.tensor1d([1]) }), RangeError, 'no parameter has the name: current value is "v"');
  assertThrows(() => adam.step({ w: tf.tensor1d([1]) }), TypeError, 'gradient of "w" must have shape [2]');
  assertThrows(() => adam.step({ w: tf.tensor1d([1, 1]) }, 0), RangeError, "above 0: current value is 0");
  assertThrows(
    () => adamOf(weights, { learningRate: 1, beta2: 1 }),
    RangeError,
    "beta2 must be at least 0 and below 1",
  );
});
