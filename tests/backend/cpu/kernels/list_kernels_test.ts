import * as tf from "@tensorflow/tfjs";
import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { assertThreadsAgree, onBoth } from "../against_stock.ts";

const shape = fc.array(fc.constantFrom(0, 1, 2, 3, 5, 17), { maxLength: 3 });

function floats(of: number[], seed: number): tf.Tensor {
  return tf.tensor(Float32Array.from({ length: tf.util.sizeFromShape(of) }, (_, i) => Math.sin(seed * (i + 1))), of);
}

function booleans(of: number[], seed: number): tf.Tensor {
  return tf.tensor(Uint8Array.from({ length: tf.util.sizeFromShape(of) }, (_, i) => (i * seed) % 3 % 2), of, "bool");
}

function integers(of: number[], seed: number): tf.Tensor {
  return tf.tensor(Int32Array.from({ length: tf.util.sizeFromShape(of) }, (_, i) => i * seed - 50), of, "int32");
}

const COMPUTATIONS: Readonly<Record<string, (of: number[], seed: number) => tf.Tensor[]>> = {
  addN: (of, seed) => [tf.addN([1, 2, 3, 4].slice(0, 1 + seed % 4).map((factor) => floats(of, factor * seed)))],
  where: (of, seed) => [tf.where(booleans(of, seed), floats(of, 2), floats(of, 3))],
  "where of a condition that serves many": (of, seed) => [
    tf.where(booleans(of.slice(-1), seed), floats(of, 2), floats(of, 3)),
  ],
  "the gradient of where": (of, seed) => [
    tf.grad((x) => tf.where(booleans(of, seed), x, floats(of, 3)).mul(floats(of, 4)))(floats(of, 2)),
  ],
  logicalAnd: (of, seed) => [tf.logicalAnd(booleans(of, seed), booleans(of, 2))],
  "logicalAnd of different shapes": (of, seed) => [tf.logicalAnd(booleans(of, seed), booleans([], 2))],
  "cast to float32": (of, seed) => [tf.cast(booleans(of, seed), "float32"), tf.cast(integers(of, seed), "float32")],
  "cast to int32": (of, seed) => [
    tf.cast(booleans(of, seed), "int32"),
    tf.cast(floats(of, seed).mul(9), "int32"),
    tf.cast(integers(of, seed), "int32"),
  ],
  "cast to bool": (of, seed) => [tf.cast(integers(of, seed), "bool"), tf.cast(floats(of, seed), "bool")],
  "arithmetic of booleans and integers": (of, seed) => [
    tf.mul(booleans(of, seed), floats(of, 2)),
    tf.add(integers(of, seed), floats(of, 2)),
    tf.add(booleans(of, seed), integers(of, 3)),
  ],
  fill: (of, seed) => [tf.fill(of, seed / 3), tf.fill(of, seed, "int32"), tf.fill(of, 1, "bool")],
  "zerosLike and onesLike": (of) => [
    ...[floats(of, 1), integers(of, 1), booleans(of, 1)].flatMap((x) => [tf.zerosLike(x), tf.onesLike(x)]),
  ],
};

for (const [name, compute] of Object.entries(COMPUTATIONS)) {
  Deno.test(`${name}: the same as of tensorflow.js`, async () => {
    await fc.assert(
      fc.asyncProperty(shape, fc.integer({ min: 1, max: 99 }), async (of, seed) => {
        const { ours, stock } = await onBoth(() => compute(of, seed));
        // Not by their types: tensorflow.js relabels values of narrower types.
        assertEquals(ours.map((values) => [...values]), stock.map((values) => [...values]));
      }),
      { numRuns: 40 },
    );
  });
}

Deno.test("list kernels give the same bits for any number of threads, and are right", async () => {
  const all = (): tf.Tensor[] => Object.values(COMPUTATIONS).flatMap((compute) => compute([201, 201], 7));
  await assertThreadsAgree(all);
  const { ours, stock } = await onBoth(all);
  ours.forEach((values, index) => assertEquals(values.every((value, at) => value === stock[index]?.[at]), true));
});
