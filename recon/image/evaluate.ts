/**
 * How good a reconstruction is, where the object is known: every figure after removal of what diffraction leaves open.
 *
 * @module
 */
import { align, type Aligned, type AlignOptions } from "./align.ts";
import { correlation } from "./correlation.ts";
import { frc, type RingCorrelation } from "./frc.ts";
import { WINDOW } from "./gaussian_filter.ts";
import { mae } from "./mae.ts";
import { MS_SSIM_LEAST_SIDE, msSsim } from "./ms_ssim.ts";
import { psnr } from "./psnr.ts";
import { amplitudeOf, phaseOf, rangeOf, type RealImage } from "./real_image.ts";
import type { Reconstruction } from "./reconstruction.ts";
import { ssim } from "./ssim.ts";

/** Agreement of two real images. */
export interface ImageMetrics {
  /** Mean absolute error: of amplitudes in the truth's unit, of phases in radians. */
  readonly mae: number;
  /** Peak signal-to-noise ratio in dB with peak 1, 48.13 dB below PtychoPINN's peak 255; Infinity for equal images. */
  readonly psnr: number;
  /** Structural similarity, at most 1. */
  readonly ssim: number;
  /** Multi-scale structural similarity; null where the region is smaller than 176 × 176. */
  readonly msSsim: number | null;
  /** Pearson correlation, in [−1, 1]. */
  readonly correlation: number;
}

/** All figures of one comparison. */
export interface Evaluation extends Pick<Aligned, "region" | "shift" | "coveredFraction"> {
  /** Dynamic range: max − min of the true amplitude. */
  readonly amplitude: ImageMetrics;
  /** Compared as (φ + π) / 2π with range 1 by PSNR and SSIM. */
  readonly phase: ImageMetrics;
  /** Fourier ring correlation of the complex images. */
  readonly frc: RingCorrelation;
}

/**
 * Compares a reconstruction with the known object.
 *
 * Both are laid on the same pixels by their scan coordinates and a search of a few pixels ({@link align}); the truth's own
 * phase ramp and global phase are removed, then those of the reconstruction and its scale. Only the largest rectangle that
 * both cover, less a border, is compared.
 *
 * @throws {RangeError} Where less than 11 × 11 pixels can be compared, or the truth's amplitude is constant.
 *
 * @example
 * ```ts
 * import { evaluate } from "@exitwave/exitwave";
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 *
 * const re = Float32Array.from({ length: 1024 }, (_, p) => 1 + 0.3 * Math.sin(p / 7));
 * const object = { height: 32, width: 32, re, im: new Float32Array(1024) };
 * const truth = { object, mask: new Uint8Array(1024).fill(1), origin: { y: 0, x: 0 } };
 * const { amplitude, frc, shift } = evaluate(truth, truth);
 * assertAlmostEquals(amplitude.ssim, 1, 1e-6);
 * assertEquals(frc.frc50, null);
 * assertEquals(shift, { y: 0, x: 0 });
 * ```
 */
export function evaluate(
  reconstruction: Reconstruction,
  truth: Reconstruction,
  options: AlignOptions = {},
): Evaluation {
  const aligned = align(reconstruction, truth, options);
  const { region, shift, coveredFraction } = aligned;
  if (Math.min(region.height, region.width) < WINDOW) {
    throw new RangeError(
      `Cannot evaluate the reconstruction as at least ${WINDOW} x ${WINDOW} px must be common: ` +
        `current value is ${region.height} x ${region.width}`,
    );
  }
  return {
    amplitude: amplitudeMetrics(amplitudeOf(aligned.reconstruction), amplitudeOf(aligned.truth)),
    phase: phaseMetrics(phaseOf(aligned.reconstruction), phaseOf(aligned.truth)),
    frc: frc(aligned.reconstruction, aligned.truth),
    region,
    shift,
    coveredFraction,
  };
}

// --- internal ---

function amplitudeMetrics(image: RealImage, truth: RealImage): ImageMetrics {
  return { mae: mae(image, truth), ...similarities(image, truth, rangeOf(truth)) };
}

function phaseMetrics(image: RealImage, truth: RealImage): ImageMetrics {
  return { mae: mae(image, truth), ...similarities(unitPhase(image), unitPhase(truth), 1) };
}

function unitPhase({ height, width, data }: RealImage): RealImage {
  return { height, width, data: data.map((phase) => (phase + Math.PI) / (2 * Math.PI)) };
}

function similarities(image: RealImage, truth: RealImage, range: number): Omit<ImageMetrics, "mae"> {
  const large = Math.min(truth.height, truth.width) >= MS_SSIM_LEAST_SIDE;
  return {
    psnr: psnr(image, truth, { range }),
    ssim: ssim(image, truth, { range }),
    msSsim: large ? msSsim(image, truth, { range }) : null,
    correlation: correlation(image, truth),
  };
}
