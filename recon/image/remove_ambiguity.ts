/**
 * Diffraction does not fix everything: an object is known up to a global phase, a scale of its amplitude, and, where the
 * probe or the detector's centre is free, a linear phase ramp. Metrics compare what is left once these are removed.
 *
 * @module
 */
import { type ComplexImage, zeroImage } from "../../data/complex_image.ts";
import { fitRamp, type Ramp } from "./fit_ramp.ts";
import { phasors } from "./phasors.ts";
import { requireSameSize } from "./real_image.ts";

/** An image without the ambiguities, and what was removed from it. */
export interface Unambiguous {
  /** The corrected image. */
  readonly object: ComplexImage;
  /** Phase ramp, radians a pixel, and global phase, radians, that were subtracted. */
  readonly ramp: Ramp;
  /** Factor by which the amplitude was multiplied. */
  readonly scale: number;
}

/**
 * Fits an image to the truth: the ramp and the global phase maximise |Σ conj(truth)·image·exp(−i(ax + by + c))|, the scale
 * then minimises Σ(|truth| − scale·|image|)². The scale is that of the amplitudes, not of the complex values, so that
 * errors of the phase do not dim the amplitude.
 *
 * @param mask Not 0 where pixels count; all pixels are corrected.
 * @throws {TypeError} Where the sizes differ.
 *
 * @example
 * ```ts
 * import { removeAmbiguity } from "@exitwave/exitwave";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const truth = { height: 1, width: 2, re: Float32Array.of(1, 0), im: Float32Array.of(0, 0.5) };
 * const turned = { height: 1, width: 2, re: Float32Array.of(0, -1), im: Float32Array.of(2, 0) }; // 2i times the truth
 * const { object, scale } = removeAmbiguity(turned, truth, { ramp: false });
 * assertAlmostEquals(scale, 0.5);
 * assertAlmostEquals(object.im[1] ?? 0, 0.5, 1e-6);
 * ```
 */
export function removeAmbiguity(image: ComplexImage, truth: ComplexImage, options: AmbiguityOptions = {}): Unambiguous {
  requireSameSize("remove ambiguities", image, truth);
  const mask = options.mask ?? null;
  const ramp = fitRamp(conjugateProduct(truth, image, mask), { linear: options.ramp ?? true });
  const scale = amplitudeScale(image, truth, mask);
  return { object: withoutRamp(image, ramp, scale), ramp, scale };
}

/** What is removed, and where it is measured. */
export interface AmbiguityOptions {
  /**
   * Pixels that count (not 0); null takes all.
   * @default null
   */
  readonly mask?: Uint8Array | null;
  /**
   * Whether a linear phase ramp is removed besides the global phase.
   * @default true
   */
  readonly ramp?: boolean;
}

/**
 * Levels an image by itself, where there is no truth: removes the ramp and the global phase that maximise
 * |Σ image·exp(−i(ax + by + c))|, so that the mean transmission is real.
 */
export function levelPhase(image: ComplexImage): Unambiguous {
  const ramp = fitRamp(image);
  return { object: withoutRamp(image, ramp, 1), ramp, scale: 1 };
}

// --- internal ---

function conjugateProduct(a: ComplexImage, b: ComplexImage, mask: Uint8Array | null): ComplexImage {
  const product = zeroImage(a.height, a.width);
  for (let p = 0; p < a.re.length; p++) {
    if (mask && !mask[p]) continue;
    const [aRe, aIm, bRe, bIm] = [a.re[p] ?? 0, a.im[p] ?? 0, b.re[p] ?? 0, b.im[p] ?? 0];
    product.re[p] = aRe * bRe + aIm * bIm;
    product.im[p] = aRe * bIm - aIm * bRe;
  }
  return product;
}

function amplitudeScale(image: ComplexImage, truth: ComplexImage, mask: Uint8Array | null): number {
  let cross = 0;
  let square = 0;
  for (let p = 0; p < image.re.length; p++) {
    if (mask && !mask[p]) continue;
    const power = (image.re[p] ?? 0) ** 2 + (image.im[p] ?? 0) ** 2;
    cross += Math.sqrt(power * ((truth.re[p] ?? 0) ** 2 + (truth.im[p] ?? 0) ** 2));
    square += power;
  }
  return square > 0 ? cross / square : 1;
}

function withoutRamp({ height, width, re, im }: ComplexImage, ramp: Ramp, scale: number): ComplexImage {
  const out = zeroImage(height, width);
  const [across, down] = [phasors(ramp.x, width, ramp.offset), phasors(ramp.y, height)];
  for (let i = 0; i < height; i++) {
    const [cosY, sinY] = [scale * (down.cos[i] ?? 1), scale * (down.sin[i] ?? 0)];
    for (let j = 0; j < width; j++) {
      const p = i * width + j;
      const [cosX, sinX] = [across.cos[j] ?? 1, across.sin[j] ?? 0];
      const [c, s] = [cosX * cosY - sinX * sinY, sinX * cosY + cosX * sinY];
      out.re[p] = (re[p] ?? 0) * c + (im[p] ?? 0) * s;
      out.im[p] = (im[p] ?? 0) * c - (re[p] ?? 0) * s;
    }
  }
  return out;
}
