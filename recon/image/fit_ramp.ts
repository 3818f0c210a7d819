/**
 * Fitting a phase ramp without unwrapping: the coarse ramp is the peak of a spectrum, so that any number of turns across
 * the image is found; the fine one climbs to the top of that peak.
 *
 * @module
 */
import type { ComplexImage } from "../../data/complex_image.ts";
import { spectrum } from "./spectrum.ts";

/** A phase x·column + y·row + offset, in radians; row and column count from pixel [0, 0]. */
export interface Ramp {
  /** Radians a column. */
  readonly x: number;
  /** Radians a row. */
  readonly y: number;
  /** Radians, in [−π, π]. */
  readonly offset: number;
}

/** What is fitted. */
export interface FitRampOptions {
  /**
   * Whether the phase may be tilted; else only the offset is fitted.
   * @default true
   */
  readonly linear?: boolean;
}

/**
 * The ramp that maximises |Σ image·exp(−i(ax + by))|, and the phase of that sum as offset. Bright pixels count more, pixels
 * of value 0 not at all; phases need not be unwrapped and noise does not mislead it as long as the peak stands out.
 *
 * The coarse maximum is the peak of the discrete spectrum; the fine one follows by majorisation: every step solves a least-
 * squares plane whose curvature bounds that of the sum, so the sum never falls.
 *
 * @returns All zeros for an image of zeros.
 */
export function fitRamp(image: ComplexImage, { linear = true }: FitRampOptions = {}): Ramp {
  const moments = spread(image);
  if (moments.weight === 0) return { x: 0, y: 0, offset: 0 };
  let { x, y } = linear ? coarseRamp(image, moments) : { x: 0, y: 0 };
  for (let step = 0; linear && step < MOST_STEPS; step++) {
    const { gradientX, gradientY } = slope(image, moments, x, y);
    const [dx, dy] = solve(moments, gradientX, gradientY);
    x += dx;
    y += dy;
    if (Math.abs(dx) * image.width + Math.abs(dy) * image.height < TOLERANCE) break;
  }
  const { phase } = slope(image, moments, x, y);
  const offset = phase - x * moments.meanX - y * moments.meanY;
  return { x, y, offset: Math.atan2(Math.sin(offset), Math.cos(offset)) };
}

// --- internal ---

const MOST_STEPS = 60;

/** Change of the phase across the image, in radians, below which the climb ends. */
const TOLERANCE = 1e-7;

/** Mean squared distance from the centre, in pixels², below which an image has no extent along an axis. */
const POINT = 1e-6;

/** Centre and spread of |image|. */
interface Moments {
  weight: number;
  meanX: number;
  meanY: number;
  xx: number;
  xy: number;
  yy: number;
}

function spread({ width, re, im }: ComplexImage): Moments {
  let [weight, sumX, sumY, xx, xy, yy] = [0, 0, 0, 0, 0, 0];
  for (let p = 0; p < re.length; p++) {
    const amount = Math.hypot(re[p] ?? 0, im[p] ?? 0);
    if (amount === 0) continue;
    const [x, y] = [p % width, Math.floor(p / width)];
    weight += amount;
    sumX += amount * x;
    sumY += amount * y;
    xx += amount * x * x;
    xy += amount * x * y;
    yy += amount * y * y;
  }
  const [meanX, meanY] = weight > 0 ? [sumX / weight, sumY / weight] : [0, 0];
  xx -= weight * meanX * meanX;
  xy -= weight * meanX * meanY;
  yy -= weight * meanY * meanY;
  return { weight, meanX, meanY, xx, xy, yy };
}

function coarseRamp(image: ComplexImage, { xx, yy, weight }: Moments): { x: number; y: number } {
  const { side, re, im } = spectrum(image);
  let peak = 0;
  let greatest = -1;
  for (let p = 0; p < re.length; p++) {
    const power = (re[p] ?? 0) ** 2 + (im[p] ?? 0) ** 2;
    if (power > greatest) [peak, greatest] = [p, power];
  }
  const radians = (k: number): number => 2 * Math.PI * (k - side / 2) / side;
  // Along an axis without extent every frequency fits alike.
  return {
    x: xx > POINT * weight ? radians(peak % side) : 0,
    y: yy > POINT * weight ? radians(Math.floor(peak / side)) : 0,
  };
}

/** Phase of the sum after removal of a ramp about the centre, and how the sum's size changes with the ramp. */
function slope(
  { width, re, im }: ComplexImage,
  { meanX, meanY }: Moments,
  x: number,
  y: number,
): { phase: number; gradientX: number; gradientY: number } {
  let [sumRe, sumIm, xRe, xIm, yRe, yIm] = [0, 0, 0, 0, 0, 0];
  for (let p = 0; p < re.length; p++) {
    const [u, v] = [p % width - meanX, Math.floor(p / width) - meanY];
    const [c, s] = [Math.cos(x * u + y * v), Math.sin(x * u + y * v)];
    const turnedRe = (re[p] ?? 0) * c + (im[p] ?? 0) * s;
    const turnedIm = (im[p] ?? 0) * c - (re[p] ?? 0) * s;
    sumRe += turnedRe;
    sumIm += turnedIm;
    xRe += u * turnedRe;
    xIm += u * turnedIm;
    yRe += v * turnedRe;
    yIm += v * turnedIm;
  }
  const phase = Math.atan2(sumIm, sumRe);
  const [c, s] = [Math.cos(phase), Math.sin(phase)];
  return { phase, gradientX: xIm * c - xRe * s, gradientY: yIm * c - yRe * s };
}

/** Solves the 2 × 2 system of the step; an axis along which the image has no extent keeps its ramp. */
function solve({ xx, xy, yy }: Moments, gradientX: number, gradientY: number): [number, number] {
  const determinant = xx * yy - xy * xy;
  if (determinant > 1e-12 * xx * yy) {
    return [(yy * gradientX - xy * gradientY) / determinant, (xx * gradientY - xy * gradientX) / determinant];
  }
  return xx >= yy ? [xx > 0 ? gradientX / xx : 0, 0] : [0, gradientY / yy];
}
