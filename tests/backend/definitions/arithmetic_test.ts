/**
 * Arithmetic of two tensors against that of float32, to the bit.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { onAccelerator } from "../../on_accelerator.ts";
import { filled, fillings } from "./filled.ts";
import { assertExact } from "./sums.ts";

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

// A GPU may divide with an error, and take numbers below the least normal one for zero.
onAccelerator({ name: "cpu", ignore: false }, "arithmetic of two tensors rounds once", async () => {
  await fc.assert(
    fc.asyncProperty(cases, async ([axes, ofA, ofB]) => {
      const [aShape, bShape] = ["a", "b"].map((side) =>
        axes.map(([size, whose]) => whose === "both" || whose === side ? size : 1)
      ) as [number[], number[]];
      const [a, b] = [filled(aShape, ofA), filled(bShape, ofB)];
      const shape = axes.map(([size]) => size);
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
