/**
 * Max pooling and enlargement on the CPU backend against tensorflow.js' own.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  assertClose,
  assertCloseToScale,
  assertThreadsAgree,
  type Both,
  onBoth,
  ties,
  wave,
} from "../against_stock.ts";
import { assertEachClose } from "../assert_each_close.ts";

type Shape = [number, number, number, number];
type Compute = (x: tf.Tensor4D) => tf.Tensor4D;

const images = fc.tuple(
  fc.integer({ min: 1, max: 3 }),
  fc.integer({ min: 3, max: 9 }),
  fc.integer({ min: 3, max: 9 }),
  fc.integer({ min: 1, max: 9 }),
);

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

Deno.test("MaxPool takes the largest values and its gradient goes to the first of them, as in tensorflow.js", async () => {
  const windows = fc.record({
    shape: images,
    values: fc.constantFrom(wave, ties),
    window: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    strides: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    pad: fc.constantFrom<"same" | "valid">("same", "valid"),
  });
  await fc.assert(
    fc.asyncProperty(windows, async ({ shape, values, window, strides, pad }) => {
      const data = values(tf.util.sizeFromShape(shape));
      assertPooled(await onBoth(() => withGradient((x) => tf.maxPool(x, window, strides, pad), data, shape)));
    }),
    { numRuns: 60 },
  );
});

Deno.test("MaxPool halves odd and even sizes as in tensorflow.js", async () => {
  await fc.assert(
    fc.asyncProperty(images, fc.constantFrom(wave, ties), async (shape, values) => {
      const data = values(tf.util.sizeFromShape(shape));
      const { ours, stock } = await onBoth(() => withGradient((x) => tf.maxPool(x, 2, 2, "valid"), data, shape));
      assertEquals(ours, stock);
    }),
    { numRuns: 40 },
  );
});

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

Deno.test("ResizeNearestNeighbor makes blocks of pixels, and its gradient sums them", async () => {
  const factors = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }));
  await fc.assert(
    fc.asyncProperty(images, factors, async (shape, [down, across]) => {
      const [batch, height, width, channels] = shape;
      const data = wave(tf.util.sizeFromShape(shape));
      const { ours } = await onBoth(() =>
        withGradient((x) => tf.image.resizeNearestNeighbor(x, [height * down, width * across]), data, shape)
      );
      // Not by the kernels of that name: tensorflow.js' gradient is wrong for all images but the first.
      const { stock } = await onBoth(() => {
        const blocks = [batch * height, down, width, across, channels];
        const y = tf.tensor(data).reshape([batch * height, 1, width, 1, channels]).add(tf.zeros(blocks));
        return [y, tf.tensor(wave(y.size, 5), blocks).sum([1, 3])];
      });
      // Signed values of a block may cancel.
      assertCloseToScale({ ours, stock }, 1e-6);
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
