import * as tf from "@tensorflow/tfjs";
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { stacksOf } from "../../../../backend/cpu/kernels/reduction_plan.ts";
import { assertThreadsAgree, onBoth } from "../against_stock.ts";
import { assertEachClose, assertWithinTerms } from "../assert_each_close.ts";

type Reduction = (x: tf.Tensor, axes: number[], keepDims: boolean) => tf.Tensor;

const REDUCTIONS: Readonly<Record<string, Reduction>> = { sum: tf.sum, mean: tf.mean, max: tf.max, min: tf.min };

/** A shape and some of its axes. */
const cases = fc.array(fc.tuple(fc.constantFrom(1, 2, 3, 5, 17, 33), fc.boolean()), { maxLength: 4 }).map((axes) => ({
  shape: axes.map(([size]) => size),
  reduced: axes.flatMap(([, reduce], axis) => reduce ? [axis] : []),
}));

/** Without equal values, of which stock's gradients of extremes make much. */
function tensor(shape: number[], seed = 1): tf.Tensor {
  return tf.tensor(numbersOf(shape, seed), shape);
}

function numbersOf(shape: number[], seed = 1): Float32Array {
  const length = tf.util.sizeFromShape(shape);
  return Float32Array.from({ length }, (_, index) => Math.sin(12.9898 * (index + 1) * seed));
}

/** Sums in 64 bits: stock adds up thousands of numbers in 32, and is off by more than may be here. */
const SUMS: Readonly<Record<string, (shape: number[], reduced: number[]) => Sums>> = {
  sum: (shape, reduced) => sumsOf(shape, reduced, () => 1),
  mean: (shape, reduced) => sumsOf(shape, reduced, (count) => 1 / count),
};

interface Sums {
  readonly values: Float32Array;
  /** Sums of the magnitudes. */
  readonly terms: Float32Array;
  /** Of the squares of the values, by each number that was summed. */
  readonly gradients: Float32Array;
  readonly termsOfGradients: Float32Array;
}

function sumsOf(shape: number[], reduced: number[], weightOf: (count: number) => number): Sums {
  const numbers = numbersOf(shape);
  const kept = shape.map((size, axis) => reduced.includes(axis) ? 1 : size);
  const sums = new Float64Array(tf.util.sizeFromShape(kept)), terms = new Float64Array(sums.length);
  const weight = weightOf(numbers.length / sums.length);
  const target = (index: number): number => {
    let [place, stride, rest] = [0, 1, index];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const size = shape[axis] ?? 1;
      if (!reduced.includes(axis)) [place, stride] = [place + rest % size * stride, stride * size];
      rest = Math.floor(rest / size);
    }
    return place;
  };
  numbers.forEach((value, index) => {
    sums[target(index)] = (sums[target(index)] ?? 0) + value * weight;
    terms[target(index)] = (terms[target(index)] ?? 0) + Math.abs(value) * weight;
  });
  return {
    values: Float32Array.from(sums),
    terms: Float32Array.from(terms),
    gradients: numbers.map((_, index) => 2 * weight * (sums[target(index)] ?? NaN)),
    termsOfGradients: numbers.map((_, index) => 2 * weight * (terms[target(index)] ?? NaN)),
  };
}

for (const [name, f] of Object.entries(REDUCTIONS)) {
  Deno.test(`${name} and its gradient are those of tensorflow.js`, async () => {
    await fc.assert(
      fc.asyncProperty(cases, fc.boolean(), async ({ shape, reduced }, keepDims) => {
        const values = await onBoth(() => [f(tensor(shape), reduced, keepDims)]);
        const gradients = await onBoth(() => [tf.grad((x) => f(x, reduced, keepDims).square())(tensor(shape))]);
        const sums = SUMS[name]?.(shape, reduced);
        if (!sums) {
          assertEachClose(values);
          assertEachClose(gradients);
          return;
        }
        const ours = [...values.ours, ...gradients.ours], terms = [sums.terms, sums.termsOfGradients];
        assertWithinTerms({ ours, stock: [sums.values, sums.gradients] }, terms, { ofOwn: 1e-5, ofGreatest: 1e-5 });
      }),
      { numRuns: 60 },
    );
  });

  Deno.test(`${name} takes infinities and NaN as tensorflow.js does`, async () => {
    const special = [1, Infinity, 2, 3, -Infinity, 4, NaN, 0, 5, 1, 1, -1, NaN, Infinity, 2];
    for (const axis of [0, 1]) assertEachClose(await onBoth(() => [f(tf.tensor2d(special, [5, 3]), [axis], false)]));
  });
}

Deno.test("reductions of nothing, of integers and of booleans are tensorflow.js'", async () => {
  assertEachClose(
    await onBoth(() => [
      tf.sum(tf.zeros([0, 3]), 0),
      tf.sum(tf.zeros([3, 0]), 0),
      tf.sum(tf.tensor1d([1, 2, 3], "int32")),
      tf.sum(tf.tensor1d([true, false, true], "bool")),
      tf.mean(tf.tensor1d([1, 2, 4], "int32")),
      tf.max(tf.tensor1d([1, 2, 4], "int32")),
    ]),
  );
});

/** Of the kinds that the model has, and beyond a part of each kernel. */
const LARGE: readonly [number[], number[]][] = [
  [[3, 41, 40, 32], [0, 1, 2]],
  [[3, 41, 40, 32], [3]],
  [[3, 41, 40, 32], [1, 2, 3]],
  [[3, 41, 40, 32], [0, 1, 2, 3]],
  [[3, 1640, 32], [1]],
  [[2, 128, 64, 8], [0, 1, 2]],
  [[2, 128, 64, 8], [1, 2]],
  [[40_007, 3], [0]],
  [[31, 10, 300], [0, 2]],
  [[31, 10, 300], [1]],
  [[700, 100], [1]],
  [[2, 100, 1000], [0]],
  [[80_001], [0]],
];

Deno.test("reductions give the same bits for any number of threads, and are right", async () => {
  for (const [shape, reduced] of LARGE) {
    const all = (): tf.Tensor[] => Object.values(REDUCTIONS).map((f) => f(tensor(shape), reduced, false));
    await assertThreadsAgree(all);
    assertEachClose(await onBoth(all), 3e-5, 1);
  }
});

Deno.test("sums of two million numbers are right to 1e-6", async () => {
  for (const make of [(): number => 0.1, (index: number): number => 1 + Math.sin(index)]) {
    const values = Float32Array.from({ length: 2 ** 21 }, (_, index) => make(index));
    const expected = values.reduce((sum, value) => sum + value, 0);
    const { ours } = await onBoth(() => [
      tf.sum(tf.tensor1d(values)),
      tf.sum(tf.sum(tf.tensor2d(values, [65_536, 32]), 0)),
      tf.sum(tf.sum(tf.tensor3d(values, [16, 4096, 32]), [0, 1])),
      tf.mean(tf.tensor1d(values)).mul(values.length),
    ]);
    for (const [sum = NaN] of ours) assert(Math.abs(sum / expected - 1) < 1e-6, `${sum} instead of ${expected}`);
  }
});

Deno.test("stacksOf() merges axes and leaves those of size 1 out", () => {
  assertEquals(stacksOf([2, 3, 4, 5], [1, 2]), [{ outer: 2, rows: 12, columns: 5 }]);
  assertEquals(stacksOf([2, 3, 4, 5], [0, 2]), [
    { outer: 6, rows: 4, columns: 5 },
    { outer: 1, rows: 2, columns: 15 },
  ]);
  assertEquals(stacksOf([2, 1, 4], [1]), []);
  assertEquals(stacksOf([2, 1, 4], [0, 2]), [{ outer: 1, rows: 8, columns: 1 }]);
});
