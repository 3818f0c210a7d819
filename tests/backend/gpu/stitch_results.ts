/**
 * Patches stitched on the accelerator, or in the computer's memory on one that does not: what WebGPU's program is compared
 * by in a browser.
 *
 * @module
 */
import { DeviceStitcher } from "../../../recon/patches/device_stitcher.ts";
import { PatchSums } from "../../../recon/patches/patch_sums.ts";
import * as tf from "../../../packages/tensorflow.ts";

const COUNT = 5, N = 8;

/**
 * An image of some patches, on the current accelerator.
 *
 * @returns Its real and its imaginary part.
 */
export async function stitchResults(): Promise<Float32Array[]> {
  const wave = (start: number): Float32Array =>
    Float32Array.from({ length: COUNT * N * N }, (_, k) => Math.sin(start + 1.7 * k));
  const [amp, phase] = [wave(1), wave(2)];
  const positions = { x: [10, 11.5, 30.25, 9, 12.75], y: [10.5, 12, 22.75, 9.25, 14] };
  const sums = new PatchSums(positions, { patchSize: N, crop: 6 });
  using device = DeviceStitcher.of(sums, { re: 1, im: 1 });
  if (device) {
    const [a, p] = [tf.tensor3d(amp, [COUNT, N, N]), tf.tensor3d(phase, [COUNT, N, N])];
    const prepared = device.prepare({ first: 0, size: COUNT });
    device.take({ amp: a, phase: p }, prepared);
    tf.dispose([a, p, ...prepared]);
    await device.finish();
  } else {
    const part = (of: (angle: number) => number): Float32Array =>
      amp.map((modulus, k) => modulus * of(phase[k] ?? NaN));
    sums.add({ re: part(Math.cos), im: part(Math.sin) });
  }
  const { object: { re, im } } = sums.finish();
  return [re, im];
}
