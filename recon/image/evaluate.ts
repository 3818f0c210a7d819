/**
 * How good a reconstruction is, where the object is known: every figure after removal of what diffraction leaves open.
 *
 * @module
 */
import { align, type Aligned, type AlignOptions } from "./align.ts";
import type { PixelSize } from "../../data/experiment.ts";
import { correlation } from "./correlation.ts";
import { frc, type RingCorrelation } from "./frc.ts";
import { mae } from "./mae.ts";
import { MS_SSIM_LEAST_SIDE, msSsim } from "./ms_ssim.ts";
import { psnr } from "./psnr.ts";
import type { RealImage } from "../../data/real_image.ts";
import { amplitudeOf, phaseOf, rangeOf } from "./real_image.ts";
import type { Reconstruction } from "./reconstruction.ts";
import { ssim, WINDOW } from "./ssim.ts";

/** Agreement of two real images. */
export interface ImageMetrics {
  /** Mean absolute error: of amplitudes in the truth's unit, of phases in radians. */
  readonly mae: number;
  /**
   * Peak signal-to-noise ratio in dB, 48.13 dB below PtychoPINN's. Infinity for equal images, null where the truth is
   * flat.
   */
  readonly psnr: number | null;
  /** What `psnr` takes for the peak: the range of the true amplitude, 2π for the phase. */
  readonly peak: number;
  /** Structural similarity, at most 1; null as `psnr` is. */
  readonly ssim: number | null;
  /** Multi-scale structural similarity; null as `psnr` is, and where the region is smaller than 176 × 176. */
  readonly msSsim: number | null;
  /** Pearson correlation, in [−1, 1]; null as `psnr` is. */
  readonly correlation: number | null;
}

/**
 * Resolution in nanometres as the full period of the finest detail, a line and the space beside it; half of it is the
 * half-period. Of pixels that are not square the longer side counts.
 */
export interface Resolution {
  /** Where the Fourier ring correlation falls below 1/2: `frc.resolution50` pixels. */
  readonly frc50Nm: number;
  /** Where it falls below 1/7: `frc.resolution1over7` pixels. */
  readonly frc1over7Nm: number;
}

/** All figures of one comparison. */
export interface Evaluation extends Pick<Aligned, "region" | "shift" | "coveredFraction"> {
  /** Dynamic range: max − min of the true amplitude. */
  readonly amplitude: ImageMetrics;
  /** Compared as (φ + π) / 2π with range 1 by PSNR and SSIM. */
  readonly phase: ImageMetrics;
  /** Fourier ring correlation of the complex images. */
  readonly frc: RingCorrelation;
  /** Height and width of a pixel in metres; null where neither image says. */
  readonly pixelSize: PixelSize | null;
  /** What is resolved, by the Fourier ring correlation; null where the pixel size is not known. */
  readonly resolution: Resolution | null;
  /** Why figures are null, a sentence each. */
  readonly notes: readonly string[];
}

/**
 * Compares a reconstruction with the known object.
 *
 * Both are laid on the same pixels by their scan coordinates and a search ({@link align}); the truth's own
 * phase ramp and global phase are removed, then those of the reconstruction and its scale. Only the largest rectangle that
 * both cover, less a border, is compared.
 *
 * @throws {RangeError} Where less than 11 × 11 pixels can be compared.
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
 * assertAlmostEquals(amplitude.ssim ?? NaN, 1, 1e-6);
 * assertEquals(frc.frc50, null);
 * assertEquals(shift, { y: 0, x: 0 });
 * ```
 */
export function evaluate(
  reconstruction: Reconstruction,
  truth: Reconstruction,
  options: AlignOptions = {},
): Evaluation {
  return evaluateAligned(align(reconstruction, truth, options));
}

/**
 * {@link evaluate} for images that are aligned already.
 *
 * @throws {RangeError} Where they have less than 11 × 11 pixels.
 *
 * @example
 * ```ts
 * import { align, comparisonFigure, evaluateAligned } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const re = Float32Array.from({ length: 1024 }, (_, p) => 1 + 0.3 * Math.sin(p / 7));
 * const object = { height: 32, width: 32, re, im: new Float32Array(1024) };
 * const truth = { object, mask: new Uint8Array(1024).fill(1), origin: { y: 0, x: 0 } };
 * const aligned = align(truth, truth); // once for figures and picture
 * assertEquals(evaluateAligned(aligned).frc.frc50, null);
 * assertEquals(comparisonFigure(aligned).length > 0, true);
 * ```
 */
export function evaluateAligned(aligned: Aligned): Evaluation {
  const { region, shift, coveredFraction, reconstruction: image, truth, pixelSize = null } = aligned;
  if (Math.min(region.height, region.width) < WINDOW) {
    throw new RangeError(
      `Cannot evaluate the reconstruction as at least ${WINDOW} x ${WINDOW} px must be common: ` +
        `current value is ${region.height} x ${region.width}`,
    );
  }
  const amplitude = amplitudeMetrics(amplitudeOf(image), amplitudeOf(truth));
  const phase = phaseMetrics(phaseOf(image), phaseOf(truth));
  const rings = frc(image, truth);
  return {
    amplitude,
    phase,
    frc: rings,
    pixelSize,
    resolution: pixelSize && resolutionOf(rings, pixelSize),
    notes: [
      ...nothingThere(amplitude.correlation, phase.correlation),
      ...(amplitude.psnr === null ? [flat("amplitude")] : []),
      ...(phase.psnr === null ? [flat("phase")] : []),
      ...(isLarge(region) ? [] : [SMALL]),
    ],
    region,
    shift,
    coveredFraction,
  };
}

// --- internal ---

/** Range of the truth's amplitude, as a share of its mean, below which it is what rounding leaves. */
const LEAST_RANGE = 1e-6;

/** Range of the truth's phase in radians, after removal of its ramp, below which it is what rounding leaves. */
const LEAST_PHASE = 1e-5;

/** Correlations below it are those of images that have nothing in common. */
const LEAST_CORRELATION = 0.3;

const NONE = { psnr: null, ssim: null, msSsim: null, correlation: null } as const;

function resolutionOf({ resolution50, resolution1over7 }: RingCorrelation, pixel: PixelSize): Resolution {
  const side = 1e9 * Math.max(pixel.height, pixel.width);
  return { frc50Nm: side * resolution50, frc1over7Nm: side * resolution1over7 };
}

function flat(part: string): string {
  return `the truth's ${part} is flat, so PSNR, SSIM and correlation of the ${part} say nothing and are left out`;
}

/** Errors are small and SSIM is high where both images are nearly flat, whatever they show. */
function nothingThere(...correlations: readonly (number | null)[]): string[] {
  const known = correlations.filter((value) => value !== null);
  if (known.length === 0 || known.some((value) => value >= LEAST_CORRELATION)) return [];
  const shown = known.map((value) => value.toFixed(2)).join(" and ");
  return [`nothing of the object is in the image: they correlate by ${shown}, whatever MAE, PSNR and SSIM are`];
}

const SMALL = `MS-SSIM needs ${MS_SSIM_LEAST_SIDE} x ${MS_SSIM_LEAST_SIDE} px`;

function isLarge({ height, width }: { readonly height: number; readonly width: number }): boolean {
  return Math.min(height, width) >= MS_SSIM_LEAST_SIDE;
}

function amplitudeMetrics(image: RealImage, truth: RealImage): ImageMetrics {
  const range = rangeOf(truth);
  const mean = truth.data.reduce((sum, value) => sum + value, 0) / truth.data.length;
  const isFlat = !(range >= LEAST_RANGE * mean && range > 0);
  return { mae: mae(image, truth), peak: range, ...(isFlat ? NONE : similarities(image, truth, range)) };
}

function phaseMetrics(image: RealImage, truth: RealImage): ImageMetrics {
  const known = rangeOf(truth) >= LEAST_PHASE ? similarities(unitPhase(image), unitPhase(truth), 1) : NONE;
  return { mae: mae(image, truth), peak: 2 * Math.PI, ...known };
}

function unitPhase({ height, width, data }: RealImage): RealImage {
  return { height, width, data: data.map((phase) => (phase + Math.PI) / (2 * Math.PI)) };
}

function similarities(image: RealImage, truth: RealImage, range: number): Omit<ImageMetrics, "mae" | "peak"> {
  return {
    psnr: psnr(image, truth, { range }),
    ssim: ssim(image, truth, { range }),
    msSsim: isLarge(truth) ? msSsim(image, truth, { range }) : null,
    correlation: correlation(image, truth),
  };
}
