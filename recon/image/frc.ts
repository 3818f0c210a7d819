/**
 * Fourier ring correlation: down to which detail do two images agree?
 *
 * @module
 */
import { type ComplexImage, zeroImage } from "../../data/complex_image.ts";
import { requireSameSize } from "./real_image.ts";
import { spectrum } from "./spectrum.ts";

/** Agreement by spatial frequency. */
export interface RingCorrelation {
  /**
   * Correlation in [−1, 1] of ring r = 0, 1, … floor(side/2): r periods across the compared square, r / side periods a pixel.
   */
  readonly curve: readonly number[];
  /** Side of the compared square, in pixels. */
  readonly side: number;
  /** Radius r at which the curve first falls below 1/2 (interpolated); null where it never does. */
  readonly frc50: number | null;
  /** Radius r at which the curve first falls below 1/7 (interpolated); null where it never does. */
  readonly frc1over7: number | null;
  /** Period resolved at `frc50`, side / r, in pixels; 2 (the Nyquist limit) where the curve never falls below. */
  readonly resolution50: number;
  /** Period resolved at `frc1over7`, in pixels; 2 (the Nyquist limit) where the curve never falls below. */
  readonly resolution1over7: number;
}

/**
 * FRC(r) = Re Σ A·conj(B) / √(Σ|A|²·Σ|B|²) over the ring of frequencies that round to r, after van Heel & Schatz (2005),
 * doi:10.1016/j.jsb.2005.05.009. Compared are the central squares of both complex images under a Hann window, which keeps
 * edges out of the spectrum; they are padded with zeros to a power of two. A ring without signal counts 0.
 *
 * @throws {TypeError} Where the sizes differ.
 *
 * @example
 * ```ts
 * import { frc } from "@exitwave/exitwave";
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 *
 * const re = Float32Array.from({ length: 256 }, (_, p) => Math.sin(p * p));
 * const image = { height: 16, width: 16, re, im: new Float32Array(256) };
 * const { curve, frc50 } = frc(image, image);
 * assertEquals(curve.length, 9);
 * assertAlmostEquals(curve[8] ?? 0, 1, 1e-6);
 * assertEquals(frc50, null);
 * ```
 */
export function frc(image: ComplexImage, truth: ComplexImage): RingCorrelation {
  requireSameSize("compute FRC", image, truth);
  const side = Math.min(truth.height, truth.width);
  const curve = ringCorrelation(windowed(image, side), windowed(truth, side));
  const frc50 = firstBelow(curve, 1 / 2);
  const frc1over7 = firstBelow(curve, 1 / 7);
  const resolution = (radius: number | null): number => radius === null ? 2 : side / radius;
  return { curve, side, frc50, frc1over7, resolution50: resolution(frc50), resolution1over7: resolution(frc1over7) };
}

// --- internal ---

/** The central square under a Hann window that is 0 half a pixel outside. */
function windowed({ height, width, re, im }: ComplexImage, side: number): ComplexImage {
  const [top, left] = [Math.floor((height - side) / 2), Math.floor((width - side) / 2)];
  const hann = Float64Array.from({ length: side }, (_, k) => Math.sin(Math.PI * (k + 0.5) / side) ** 2);
  const out = zeroImage(side, side);
  for (let p = 0; p < side * side; p++) {
    const [i, j] = [Math.floor(p / side), p % side];
    const weight = (hann[i] ?? 0) * (hann[j] ?? 0);
    const from = (top + i) * width + left + j;
    out.re[p] = weight * (re[from] ?? 0);
    out.im[p] = weight * (im[from] ?? 0);
  }
  return out;
}

function ringCorrelation(a: ComplexImage, b: ComplexImage): number[] {
  const [A, B] = [spectrum(a), spectrum(b)];
  const rings = Math.floor(a.width / 2) + 1;
  const cross = new Float64Array(rings);
  const powerA = new Float64Array(rings);
  const powerB = new Float64Array(rings);
  for (let p = 0; p < A.re.length; p++) {
    const ky = Math.floor(p / A.width) - A.width / 2;
    const kx = p % A.width - A.width / 2;
    const ring = Math.round(Math.hypot(ky, kx) * a.width / A.width);
    if (ring >= rings) continue;
    const [aRe, aIm, bRe, bIm] = [A.re[p] ?? 0, A.im[p] ?? 0, B.re[p] ?? 0, B.im[p] ?? 0];
    cross[ring] = (cross[ring] ?? 0) + aRe * bRe + aIm * bIm;
    powerA[ring] = (powerA[ring] ?? 0) + aRe ** 2 + aIm ** 2;
    powerB[ring] = (powerB[ring] ?? 0) + bRe ** 2 + bIm ** 2;
  }
  return Array.from(cross, (sum, r) => {
    const power = Math.sqrt((powerA[r] ?? 0) * (powerB[r] ?? 0));
    return power > 0 ? sum / power : 0;
  });
}

function firstBelow(curve: readonly number[], threshold: number): number | null {
  const r = curve.findIndex((value) => value < threshold);
  if (r < 0) return null;
  const [before, at] = [curve[r - 1] ?? 1, curve[r] ?? 0];
  return r === 0 ? 0 : r - 1 + (before - threshold) / (before - at);
}
