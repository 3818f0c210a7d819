/**
 * By how much one image lies off another: the peak of their normalised complex cross-correlation, first over all whole
 * pixels by Fourier transforms, then between pixels by a discrete Fourier transform that is evaluated around the peak
 * alone, as a product of matrices (Guizar-Sicairos, Thurman & Fienup, Opt. Lett. 33, 156 (2008), doi:10.1364/OL.33.000156).
 *
 * @module
 */
import type { ComplexImage } from "../../data/complex_image.ts";
import { Correlation, type Displacement } from "./correlation_surface.ts";

export type { Displacement };

/** A displacement and how well the images agree there. */
export interface FoundDisplacement extends Displacement {
  /** Squared modulus of the correlation coefficient, in [0, 1]. */
  readonly agreement: number;
  /** Whether it is better than no displacement by more than noise makes it, and than images agree somewhere by chance. */
  readonly significant: boolean;
}

/**
 * Finds the displacement d for which truth[p] shows what image[p + d] does. Both must be without a phase ramp relative to
 * each other; a constant phase and a scale do not matter.
 *
 * The truth but for a rim, under a window that falls off at its edges, is laid everywhere on the image, so that all displacements are judged on the same pixels of the truth. Where several places agree
 * alike, as in a lattice, the nearest is taken.
 *
 * @param most Greatest displacement along each axis, in whole pixels; null for a quarter of the shorter side, less one.
 * @returns Null where nothing within reach is a peak.
 */
export function findDisplacement(
  image: ComplexImage,
  truth: ComplexImage,
  most: number | null,
): FoundDisplacement | null {
  const reach = Math.min((most ?? Infinity) + 1, Math.floor(Math.min(truth.height, truth.width) / 4));
  if (reach < 2) return null;
  const surface = new Correlation(image, truth, reach);
  const whole = nearestPeak(surface, reach);
  if (!whole) return null;
  const between = refined(surface, whole);
  const better = significance(surface, surface.at({ y: 0, x: 0 }), between.agreement) > 1;
  return { ...between, significant: better && between.agreement > chance(surface) };
}

// --- internal ---

type Peak = Omit<FoundDisplacement, "significant">;

/** Residual share below which two images are equal but for rounding. */
const ROUNDING = 1e-9;

/**
 * Gain in likelihood over what the best of all displacements would gain in noise (a χ² of two degrees, the greatest of as
 * many as there are pixels), with a margin of two: above 1 a displacement is no chance.
 */
function significance({ samples }: Correlation, before: number, after: number): number {
  const residual = (agreement: number): number => Math.max(ROUNDING, 1 - agreement);
  return samples * Math.log(residual(before) / residual(after)) / (4 * Math.log(samples));
}

/** The best agreement, with a margin of two, of images that have nothing to do with each other; more than 0.9 is none. */
function chance({ independent }: Correlation): number {
  return Math.min(0.9, 2 * Math.log(1 + independent) / independent);
}

/** Of the local maxima that agree as well as the best one does, that of the least displacement. */
function nearestPeak(surface: Correlation, reach: number): Peak | null {
  const peaks: Peak[] = [];
  let best = 0;
  for (let y = -reach; y <= reach; y++) {
    for (let x = -reach; x <= reach; x++) {
      const agreement = surface.at({ y, x });
      if (agreement > best) best = agreement;
      // A maximum at the edge is a slope, not a peak, and says nothing about the displacement.
      if (Math.max(Math.abs(y), Math.abs(x)) < reach && isPeak(surface, y, x)) peaks.push({ y, x, agreement });
    }
  }
  const alike = peaks.filter(({ agreement }) => significance(surface, agreement, best) <= 1);
  return alike.sort((a, b) => Math.hypot(a.y, a.x) - Math.hypot(b.y, b.x))[0] ?? null;
}

function isPeak(surface: Correlation, y: number, x: number): boolean {
  const agreement = surface.at({ y, x });
  if (agreement === 0) return false;
  for (let dy = -1; dy <= 1; dy++) {
    for (let dx = -1; dx <= 1; dx++) if (surface.at({ y: y + dy, x: x + dx }) > agreement) return false;
  }
  return true;
}

/** The top of a peak, to a thousandth of a pixel: two ever finer grids, then a parabola along each axis. */
function refined(surface: Correlation, peak: Peak): Peak {
  const coarse = surface.best(peak, peak, 0.1);
  const fine = surface.best(peak, coarse, 0.01);
  const top = (before: number, at: number, after: number): number => {
    const curvature = before - 2 * at + after;
    return curvature < 0 ? 0.01 * Math.max(-1, Math.min(1, (before - after) / 2 / curvature)) : 0;
  };
  const { agreement } = fine;
  return {
    y: fine.y + top(fine.above, agreement, fine.below),
    x: fine.x + top(fine.left, agreement, fine.right),
    agreement,
  };
}
