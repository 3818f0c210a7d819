/**
 * Arithmetic of two tensors against that of float32, to the bit, and its gradients, which are sums where one serves along
 * an axis of the other.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { ACCELERATORS } from "../../available_accelerators.ts";
import { onAccelerator } from "../../on_accelerator.ts";
import { differentiate } from "./differentiate.ts";
import { filled, fillings } from "./filled.ts";
import { assertExact, assertSums, Sums } from "./sums.ts";

/** In 64 bits, whose rounding to 32 is that of one operation in 32. */
const OPERATIONS: Readonly<
  Record<string, readonly [(a: tf.Tensor, b: tf.Tensor) => tf.Tensor, (a: number, b: number) => number]>
> = {
  add: [tf.add, (a, b) => a + b],
  sub: [tf.sub, (a, b) => a - b],
  mul: [tf.mul, (a, b) => a * b],
  div: [tf.div, (a, b) => a / b],
  maximum: [tf.maximum, Math.max],
  minimum: [tf.minimum, Math.min],
  squaredDifference: [tf.squaredDifference, (a, b) => Math.fround(a - b) ** 2],
};

const cases = fc.tuple(
  fc.array(fc.tuple(fc.integer({ min: 1, max: 17 }), fc.constantFrom("both", "a", "b")), {
    minLength: 1,
    maxLength: 3,
  }),
  fillings,
  fillings,
);

/** Gradients by both operands where the gradient by the result is 1. */
const DERIVATIVES: Readonly<
  Record<string, readonly [(a: tf.Tensor, b: tf.Tensor) => tf.Tensor, (a: number, b: number) => [number, number]]>
> = {
  add: [tf.add, () => [1, 1]],
  sub: [tf.sub, () => [1, -1]],
  mul: [tf.mul, (a, b) => [b, a]],
  div: [tf.div, (a, b) => [1 / b, -a / b ** 2]],
};

// A GPU may divide with an error, and take numbers below the least normal one for zero.
onAccelerator({ name: "cpu", ignore: false }, "arithmetic of two tensors rounds once", async () => {
  await fc.assert(
    fc.asyncProperty(cases, async ([axes, ofA, ofB]) => {
      const [shape, aShape, bShape] = shapesOf(axes);
      const [a, b] = [filled(aShape, ofA), filled(bShape, ofB)];
      for (const [name, [operation, exact]] of Object.entries(OPERATIONS)) {
        const expected = Float32Array.from({ length: tf.util.sizeFromShape(shape) }, (_, index) => {
          return exact(a[place(index, shape, aShape)] ?? NaN, b[place(index, shape, bShape)] ?? NaN);
        });
        await assertExact(name, operation(tf.tensor(a, aShape), tf.tensor(b, bShape)), expected);
      }
    }),
    { numRuns: 60 },
  );
});

for (const accelerator of ACCELERATORS) {
  onAccelerator(accelerator, "gradients of arithmetic are sums of those of the numbers", async () => {
    await fc.assert(
      fc.asyncProperty(cases, fillings, async ([axes, ofA, ofB], ofDy) => {
        const [shape, aShape, bShape] = shapesOf(axes);
        // No division by zero.
        const [a, b] = [filled(aShape, ofA), filled(bShape, ofB).map((value) => value || 0.75)];
        const dy = filled(shape, ofDy);
        for (const [name, [operation, derivative]] of Object.entries(DERIVATIVES)) {
          const operands = [tf.tensor(a, aShape), tf.tensor(b, bShape)];
          const [, da, db] = differentiate((a, b) => [operation(a, b)], operands, [dy]) as Three;
          const [byA, byB] = [new Sums(a.length), new Sums(b.length)];
          dy.forEach((gradient, index) => {
            const [atA, atB] = [place(index, shape, aShape), place(index, shape, bShape)];
            const [ofA, ofB] = derivative(a[atA] ?? NaN, b[atB] ?? NaN);
            byA.add(atA, gradient * ofA);
            byB.add(atB, gradient * ofB);
          });
          await assertSums(`a gradient of ${name} by its first operand`, da, byA, 16);
          await assertSums(`a gradient of ${name} by its second operand`, db, byB, 16);
        }
      }),
      { numRuns: accelerator.name === "cpu" ? 60 : 6 },
    );
  });
}

type Three = [tf.Tensor, tf.Tensor, tf.Tensor];

/** Shapes of the result and of both operands. */
function shapesOf(axes: readonly [number, string][]): [number[], number[], number[]] {
  const of = (side: string): number[] => axes.map(([size, whose]) => whose === "both" || whose === side ? size : 1);
  return [axes.map(([size]) => size), of("a"), of("b")];
}

/** Index in a tensor that serves along its axes of size 1. */
function place(index: number, shape: readonly number[], own: readonly number[]): number {
  let [at, stride, rest] = [0, 1, index];
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const [size = 1, mine = 1] = [shape[axis], own[axis]];
    at += rest % size % mine * stride;
    stride *= mine;
    rest = Math.floor(rest / size);
  }
  return at;
}
