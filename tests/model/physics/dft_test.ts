import * as tf from "@tensorflow/tfjs";
import { assert, assertAlmostEquals, assertThrows } from "@std/assert";
import type { ComplexPair } from "../../../model/physics/complex_pair.ts";
import { createDftKernel, dft2, disposeDftKernel } from "../../../model/physics/dft.ts";
import { ACCELERATORS } from "../../available_accelerators.ts";
import { onAccelerator } from "../../on_accelerator.ts";
import { inverseDft2 } from "./inverse_dft.ts";

const N = 8;

function image(seed: number, batch = 2): ComplexPair {
  return {
    re: tf.randomNormal([batch, N, N], 0, 1, "float32", seed),
    im: tf.randomNormal([batch, N, N], 0, 1, "float32", seed + 1),
  };
}

async function inner(a: ComplexPair, b: ComplexPair): Promise<{ re: number; im: number }> {
  const re = a.re.mul(b.re).add(a.im.mul(b.im)).sum();
  const im = a.re.mul(b.im).sub(a.im.mul(b.re)).sum();
  return { re: (await re.data())[0] ?? NaN, im: (await im.data())[0] ?? NaN };
}

/** The definition, summed directly: origin and DC at index N/2. */
function directSum(re: ArrayLike<number>, im: ArrayLike<number>, row: number, column: number): [number, number] {
  let [sumRe, sumIm] = [0, 0];
  for (let y = 0; y < N; y++) {
    for (let x = 0; x < N; x++) {
      const angle = -2 * Math.PI * ((y - N / 2) * (row - N / 2) + (x - N / 2) * (column - N / 2)) / N;
      const [a, b] = [re[y * N + x] ?? NaN, im[y * N + x] ?? NaN];
      sumRe += (a * Math.cos(angle) - b * Math.sin(angle)) / N;
      sumIm += (a * Math.sin(angle) + b * Math.cos(angle)) / N;
    }
  }
  return [sumRe, sumIm];
}

for (const accelerator of ACCELERATORS) {
  onAccelerator(accelerator, "dft2() equals the direct sum", async () => {
    const x = image(1, 1);
    const kernel = createDftKernel(N);
    const transform = dft2(x, kernel);
    const [re, im] = [await x.re.data(), await x.im.data()];
    const [actualRe, actualIm] = [await transform.re.data(), await transform.im.data()];
    for (const [row, column] of [[0, 0], [4, 4], [3, 7], [6, 1]] as const) {
      const [expectedRe, expectedIm] = directSum(re, im, row, column);
      assertAlmostEquals(actualRe[row * N + column] ?? NaN, expectedRe, 1e-5);
      assertAlmostEquals(actualIm[row * N + column] ?? NaN, expectedIm, 1e-5);
    }
  });

  onAccelerator(accelerator, "dft2() keeps the energy and inverseDft2() undoes it", async () => {
    const x = image(2);
    const kernel = createDftKernel(N);
    const transform = dft2(x, kernel);
    const back = inverseDft2(transform, kernel);
    const [before, after] = [await inner(x, x), await inner(transform, transform)];
    assertAlmostEquals(after.re / before.re, 1, 1e-5);
    const error = (await tf.max(tf.abs(back.re.sub(x.re))).data())[0] ?? NaN;
    assert(error < 1e-5);
  });

  onAccelerator(accelerator, "inverseDft2() is the adjoint of dft2()", async () => {
    const [m, d] = [image(3), image(4)];
    const kernel = createDftKernel(N);
    const left = await inner(d, dft2(m, kernel));
    const right = await inner(inverseDft2(d, kernel), m);
    assertAlmostEquals(left.re, right.re, 1e-4);
    assertAlmostEquals(left.im, right.im, 1e-4);
  });
}

Deno.test("createDftKernel() refuses an odd size", () => {
  assertThrows(() => createDftKernel(7), RangeError, "size must be even: current value is 7");
});

Deno.test("disposeDftKernel() frees what createDftKernel() keeps", async () => {
  await tf.setBackend("cpu");
  const before = tf.memory().numTensors;
  disposeDftKernel(createDftKernel(N));
  assert(tf.memory().numTensors === before);
});
