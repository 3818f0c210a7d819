import * as tf from "@tensorflow/tfjs";
import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { assertThreadsAgree, onBoth } from "../against_stock.ts";
import { assertEachClose } from "../assert_each_close.ts";

type Binary = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

const ARITHMETIC: Readonly<Record<string, Binary>> = {
  add: tf.add,
  sub: tf.sub,
  mul: tf.mul,
  div: tf.div,
  maximum: tf.maximum,
  minimum: tf.minimum,
  squaredDifference: tf.squaredDifference,
};

/** Their gradients are sums: `tests/backend/definitions/arithmetic_test.ts`. */
const SUMMED_GRADIENTS = ["add", "sub", "mul", "div"];

const COMPARISONS: Readonly<Record<string, Binary>> = {
  equal: tf.equal,
  notEqual: tf.notEqual,
  greater: tf.greater,
  greaterEqual: tf.greaterEqual,
  less: tf.less,
  lessEqual: tf.lessEqual,
};

/** Two shapes that go together: axes of either may be 1, and one may lack the first few. */
const shapes = fc.tuple(
  fc.array(fc.tuple(fc.constantFrom(0, 1, 2, 3, 5, 17, 35), fc.constantFrom("both", "a", "b")), { maxLength: 4 }),
  fc.nat({ max: 2 }),
  fc.boolean(),
).map(([axes, missing, ofFirst]): [number[], number[]] => {
  const sides = ["a", "b"].map((side) => axes.map(([size, whose]) => whose === "both" || whose === side ? size : 1));
  const [a = [], b = []] = sides;
  return ofFirst ? [a.slice(missing), b] : [a, b.slice(missing)];
});

/** Multiples of a quarter, so that some are equal; none is 0. */
function tensor(shape: number[], seed: number): tf.Tensor {
  const values = Float32Array.from({ length: tf.util.sizeFromShape(shape) }, (_, index) => {
    return Math.round(8 * Math.sin(12.9898 * (index + 1) * seed)) / 4 || 0.125;
  });
  return tf.tensor(values, shape);
}

for (const [name, f] of Object.entries(ARITHMETIC)) {
  const summed = SUMMED_GRADIENTS.includes(name);
  Deno.test(`${name} ${summed ? "is that" : "and its gradients are those"} of tensorflow.js`, async () => {
    await fc.assert(
      fc.asyncProperty(shapes, fc.integer({ min: 1, max: 99 }), async ([a, b], seed) => {
        assertEachClose(await onBoth(() => [f(tensor(a, seed), tensor(b, seed + 1))]), 1e-6);
        if (summed || a.includes(0) || a.join() !== b.join()) return;
        const gradients = tf.grads((x, y) => f(x, y));
        assertEachClose(await onBoth(() => gradients([tensor(a, seed), tensor(b, seed + 1)])));
      }),
      { numRuns: 40 },
    );
  });
}

for (const [name, f] of Object.entries(COMPARISONS)) {
  Deno.test(`${name} is that of tensorflow.js`, async () => {
    await fc.assert(
      fc.asyncProperty(shapes, fc.integer({ min: 1, max: 99 }), async ([a, b], seed) => {
        const { ours, stock } = await onBoth(() => [f(tensor(a, seed), tensor(b, seed + 1))]);
        assertEquals(ours, stock);
      }),
      { numRuns: 40 },
    );
  });
}

Deno.test("binary kernels take infinities and NaN as tensorflow.js does", async () => {
  const special = [0, 1, -1, Infinity, -Infinity, NaN, 3e38, 1e-40];
  for (const f of [...Object.values(ARITHMETIC), ...Object.values(COMPARISONS)]) {
    assertEachClose(await onBoth(() => [f(tf.tensor2d(special, [8, 1]), tf.tensor2d(special, [1, 8]))]));
  }
});

Deno.test("binary kernels leave integers and five axes to tensorflow.js", async () => {
  const both = await onBoth(() => [
    tf.add(tf.tensor1d([1, 2], "int32"), tf.tensor1d([3, 4], "int32")),
    tf.mul(tensor([2, 1, 2, 1, 2], 1), tensor([1, 2, 1, 2, 1], 2)),
    tf.add(tensor([2, 1, 2, 1, 2, 1], 1), tensor([1, 2, 1, 2, 1, 2], 2)),
  ]);
  assertEquals(both.ours, both.stock);
});

/** Shapes of the model: many short lines, few long ones, one line. */
const LARGE: readonly [number[], number[]][] = [
  [[5, 40, 203], [5, 40, 203]],
  [[5, 40, 203], []],
  [[], [5, 40, 203]],
  [[500, 81], [81]],
  [[5, 100, 81], [5, 1, 81]],
  [[1000, 41], [1000, 1]],
  [[3, 14000], [3, 1]],
  [[3, 1], [3, 14000]],
];

Deno.test("binary kernels give the same bits for any number of threads, and are right", async () => {
  for (const [a, b] of LARGE) {
    const all = [...Object.values(ARITHMETIC), ...Object.values(COMPARISONS)];
    await assertThreadsAgree(() => all.map((f) => f(tensor(a, 3), tensor(b, 4))));
    assertEachClose(await onBoth(() => [tf.sub(tensor(a, 3), tensor(b, 4)), tf.less(tensor(a, 3), tensor(b, 4))]));
  }
});
