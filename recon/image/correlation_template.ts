/**
 * What is laid on another image to find where it fits: the truth less its mean, under weights that fall off at
 * the edges, so that a displacement between pixels is not judged by what enters and leaves at them.
 *
 * @module
 */
import { type ComplexImage, zeroImage } from "../../data/complex_image.ts";

/** A template. */
export interface Template {
  /** Weights, in the real part; 0 in the rim. */
  readonly weights: ComplexImage;
  /** Sum of the weights. */
  readonly sum: number;
  /** Sum of the squares of the weights. */
  readonly squares: number;
  /** weights · (truth − mean). */
  readonly target: ComplexImage;
  /** Σ weights · |truth − mean|²; 0 where it is but rounding. */
  readonly variance: number;
}

/**
 * Makes a template.
 *
 * @param truth The image.
 * @param rim Pixels along its edges that get no weight.
 */
export function templateOf(truth: ComplexImage, rim: number): Template {
  const { height, width } = truth;
  const [weights, target] = [zeroImage(height, width), zeroImage(height, width)];
  const [down, across] = [taper(height, rim), taper(width, rim)];
  let [sum, squares, re, im, power] = [0, 0, 0, 0, 0];
  for (let p = 0; p < height * width; p++) {
    const [i, j] = [Math.floor(p / width), p % width];
    const weight = weights.re[p] = Math.fround((down[i] ?? 0) * (across[j] ?? 0));
    const [a, b] = [truth.re[p] ?? 0, truth.im[p] ?? 0];
    sum += weight;
    squares += weight * weight;
    re += weight * a;
    im += weight * b;
    power += weight * (a * a + b * b);
  }
  let variance = 0;
  for (let p = 0; p < height * width; p++) {
    const [a, b] = [(truth.re[p] ?? 0) - re / sum, (truth.im[p] ?? 0) - im / sum];
    const weight = weights.re[p] ?? 0;
    target.re[p] = weight * a;
    target.im[p] = weight * b;
    variance += weight * (a * a + b * b);
  }
  return { weights, sum, squares, target, variance: variance > ROUNDING * power ? variance : 0 };
}

// --- internal ---

/** Share of an image's mean square below which its variance is what rounding leaves. */
const ROUNDING = 1e-12;

/** Share of each side along which the weights rise from 0 to 1. */
const TAPER = 0.25;

/** 0 along the rim, then a quarter of a sine's square, 1 in the middle. */
function taper(length: number, rim: number): Float64Array {
  const inner = length - 2 * rim;
  return Float64Array.from({ length }, (_, k) => {
    const inside = Math.min(k - rim, length - 1 - rim - k) + 0.5;
    return inside < 0 ? 0 : Math.sin(Math.PI / 2 * Math.min(1, inside / (TAPER * inner))) ** 2;
  });
}
