/**
 * Stitching where the patches are: the image is that of sums in the computer's memory.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { assert, assertEquals, assertLess } from "@std/assert";
import { createTrainingPayload } from "../../../config/training_payload.ts";
import { Random } from "../../../data/random/random.ts";
import { memberPositions, prepareSamples } from "../../../data/samples.ts";
import { simulateScan } from "../../../data/simulation/simulate.ts";
import { createModel } from "../../../model/create_model.ts";
import type { Reconstruction } from "../../../recon/image/reconstruction.ts";
import { DeviceStitcher } from "../../../recon/patches/device_stitcher.ts";
import { predictPatches } from "../../../recon/patches/predict_patches.ts";
import { reconstructSamples } from "../../../recon/patches/reconstruct_samples.ts";
import { PatchSums } from "../../../recon/patches/patch_sums.ts";
import { ACCELERATORS } from "../../available_accelerators.ts";
import { onAccelerator } from "../../on_accelerator.ts";

const N = 16, COUNT = 40;

/** Patches at positions of all fractions, some far from the others. */
function scattered(seed: number): { amp: Float32Array; phase: Float32Array; x: Float64Array; y: Float64Array } {
  const random = new Random(seed, "patches");
  const place = (_: number, k: number): number =>
    60 * random.uniform() * (k % 2) + Math.floor(k / 8) * (k % 3) / 2 - 20;
  return {
    amp: Float32Array.from({ length: COUNT * N * N }, () => random.uniform()),
    phase: Float32Array.from({ length: COUNT * N * N }, () => 6 * random.uniform() - 3),
    x: Float64Array.from({ length: COUNT }, place),
    y: Float64Array.from({ length: COUNT }, place),
  };
}

/** Greatest difference over the greatest value, and whether the masks are the same. */
function assertAlike(actual: Reconstruction, expected: Reconstruction): void {
  assertEquals([actual.origin, actual.object.width], [expected.origin, expected.object.width]);
  // A difference of so many values is not to be printed.
  assert(expected.mask.every((covered, p) => covered === actual.mask[p]), "the masks differ");
  for (const part of ["re", "im"] as const) {
    const [a, b] = [actual.object[part], expected.object[part]];
    const scale = b.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    assertLess(b.reduce((most, value, p) => Math.max(most, Math.abs(value - (a[p] ?? NaN))), 0), 2e-6 * scale);
  }
}

/** The same bits. */
function assertSame(actual: Reconstruction, expected: Reconstruction | undefined): void {
  for (const part of ["re", "im"] as const) {
    assert(actual.object[part].every((value, p) => value === expected?.object[part][p]), "the images differ");
  }
}

for (const accelerator of ACCELERATORS.filter(({ name }) => name === "webgpu")) {
  for (const [crop, weighted, padding] of [[8, false, 0], [16, true, 3], [2, true, 1]] as const) {
    const what = `crop ${crop}, ${weighted ? "weighted" : "all alike"}, padding ${padding}`;
    onAccelerator(
      accelerator,
      `DeviceStitcher makes the image that PatchSums makes, in any batches: ${what}`,
      async () => {
        const { amp, phase, x, y } = scattered(crop);
        const random = new Random(1, "weights");
        const weights = weighted ? Float32Array.from({ length: N * N }, () => random.uniform()) : null;
        const sums = (): PatchSums => new PatchSums({ x, y }, { patchSize: N, crop, padding, weights });
        const host = sums();
        host.add({
          re: amp.map((modulus, p) => 2 * modulus * Math.cos(phase[p] ?? NaN)),
          im: amp.map((modulus, p) => 3 * modulus * Math.sin(phase[p] ?? NaN)),
        });
        const expected = host.finish();
        const images: Reconstruction[] = [];
        for (const size of [COUNT, 7, 7]) {
          const finished = sums();
          using device = DeviceStitcher.of(finished, { re: 2, im: 3 });
          for (let first = 0; first < COUNT; first += size) {
            const part = (all: Float32Array): tf.Tensor3D =>
              tf.tensor3d(all.slice(first * N * N, (first + size) * N * N), [Math.min(size, COUNT - first), N, N]);
            const range = { first, size: Math.min(size, COUNT - first) };
            device?.take({ amp: part(amp), phase: part(phase) }, device.prepare(range));
          }
          await device?.finish();
          images.push(finished.finish());
        }
        images.forEach((image) => assertAlike(image, expected));
        images.forEach((image) => assertSame(image, images[0]));
      },
    );
  }

  for (const gridSize of [1, 2]) {
    onAccelerator(accelerator, `reconstructSamples() stitches on the device, gridSize ${gridSize}`, async () => {
      const payload = createTrainingPayload({
        data: { patchSize: 64, gridSize, ...(gridSize > 1 && { groups: 5, neighbors: 4 }) },
        model: { filterScale: 0.125 },
      });
      const samples = prepareSamples(simulateScan({ patchSize: 64, patterns: 9 }), payload, { seed: 1 });
      const model = createModel(payload, { seed: 1 });
      const options = { batchSize: 2, patchWeighting: "uniform" } as const;
      const before = tf.memory().numTensors;
      const image = await reconstructSamples(model, samples, options);
      const seen: number[] = [];
      const observed = await reconstructSamples(model, samples, {
        ...options,
        observers: [{ onPatches: ({ amp }) => void seen.push(amp.length) }],
      });
      assertEquals(tf.memory().numTensors, before);
      assertSame(observed, image);
      assert(seen.length > 2 && seen.every((length) => length > 0 && length % 64 ** 2 === 0));

      const sums = new PatchSums(memberPositions(samples), { patchSize: 64 });
      for await (const { amp, phase } of predictPatches(model, samples, { batchSize: 2 })) {
        sums.add({
          re: amp.map((modulus, p) => modulus * Math.cos(phase[p] ?? NaN)),
          im: amp.map((modulus, p) => modulus * Math.sin(phase[p] ?? NaN)),
        });
      }
      assertAlike(image, sums.finish());
      model.dispose();
    });
  }
}

Deno.test("DeviceStitcher.of() leaves it to the computer's memory on the CPU", () => {
  const sums = new PatchSums({ x: [4], y: [4] }, { patchSize: 4 });
  assertEquals(DeviceStitcher.of(sums, { re: 1, im: 1 }), null);
});
