/**
 * Patches stitched and looked at on the accelerator, or in the computer's memory on one that does not: what WebGPU's
 * programs are compared by in a browser.
 *
 * @module
 */
import { DeviceStitcher } from "../../../recon/patches/device_stitcher.ts";
import { PatchMoments, type PatchPart } from "../../../recon/findings/patch_moments.ts";
import { DeviceMoments } from "../../../recon/patches/device_moments.ts";
import { PatchSums } from "../../../recon/patches/patch_sums.ts";
import * as tf from "../../../packages/tensorflow.ts";

const COUNT = 5, N = 8;

/**
 * An image of some patches, on the current accelerator, and what the patches are like.
 *
 * @returns Real and imaginary part of the image; mean, deviation, least and greatest value of the phases of each patch; the
 *   deviation of their pixels from patch to patch.
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
  return [re, im, ...await looks(amp, phase)];
}

// --- internal ---

async function looks(amp: Float32Array, phase: Float32Array): Promise<Float32Array[]> {
  const bounds = { low: -0.5, high: null }, parts: number[][] = [];
  const moments = new PatchMoments(N, bounds);
  const add = ({ mean, std, min, max }: PatchPart): void => void parts.push([mean, std, min, max]);
  using device = DeviceMoments.of({
    ...{ patchSize: N, side: N / 2, saturation: { amp: bounds, phase: bounds } },
    onPatch: (_, { variance, ...seen }) => {
      const part = {
        ...seen,
        std: Math.sqrt(variance),
        saturatedLow: seen.atBounds[0] / (N / 2) ** 2,
        saturatedHigh: null,
      };
      moments.addPart(part);
      add(part);
    },
    onPixels: (_, squares) => moments.takePixels(squares),
  });
  if (device) {
    const range = { first: 0, size: COUNT };
    const [a, p] = [tf.tensor3d(amp, [COUNT, N, N]), tf.tensor3d(phase, [COUNT, N, N])],
      prepared = device.prepare(range);
    const notes = tf.tidy(() => device.take({ amp: a, phase: p }, prepared));
    device.noted(await notes.data<"float32">(), range);
    await device.finish();
    tf.dispose([a, p, notes, ...prepared]);
  } else for (let patch = 0; patch < COUNT; patch++) add(moments.add(phase, patch));
  const { stdBetweenPatches, saturatedLow } = moments.statistics();
  return [Float32Array.from(parts.flat()), Float32Array.of(stdBetweenPatches, saturatedLow ?? NaN)];
}
