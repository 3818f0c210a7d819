/**
 * The kernels of diffraction and of the Poisson loss on the CPU beside those composed of tensorflow.js' operations, and on
 * several threads; their results by the definition: `tests/backend/definitions/diffraction_test.ts`.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { assertEquals } from "@std/assert";
import { registerNetworkKernels } from "../../../../backend/operations/network_kernels.ts";
import { openCpu } from "../../../../backend/cpu/open_cpu.ts";
import { poissonLoss } from "../../../../model/loss/poisson_loss.ts";
import { createDftKernel, dft2 } from "../../../../model/physics/dft.ts";
import { diffractionAmplitude } from "../../../../model/physics/diffraction_amplitude.ts";
import { fromPolar } from "../../../../model/physics/complex_pair.ts";
import { illuminate } from "../../../../model/physics/illuminate.ts";
import { assertThreadsAgree, onBoth, wave } from "../against_stock.ts";

await openCpu({ threads: 2 });
registerNetworkKernels();

const SAMPLES = 3, MODES = 2;

/** Amplitudes of waves through a probe of two modes, their loss, and gradients by patches and probe. */
function results(side: number): tf.Tensor[] {
  const pixels = side ** 2, patches = [SAMPLES, side, side];
  const kernel = createDftKernel(side);
  const amp = tf.tensor(wave(SAMPLES * pixels), patches), phase = tf.tensor(wave(SAMPLES * pixels, 2), patches).mul(3);
  const probe = [3, 4].map((start) => tf.tensor(wave(MODES * pixels, start), [MODES, side, side]));
  const counts = tf.tensor(wave(SAMPLES * pixels, 5), patches).abs().mul(20).floor();
  const chosen = tf.tensor(wave(SAMPLES * pixels, 6), [SAMPLES, side, side, 1]).greater<tf.Tensor4D>(-0.7);
  const diffracted = (amp: tf.Tensor, phase: tf.Tensor, re: tf.Tensor, im: tf.Tensor): tf.Tensor => {
    const light = { probe: { re, im }, mask: tf.ones([side, side]), scale: 0.5 };
    return diffractionAmplitude(illuminate(fromPolar(amp, phase), light), kernel);
  };
  const loss = (...inputs: tf.Tensor[]): tf.Scalar => {
    const predicted = diffracted(...inputs as Parameters<typeof diffracted>).expandDims<tf.Tensor4D>(3);
    const observed = counts.sqrt().expandDims<tf.Tensor4D>(3);
    return poissonLoss(predicted, observed, { chosen, count: tf.scalar(1) }).add(poissonLoss(predicted, observed));
  };
  const inputs = [amp, phase, ...probe];
  const { value, grads } = tf.valueAndGrads(loss)(inputs);
  const { re, im } = dft2({ re: amp, im: phase }, kernel);
  return [diffracted(...inputs as Parameters<typeof diffracted>), re, im, value, ...grads];
}

Deno.test("transforms of many images are the same on any number of threads", async () => {
  const shape = [200, 64, 64];
  await assertThreadsAgree(() => {
    const { re, im } = dft2({ re: tf.tensor(wave(200 * 64 ** 2), shape), im: tf.ones(shape) }, createDftKernel(64));
    return [re, im];
  });
});

// A side of which the transform is fast, and one of which it is not.
for (const side of [64, 44]) {
  Deno.test(`diffraction of ${side} × ${side} pixels is the same on any number of threads`, async () => {
    await assertThreadsAgree(() => results(side));
  });

  Deno.test(`diffraction of ${side} × ${side} pixels is that of tensorflow.js' operations`, async () => {
    const { ours, stock } = await onBoth(() => results(side));
    stock.forEach((expected, result) => {
      const most = Math.max(...Array.from(expected, Math.abs));
      const wrong = expected.findIndex((value, at) => !(Math.abs((ours[result]?.[at] ?? NaN) - value) < 1e-5 * most));
      assertEquals(wrong, -1, `result ${result} is ${ours[result]?.[wrong]} instead of ${expected[wrong]} at ${wrong}`);
    });
  });
}
