/**
 * The patterns that an object and a probe make: for comparison with what was measured.
 *
 * @module
 */
import type { ComplexImage } from "../../data/complex_image.ts";
import { samplePatch } from "../../data/object_patch.ts";
import { createDftKernel, dft2, disposeDftKernel } from "../../model/physics/dft.ts";
import * as tf from "../../packages/tensorflow.ts";

/** What makes patterns. */
export interface PatternSource {
  /** The canvas. */
  readonly canvas: ComplexImage;
  /** Scan coordinate of its pixel [0, 0]. */
  readonly origin: { readonly y: number; readonly x: number };
  /** Modes, N × N each, in √counts. */
  readonly probe: readonly ComplexImage[];
  /** (N, N) counts that fall on the detector besides; null or left out where none do. */
  readonly background?: Float32Array | null;
}

/**
 * Predicts a few patterns.
 *
 * @param source Object and probe.
 * @param places Centres of patches in object pixels.
 * @returns Amplitudes, N × N each, √counts, DC in the centre; 0 of a patch that reaches beyond the canvas.
 */
export async function predictAmplitudes(
  { canvas, origin, probe, background = null }: PatternSource,
  places: readonly { readonly x: number; readonly y: number }[],
): Promise<Float32Array[]> {
  const size = probe[0]?.width ?? 0;
  const kernel = createDftKernel(size);
  try {
    const amplitudes: Float32Array[] = [];
    for (const { x, y } of places) {
      const patch = imageOf(size);
      samplePatch(canvas, { x: x - origin.x, y: y - origin.y, size }, patch);
      const amplitude = tf.tidy(() => {
        const waves = probe.map((mode) => exitWave(mode, patch));
        const [re, im] = (["re", "im"] as const).map((part) =>
          tf.stack(waves.map((wave) => tf.tensor2d(wave[part], [size, size])))
        ) as [tf.Tensor, tf.Tensor];
        const far = dft2({ re, im }, kernel);
        const light = tf.sum(tf.add(tf.square(far.re), tf.square(far.im)), 0);
        return tf.sqrt(background ? light.add(tf.tensor2d(background, [size, size])) : light);
      });
      amplitudes.push(Float32Array.from(await amplitude.data()));
      amplitude.dispose();
    }
    return amplitudes;
  } finally {
    disposeDftKernel(kernel);
  }
}

// --- internal ---

function imageOf(size: number): ComplexImage {
  return { height: size, width: size, re: new Float32Array(size ** 2), im: new Float32Array(size ** 2) };
}

function exitWave(mode: ComplexImage, patch: ComplexImage): ComplexImage {
  const wave = imageOf(mode.width);
  for (let p = 0; p < wave.re.length; p++) {
    const [a, b, c, d] = [mode.re[p] ?? 0, mode.im[p] ?? 0, patch.re[p] ?? 0, patch.im[p] ?? 0];
    wave.re[p] = a * c - b * d;
    wave.im[p] = a * d + b * c;
  }
  return wave;
}
