import * as tf from "@tensorflow/tfjs";
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { createFarField } from "../../../model/physics/far_field.ts";
import { complexPatches, patchesOfParts } from "../../../model/physics/patches.ts";
import { ACCELERATORS } from "../../available_accelerators.ts";
import { onAccelerator } from "../../on_accelerator.ts";
import { assertGradient } from "../gradient_check.ts";

const noise = (seed: number, side = 8): tf.Tensor4D =>
  tf.randomNormal<tf.Rank.R4>([2, side, side, 1], 0, 1, "float32", seed);

for (const accelerator of ACCELERATORS) {
  onAccelerator(accelerator, "patchesOfParts() has modulus and angle of what was painted", async () => {
    const [re, im] = [[3, -1, 0, 0, -2], [4, 0, 2, 0, -2]];
    const shape: [number, number, number, number] = [1, 1, 5, 1];
    const patches = patchesOfParts(tf.tensor4d(re, shape), tf.tensor4d(im, shape));
    const [amp, phase] = [await patches.amp.data(), await patches.phase.data()];
    re.forEach((x, k) => {
      assertAlmostEquals(amp[k] ?? NaN, Math.hypot(x, im[k] ?? NaN), 1e-6);
      assertAlmostEquals(phase[k] ?? NaN, Math.atan2(im[k] ?? NaN, x), 1e-5);
    });
    const parts = complexPatches(patches);
    assertEquals([parts.re === patches.re, parts.im === patches.im], [true, true]);
  });

  onAccelerator(accelerator, "patchesOfParts() is differentiable, at 0 too, where nothing moves", async () => {
    const im = noise(2);
    const weight = noise(3);
    await assertGradient((x) => patchesOfParts(x as tf.Tensor4D, im).amp.mul(weight).sum(), noise(1));
    await assertGradient((x) => patchesOfParts(x as tf.Tensor4D, im).phase.mul(weight).sum(), noise(1));
    await assertGradient((x) => patchesOfParts(im, x as tf.Tensor4D).phase.mul(weight).sum(), noise(1));
    const zero = tf.zeros<tf.Rank.R4>([1, 2, 2, 1]);
    for (const head of ["amp", "phase"] as const) {
      const [dre, dim] = tf.grads((re, im) => patchesOfParts(re as tf.Tensor4D, im as tf.Tensor4D)[head].sum())(
        [zero, zero],
      ) as [tf.Tensor, tf.Tensor];
      assertEquals([...await dre.data(), ...await dim.data()].map(Math.abs), new Array(8).fill(0), head);
    }
  });

  onAccelerator(accelerator, "createFarField() diffracts parts as it does their modulus and angle", async () => {
    const forward = createFarField({ patchSize: 8, probeScale: 1, amplitudeGain: 1 });
    const exposure = {
      probe: { re: tf.ones([8, 8]), im: tf.zeros([8, 8]) },
      probeMask: tf.ones<tf.Rank.R2>([8, 8]),
      inputScale: tf.ones<tf.Rank.R4>([2, 1, 1, 1]),
    };
    const painted = patchesOfParts(noise(1), noise(2));
    const [parts, polar] = [painted, { amp: painted.amp, phase: painted.phase }].map((patches) =>
      forward.diffract(patches, exposure, new Map())
    );
    const [one, other] = [await parts?.data(), await polar?.data()];
    assert(one && one.some((value) => value > 1));
    one.forEach((value, k) => assertAlmostEquals(value, other?.[k] ?? NaN, 1e-5));
    forward.dispose();
  });
}
