/**
 * A Gaussian beam at its waist.
 *
 * @module
 */
import { type ComplexImage, zeroImage } from "../../complex_image.ts";

/** Size of a Gaussian probe in pixels. */
export interface GaussianProbeOptions {
  /** Full width at half maximum of the intensity. */
  readonly fwhm: number;
}

/**
 * A Gaussian of intensity exp(−4·ln 2·r²/fwhm²), and of phase 0.
 *
 * @param size Side N in pixels.
 * @param options Its width.
 * @returns The probe, N × N, its centre at pixel [N/2, N/2].
 */
export function gaussianProbe(size: number, { fwhm }: GaussianProbeOptions): ComplexImage {
  const probe = zeroImage(size, size);
  for (let i = 0; i < probe.re.length; i++) {
    const square = (Math.floor(i / size) - size / 2) ** 2 + (i % size - size / 2) ** 2;
    probe.re[i] = Math.exp(-2 * Math.LN2 * square / fwhm ** 2);
  }
  return probe;
}
