/**
 * Bringing a reconstruction and a known object onto the same pixels: by their scan coordinates, then by a search for the
 * few pixels by which a reconstruction may still lie off, then cut to a rectangle that the scan covers wholly.
 *
 * @module
 */
import { type ComplexImage, zeroImage } from "../../data/complex_image.ts";
import { largestRectangle, type Rectangle } from "./largest_rectangle.ts";
import type { Reconstruction } from "./reconstruction.ts";
import { levelPhase, removeAmbiguity } from "./remove_ambiguity.ts";

/** How a reconstruction is laid on the truth. */
export interface AlignOptions {
  /**
   * Pixels trimmed from each side of the common rectangle, where few patches overlap.
   * @default 8
   */
  readonly border?: number;
  /**
   * Greatest shift, in whole pixels along each axis, that the search may apply; 0 trusts the coordinates.
   * @default 4
   */
  readonly maxShift?: number;
}

/** Two images of the same size whose pixels correspond. */
export interface Aligned {
  /** The reconstruction without global phase, ramp and scale relative to the truth. */
  readonly reconstruction: ComplexImage;
  /** The truth without its own global phase and ramp. */
  readonly truth: ComplexImage;
  /** What was compared, in pixels of the truth's full image. */
  readonly region: Rectangle;
  /** By how much the reconstruction was moved to fit, in pixels. */
  readonly shift: { readonly y: number; readonly x: number };
  /** Share of the truth's known pixels that the reconstruction covers, in [0, 1]. */
  readonly coveredFraction: number;
}

/**
 * Aligns a reconstruction with a known object and removes what diffraction leaves open ({@link removeAmbiguity}).
 *
 * Compared is the largest rectangle that both cover, less a border. The shift maximises the modulus of the complex
 * cross-correlation of the images less their means; where that has no peak within reach, the coordinates are trusted.
 * Origins that are not whole numbers apart are rounded.
 *
 * @throws {RangeError} Where no pixel is common, or the border leaves none, or an option is not a whole number from 0.
 */
export function align(reconstruction: Reconstruction, truth: Reconstruction, options: AlignOptions = {}): Aligned {
  const { border = 8, maxShift = 4 } = options;
  for (const [name, value] of Object.entries({ border, maxShift })) {
    if (Number.isInteger(value) && value >= 0) continue;
    throw new RangeError(`Cannot align images as ${name} must be a whole number from 0: current value is ${value}`);
  }
  const unmoved = cut(reconstruction, truth, { y: 0, x: 0 }, border);
  const shift = findShift(unmoved, maxShift);
  const { coveredFraction } = unmoved;
  return { ...(shift.y || shift.x ? cut(reconstruction, truth, shift, border) : unmoved), coveredFraction, shift };
}

// --- internal ---

type Shift = Aligned["shift"];

function cut(
  reconstruction: Reconstruction,
  truth: Reconstruction,
  shift: Shift,
  border: number,
): Omit<Aligned, "shift"> {
  const { height, width } = truth.object;
  const dy = Math.round(truth.origin.y - reconstruction.origin.y) - shift.y;
  const dx = Math.round(truth.origin.x - reconstruction.origin.x) - shift.x;
  const common = new Uint8Array(height * width);
  let [known, covered] = [0, 0];
  for (let p = 0; p < common.length; p++) {
    if (!truth.mask[p]) continue;
    known++;
    const [row, column] = [Math.floor(p / width) + dy, p % width + dx];
    if (row < 0 || column < 0 || row >= reconstruction.object.height || column >= reconstruction.object.width) continue;
    if (!reconstruction.mask[row * reconstruction.object.width + column]) continue;
    common[p] = 1;
    covered++;
  }
  const region = trim(largestRectangle(common, height, width), border);
  const level = levelPhase(crop(truth.object, region)).object;
  const moved = crop(reconstruction.object, { ...region, y: region.y + dy, x: region.x + dx });
  return {
    reconstruction: removeAmbiguity(moved, level).object,
    truth: level,
    region,
    coveredFraction: covered / known,
  };
}

function trim({ y, x, height, width }: Rectangle, border: number): Rectangle {
  const trimmed = { y: y + border, x: x + border, height: height - 2 * border, width: width - 2 * border };
  if (trimmed.height > 0 && trimmed.width > 0) return trimmed;
  throw new RangeError(
    `Cannot align images as their common rectangle less a border of ${border} px is empty: ` +
      `current value is ${height} x ${width} (are both in scan coordinates?)`,
  );
}

function crop({ width, re, im }: ComplexImage, region: Rectangle): ComplexImage {
  const cropped = zeroImage(region.height, region.width);
  for (let i = 0; i < region.height; i++) {
    const from = (region.y + i) * width + region.x;
    cropped.re.set(re.subarray(from, from + region.width), i * region.width);
    cropped.im.set(im.subarray(from, from + region.width), i * region.width);
  }
  return cropped;
}

function findShift(
  { reconstruction, truth }: { reconstruction: ComplexImage; truth: ComplexImage },
  most: number,
): Shift {
  // One pixel further than may be applied: a maximum there is a slope, not a peak, and says nothing about the shift.
  const margin = most === 0 ? 0 : Math.min(most + 1, Math.floor(Math.min(truth.height, truth.width) / 4));
  // The inner part of the truth is compared at every shift, so that all shifts are judged on the same pixels.
  const inner = { y: margin, x: margin, height: truth.height - 2 * margin, width: truth.width - 2 * margin };
  const target = centred(crop(truth, inner));
  let shift: Shift = { y: 0, x: 0 };
  let best = similarity(centred(crop(reconstruction, inner)), target);
  for (let y = -margin; y <= margin; y++) {
    for (let x = -margin; x <= margin; x++) {
      const score = similarity(centred(crop(reconstruction, { ...inner, y: margin - y, x: margin - x })), target);
      if (score > best * (1 + 1e-9)) [best, shift] = [score, { y, x }];
    }
  }
  return Math.max(Math.abs(shift.y), Math.abs(shift.x)) < margin ? shift : { y: 0, x: 0 };
}

function centred({ height, width, re, im }: ComplexImage): ComplexImage {
  const mean = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanRe, meanIm] = [mean(re), mean(im)];
  return { height, width, re: re.map((value) => value - meanRe), im: im.map((value) => value - meanIm) };
}

function similarity(a: ComplexImage, b: ComplexImage): number {
  let [re, im, aa, bb] = [0, 0, 0, 0];
  for (let p = 0; p < a.re.length; p++) {
    const [aRe, aIm, bRe, bIm] = [a.re[p] ?? 0, a.im[p] ?? 0, b.re[p] ?? 0, b.im[p] ?? 0];
    re += aRe * bRe + aIm * bIm;
    im += aIm * bRe - aRe * bIm;
    aa += aRe ** 2 + aIm ** 2;
    bb += bRe ** 2 + bIm ** 2;
  }
  return aa > 0 && bb > 0 ? Math.hypot(re, im) / Math.sqrt(aa * bb) : 0;
}
