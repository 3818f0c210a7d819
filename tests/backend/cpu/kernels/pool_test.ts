/**
 * Max pooling and enlargement on the CPU backend where tensorflow.js' own say what comes out, and on any number of
 * threads; otherwise: `tests/backend/definitions/pooling_test.ts`.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { assertClose, assertThreadsAgree, type Both, onBoth, ties, wave } from "../against_stock.ts";
import { assertEachClose } from "../assert_each_close.ts";

type Shape = [number, number, number, number];
type Compute = (x: tf.Tensor4D) => tf.Tensor4D;

/** The output and the gradient of its sum weighed. */
function withGradient(f: Compute, values: Float32Array, shape: Shape): tf.Tensor[] {
  const x = tf.tensor4d(values, shape);
  const y = f(x);
  return [y, tf.grad((input) => f(input as tf.Tensor4D))(x, tf.tensor4d(wave(y.size, 5), y.shape))];
}

/** Values in turn with gradients; where windows overlap a gradient is a sum of numbers up to 1, which may cancel. */
function assertPooled({ ours, stock }: Both): void {
  const isValue = (_: unknown, index: number): boolean => index % 2 === 0;
  const isGradient = (_: unknown, index: number): boolean => index % 2 === 1;
  assertClose({ ours: ours.filter(isValue), stock: stock.filter(isValue) });
  assertEachClose({ ours: ours.filter(isGradient), stock: stock.filter(isGradient) }, 1e-6, 1);
}

Deno.test("MaxPool treats NaN and infinities as tensorflow.js does", async () => {
  const special = fc.constantFrom(NaN, Infinity, -Infinity, 0, -0, 1, 1);
  await fc.assert(
    fc.asyncProperty(fc.array(special, { minLength: 48, maxLength: 48 }), async (values) => {
      const data = Float32Array.from(values);
      assertPooled(
        await onBoth(() => [
          ...withGradient((x) => tf.maxPool(x, 2, 2, "valid"), data, [1, 4, 4, 3]),
          ...withGradient((x) => tf.maxPool(x, 3, 1, "same"), data, [1, 4, 4, 3]),
        ]),
      );
    }),
    { numRuns: 40 },
  );
});

Deno.test("ResizeNearestNeighbor to other sizes is left to tensorflow.js", async () => {
  const data = wave(48);
  assertClose(
    await onBoth(() => [
      ...withGradient((x) => tf.image.resizeNearestNeighbor(x, [6, 5]), data, [1, 4, 4, 3]),
      ...withGradient((x) => tf.image.resizeNearestNeighbor(x, [8, 8], true), data, [1, 4, 4, 3]),
    ]),
  );
});

Deno.test("pooling and enlargement of many values are the same on any number of threads", async () => {
  const data = ties(57_000);
  await assertThreadsAgree(() => [
    ...withGradient((x) => tf.maxPool(x, 2, 2, "valid"), data, [5, 40, 19, 15]),
    ...withGradient((x) => tf.maxPool(x, 3, 2, "same"), data, [5, 40, 19, 15]),
    ...withGradient((x) => tf.image.resizeNearestNeighbor(x, [80, 38]), data, [5, 40, 19, 15]),
  ]);
});
