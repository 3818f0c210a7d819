import * as tf from "@tensorflow/tfjs";
import { assert, assertAlmostEquals } from "@std/assert";
import { type ComplexPair, fromPolar } from "../../../model/physics/complex_pair.ts";
import { createDftKernel, dft2 } from "../../../model/physics/dft.ts";
import { diffractionAmplitude } from "../../../model/physics/diffraction_amplitude.ts";
import { illuminate, type Illumination } from "../../../model/physics/illuminate.ts";
import { ACCELERATORS } from "../../available_accelerators.ts";
import { onAccelerator } from "../../on_accelerator.ts";
import { assertGradient, number } from "../gradient_check.ts";
import { inverseDft2 } from "./inverse_dft.ts";

const N = 8;

function random(seed: number, shape = [2, N, N]): ComplexPair {
  return {
    re: tf.randomNormal(shape, 0, 1, "float32", seed),
    im: tf.randomNormal(shape, 0, 1, "float32", seed + 1),
  };
}

function illumination(): Illumination {
  return { probe: random(11, [N, N]), mask: tf.randomUniform([N, N], 0, 1, "float32", 13), scale: 4 };
}

/** ⟨a, b⟩ = Σ conj(a) · b. */
async function inner(a: ComplexPair, b: ComplexPair): Promise<[number, number]> {
  const re = a.re.mul(b.re).add(a.im.mul(b.im)).sum();
  const im = a.re.mul(b.im).sub(a.im.mul(b.re)).sum();
  return [await number(re), await number(im)];
}

for (const accelerator of ACCELERATORS) {
  onAccelerator(
    accelerator,
    "illuminate() then dft2() has the adjoint inverseDft2() then the conjugate probe",
    async () => {
      const kernel = createDftKernel(N);
      const light = illumination();
      const { probe } = light;
      const conjugate = { ...light, probe: { re: probe.re, im: probe.im.neg() } };
      const [m, d] = [random(1), random(3)];
      const [leftRe, leftIm] = await inner(d, dft2(illuminate(m, light), kernel));
      const [rightRe, rightIm] = await inner(illuminate(inverseDft2(d, kernel), conjugate), m);
      assertAlmostEquals(leftRe, rightRe, 1e-4);
      assertAlmostEquals(leftIm, rightIm, 1e-4);
    },
  );

  onAccelerator(accelerator, "diffractionAmplitude() keeps the energy of the exit wave", async () => {
    const wave = random(5);
    const amplitude = diffractionAmplitude(wave, createDftKernel(N));
    const [energy] = await inner(wave, wave);
    assertAlmostEquals(await number(amplitude.square().sum()) / energy, 1, 1e-5);
  });

  onAccelerator(
    accelerator,
    "diffractionAmplitude() has the gradient of finite differences in amplitude and phase",
    async () => {
      const kernel = createDftKernel(N);
      const light = illumination();
      const weights = tf.randomNormal([2, N, N], 0, 1, "float32", 17);
      const phase = tf.randomNormal([2, N, N], 0, 1, "float32", 18);
      const amp = tf.randomUniform([2, N, N], 0.5, 1.5, "float32", 19);
      const detector = (a: tf.Tensor, p: tf.Tensor): tf.Scalar =>
        diffractionAmplitude(illuminate(fromPolar(a, p), light), kernel).mul(weights).sum();
      await assertGradient((a) => detector(a, phase), amp);
      await assertGradient((p) => detector(amp, p), phase);
    },
  );

  onAccelerator(accelerator, "diffractionAmplitude() has a finite gradient in the dark", async () => {
    const kernel = createDftKernel(N);
    const dark = tf.zeros([1, N, N]);
    const gradient = tf.grad((re) => diffractionAmplitude({ re, im: dark }, kernel).sum())(dark);
    assert((await gradient.data()).every(Number.isFinite));
  });
}

Deno.test("diffractionAmplitude() puts the light of a flat exit wave in the centre", async () => {
  const amplitude = diffractionAmplitude({ re: tf.ones([1, N, N]), im: tf.zeros([1, N, N]) }, createDftKernel(N));
  const values = await amplitude.data<"float32">();
  assertAlmostEquals(values[(N / 2) * N + N / 2] ?? NaN, N, 1e-5);
  assert(values.reduce((sum, value) => sum + value) < N + 1e-4);
});

Deno.test("illuminate() divides the probe by its scale and masks it", async () => {
  const probe = { re: tf.fill([N, N], 2), im: tf.fill([N, N], 4) };
  const patch = { re: tf.ones([1, N, N]), im: tf.zeros([1, N, N]) };
  const wave = illuminate(patch, { probe, mask: tf.fill([N, N], 0.5), scale: 4 });
  assertAlmostEquals((await wave.re.data())[9] ?? NaN, 0.25);
  assertAlmostEquals((await wave.im.data())[9] ?? NaN, 0.5);
});
