/**
 * Zeros of a convolution and of its gradients are zeros, and small values right beside large ones, whatever short cut a
 * kernel takes: each result is compared with the definition, relative to the sum of its terms' magnitudes.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { assert } from "@std/assert";
import fc from "fast-check";
import { ACCELERATORS } from "../available_accelerators.ts";
import { onAccelerator } from "../on_accelerator.ts";
import { type Filling, FILLINGS, sparseImage } from "./cpu/sparse_images.ts";

/**
 * Float32 sums of a few hundred terms are right to 1e-6 of their magnitudes; short cuts may lose some bits more, and more of
 * them for a filter, whose gradients are summed over all images at once.
 */
const RESULTS = [
  { name: "the convolution", tolerance: 1e-5 },
  { name: "the gradient by the input", tolerance: 1e-5 },
  { name: "the gradient by the filter", tolerance: 3e-4 },
] as const;

type Sizes = readonly [batch: number, height: number, width: number, inputs: number, outputs: number];

const sizes: fc.Arbitrary<Sizes> = fc.tuple(
  fc.integer({ min: 1, max: 3 }),
  fc.integer({ min: 3, max: 14 }),
  fc.integer({ min: 3, max: 14 }),
  fc.integer({ min: 4, max: 18 }),
  fc.integer({ min: 4, max: 18 }),
);

const filling = fc.constantFrom(...FILLINGS);

for (const accelerator of ACCELERATORS) {
  onAccelerator(
    accelerator,
    "conv2d() and its gradients of images with zeros are zero where the definition is",
    async () => {
      await fc.assert(
        fc.asyncProperty(sizes, filling, filling, filling, fc.nat(), check),
        { numRuns: accelerator.name === "cpu" ? 150 : 15, ...seedOfRun() },
      );
    },
  );
}

async function check(size: Sizes, ofX: Filling, ofDy: Filling, ofFilter: Filling, seed: number): Promise<void> {
  const [batch, height, width, inputs, outputs] = size;
  const x = sparseImage([batch, height, width, inputs], ofX, seed);
  const dy = sparseImage([batch, height, width, outputs], ofDy, seed + 1);
  const filter = sparseImage([3, 3, inputs, outputs], ofFilter, seed + 2);
  const results = tf.tidy(() => {
    const [input, weights] = [
      tf.tensor4d(x, [batch, height, width, inputs]),
      tf.tensor4d(filter, [3, 3, inputs, outputs]),
    ];
    const convolve = (a: tf.Tensor, b: tf.Tensor): tf.Tensor =>
      tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 1, "same");
    const gradients = tf.grads(convolve)([input, weights], tf.tensor4d(dy, [batch, height, width, outputs]));
    return [convolve(input, weights), ...gradients];
  });
  const values = await Promise.all(results.map((tensor) => tensor.data()));
  tf.dispose(results);
  const [exact, terms] = [(v: number): number => v, Math.abs].map((part) => definition({ x, dy, filter }, size, part));
  RESULTS.forEach(({ name, tolerance }, k) => {
    exact?.[k]?.forEach((value, index) => {
      const got = values[k]?.[index] ?? NaN, scale = terms?.[k]?.[index] ?? NaN;
      // Below the smallest normal number products lose their digits one by one.
      const right = Math.abs(got - value) <= tolerance * scale + 1e-36;
      assert(scale === 0 ? got === 0 : right, `${name} is ${got} instead of ${value} of terms of ${scale} at ${index}`);
    });
  });
}

interface Operands {
  readonly x: Float32Array;
  readonly dy: Float32Array;
  readonly filter: Float32Array;
}

function definition(operands: Operands, size: Sizes, part: (value: number) => number): readonly Float64Array[] {
  const [batch, height, width, inputs, outputs] = size;
  const [x, dy, filter] = [operands.x, operands.dy, operands.filter].map((values) => Float64Array.from(values, part));
  const sums = [dy, x, filter].map((values) => new Float64Array(values?.length ?? 0));
  const add = (k: number, at: number, a: number, b: number): void => {
    const to = sums[k];
    if (to) to[at] = (to[at] ?? 0) + a * b;
  };
  for (let at = 0; at < batch * height * width * 9; at++) {
    const [tap, pixel] = [at % 9, Math.floor(at / 9)];
    const row = Math.floor(pixel / width) % height + Math.floor(tap / 3) - 1, column = pixel % width + tap % 3 - 1;
    if (row < 0 || row >= height || column < 0 || column >= width) continue;
    const from = ((Math.floor(pixel / width / height) * height + row) * width + column) * inputs;
    for (let i = 0; i < inputs; i++) {
      for (let o = 0; o < outputs; o++) {
        const weight = (tap * inputs + i) * outputs + o;
        const [a, g, w] = [x?.[from + i] ?? NaN, dy?.[pixel * outputs + o] ?? NaN, filter?.[weight] ?? NaN];
        add(0, pixel * outputs + o, a, w);
        add(1, from + i, g, w);
        add(2, weight, a, g);
      }
    }
  }
  return sums;
}

/** Always the same cases, unless `EXITWAVE_SPARSE_SEED` says otherwise. */
function seedOfRun(): { readonly seed: number } {
  return { seed: Number(Deno.env.get("EXITWAVE_SPARSE_SEED") ?? 1) };
}
