import * as tf from "@tensorflow/tfjs";
import { assertAlmostEquals, assertEquals } from "@std/assert";
import { createFarField } from "../../../model/physics/far_field.ts";
import type { Exposure, ForwardModel } from "../../../model/physics/forward_model.ts";
import type { Patches } from "../../../model/physics/patches.ts";
import { ACCELERATORS } from "../../available_accelerators.ts";
import { onAccelerator } from "../../on_accelerator.ts";

const [B, N, C, P] = [2, 8, 3, 2];

/** Reproducible noise. */
function noise(shape: number[], seed: number): tf.Tensor {
  return tf.randomUniform(shape, -1, 1, "float32", seed);
}

function patchesOf(channels: number): Patches {
  const shape = [B, N, N, channels];
  return { amp: noise(shape, 1) as tf.Tensor4D, phase: noise(shape, 2) as tf.Tensor4D };
}

const NOTHING_LEARNED = new Map();

function exposureOf(modes: readonly number[]): Exposure {
  return {
    probe: { re: noise([...modes, N, N], 3), im: noise([...modes, N, N], 4) },
    probeMask: tf.ones([N, N]),
    inputScale: tf.tensor4d([2, 5], [B, 1, 1, 1]),
  };
}

function farField(smoothing = 0): ForwardModel {
  return createFarField({ patchSize: N, probeScale: 3, amplitudeGain: 0.5, smoothing });
}

async function assertClose(actual: tf.Tensor, expected: tf.Tensor): Promise<void> {
  assertEquals(actual.shape, expected.shape);
  const [one, other] = [await actual.data(), await expected.data()];
  one.forEach((value, k) => assertAlmostEquals(value, other[k] ?? NaN, 2e-6 * (1 + Math.abs(value))));
}

for (const accelerator of ACCELERATORS) {
  onAccelerator(accelerator, "createFarField() diffracts each channel as it would alone", async () => {
    const [forward, patches, exposure] = [farField(), patchesOf(C), exposureOf([])];
    const together = forward.diffract(patches, exposure, NOTHING_LEARNED);
    const alone = Array.from({ length: C }, (_, channel) => {
      const [amp, phase] = [patches.amp, patches.phase].map((part) => part.slice([0, 0, 0, channel], [B, N, N, 1]));
      return forward.diffract({ amp, phase } as Patches, exposure, NOTHING_LEARNED);
    });
    await assertClose(together, tf.concat(alone, 3));
  });

  onAccelerator(accelerator, "createFarField() adds the intensities of incoherent modes", async () => {
    const [forward, patches, exposure] = [farField(), patchesOf(1), exposureOf([P])];
    const together = forward.diffract(patches, exposure, NOTHING_LEARNED);
    const { re, im } = exposure.probe;
    const ofModes = Array.from({ length: P }, (_, mode) => {
      const plane = (part: tf.Tensor): tf.Tensor => part.slice([mode, 0, 0], [1, N, N]).squeeze([0]);
      return forward.diffract(patches, { ...exposure, probe: { re: plane(re), im: plane(im) } }, NOTHING_LEARNED)
        .square();
    });
    await assertClose(together, tf.sqrt(tf.addN(ofModes)));
    const single = { re: re.slice([0, 0, 0], [1, N, N]), im: im.slice([0, 0, 0], [1, N, N]) };
    await assertClose(
      forward.diffract(patches, { ...exposure, probe: single }, NOTHING_LEARNED).square(),
      ofModes[0] ?? tf.scalar(0),
    );
  });
}

Deno.test("createFarField() smooths exit waves: that of a point becomes a Gaussian of the same sum", async () => {
  const size = 16;
  const options = { patchSize: size, probeScale: 1, amplitudeGain: 1 };
  const point = tf.buffer([1, size, size, 1]);
  point.set(3, 0, 8, 8, 0);
  const exposure = {
    probe: { re: tf.ones([size, size]), im: tf.zeros([size, size]) },
    probeMask: tf.ones<tf.Rank.R2>([size, size]),
    inputScale: tf.ones<tf.Rank.R4>([1, 1, 1, 1]),
  };
  const patches = { amp: point.toTensor() as tf.Tensor4D, phase: tf.zeros<tf.Rank.R4>([1, size, size, 1]) };
  const sigma = 1.75;
  const amplitude = await createFarField({ ...options, smoothing: sigma })
    .diffract(patches, exposure, NOTHING_LEARNED).data();
  // The transform of a Gaussian is one, of width N / (2πσ).
  amplitude.forEach((value, k) => {
    const radius = Math.hypot(Math.floor(k / size) - 8, k % size - 8);
    assertAlmostEquals(value, 3 / size * Math.exp(-2 * (Math.PI * sigma * radius / size) ** 2), 1e-5);
  });
});

Deno.test("createFarField() leaves no tensor behind but its result", () => {
  const [patches, exposure] = [patchesOf(C), exposureOf([P])];
  const before = tf.memory().numTensors;
  const forward = farField(1);
  forward.diffract(patches, exposure, NOTHING_LEARNED).dispose();
  forward.dispose();
  assertEquals(tf.memory().numTensors, before);
  tf.dispose([
    patches.amp,
    patches.phase,
    exposure.probe.re,
    exposure.probe.im,
    exposure.probeMask,
    exposure.inputScale,
  ]);
});
