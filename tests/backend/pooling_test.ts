/**
 * Gradients of pooling and enlargement on every accelerator, against the definition.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { ACCELERATORS } from "../available_accelerators.ts";
import { onAccelerator } from "../on_accelerator.ts";

type Shape = [number, number, number, number];

const small = fc.tuple(
  fc.integer({ min: 1, max: 3 }),
  fc.integer({ min: 1, max: 5 }),
  fc.integer({ min: 1, max: 5 }),
  fc.integer({ min: 1, max: 7 }),
);
const numbers = fc.infiniteStream(fc.integer({ min: -1, max: 2 }));

function doubled([batch, height, width, channels]: Shape): Shape {
  return [batch, 2 * height, 2 * width, channels];
}

function take(values: fc.Stream<number>, shape: Shape): tf.Tensor4D {
  return tf.tensor4d(Float32Array.from(values.take(tf.util.sizeFromShape(shape))), shape);
}

/** Indices of the 2 × 2 square of each element of the small images, in rows. */
function squares([batch, height, width, channels]: Shape): number[][] {
  return Array.from({ length: batch * height * width * channels }, (_, index) => {
    const pixel = Math.floor(index / channels);
    const row = Math.floor(pixel / width);
    const first = (4 * row * width + 2 * (pixel % width)) * channels + index % channels;
    return [0, channels, 2 * width * channels, (2 * width + 1) * channels].map((step) => first + step);
  });
}

for (const accelerator of ACCELERATORS) {
  onAccelerator(accelerator, "maxPool() of 2 × 2 gives its gradient to the first of equal values", async () => {
    await fc.assert(
      fc.asyncProperty(small, numbers, numbers, async (shape, values, gradients) => {
        const [x, dy] = [take(values, doubled(shape)), take(gradients, shape)];
        const dx = tf.grad((input) => tf.maxPool(input as tf.Tensor4D, 2, 2, "valid"))(x, dy);
        const [inputs, outputs] = await Promise.all([x.data(), dy.data()]);
        const expected = new Float32Array(inputs.length);
        squares(shape).forEach((square, index) => {
          const values = square.map((at) => inputs[at] ?? NaN);
          expected[square[values.indexOf(Math.max(...values))] ?? NaN] = outputs[index] ?? NaN;
        });
        assertEquals([...await dx.data()], [...expected]);
      }),
      { numRuns: 20 },
    );
  });

  onAccelerator(accelerator, "resizeNearestNeighbor() by two sums squares in its gradient", async () => {
    await fc.assert(
      fc.asyncProperty(small, numbers, numbers, async (shape, values, gradients) => {
        const [x, dy] = [take(values, shape), take(gradients, doubled(shape))];
        const [, height, width] = dy.shape;
        const dx = tf.grad((input) => tf.image.resizeNearestNeighbor(input as tf.Tensor4D, [height, width]))(x, dy);
        const outputs = await dy.data();
        const expected = squares(shape).map((square) => square.reduce((sum, at) => sum + (outputs[at] ?? NaN), 0));
        assertEquals([...await dx.data()], expected);
      }),
      { numRuns: 20 },
    );
  });
}
