/**
 * Bringing a reconstruction and a known object onto the same pixels: by their scan coordinates, then by a search for the
 * shift by which a reconstruction may still lie off, then cut to a rectangle that the scan covers wholly.
 *
 * @module
 */
import { requireMemory } from "../../data/checks/memory.ts";
import type { ComplexImage } from "../../data/complex_image.ts";
import { type PixelSize, pixelText } from "../../data/experiment.ts";
import type { Displacement } from "./find_displacement.ts";
import { findPlace, refinePlace } from "./find_place.ts";
import { largestRectangle, type Rectangle } from "./largest_rectangle.ts";
import { lay } from "./lay.ts";
import type { Reconstruction } from "./reconstruction.ts";

/** How a reconstruction is laid on the truth. */
export interface AlignOptions {
  /**
   * Pixels trimmed from each side of the common rectangle, where few patches overlap.
   * @default 8
   */
  readonly border?: number;
  /**
   * Greatest shift, in whole pixels along each axis, that the search may apply; 0 trusts the coordinates, null allows almost
   * a quarter of the common rectangle's shorter side.
   * @default null
   */
  readonly maxShift?: number | null;
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
  /** Height and width of a pixel in metres; left out where neither image says. */
  readonly pixelSize?: PixelSize;
}

/**
 * Aligns a reconstruction with a known object and removes what diffraction leaves open ({@link removeAmbiguity}).
 *
 * Compared is the largest rectangle that both cover with finite values, less a border. The shift, to a hundredth of a
 * pixel, is the peak of the complex cross-correlation ({@link findDisplacement}); where none is significantly better than no
 * shift, the coordinates are trusted. A reconstruction that lies between the truth's pixels is interpolated.
 *
 * @throws {RangeError} Where pixels differ in size by more than 1 %, no pixel is common, or the border leaves none, there is not the memory to compare so many, an
 * image is zero everywhere or its values too small or large for single precision, or an option is not a whole number from 0.
 */
export function align(reconstruction: Reconstruction, truth: Reconstruction, options: AlignOptions = {}): Aligned {
  const { border = 8, maxShift = null } = options;
  for (const [name, value] of Object.entries({ border, maxShift: maxShift ?? 0 })) {
    if (Number.isInteger(value) && value >= 0) continue;
    throw new RangeError(`Cannot align images as ${name} must be a whole number from 0: current value is ${value}`);
  }
  const pixelSize = commonPixelSize(reconstruction, truth);
  const [{ object: image }, { object: known }] = [reconstruction, truth];
  const apart = { y: truth.origin.y - reconstruction.origin.y, x: truth.origin.x - reconstruction.origin.x };
  const first = commonPixels(reconstruction, truth, apart, border);
  requireRoom(first.region);
  requireValues(reconstruction, "reconstruction");
  requireValues(truth, "truth");
  const found = maxShift === 0 ? null : findPlace(image, known, { ...first, place: apart, most: maxShift });
  let [{ common, region }, place]: [Common, Displacement] = [first, apart];
  if (found) {
    // What both cover has changed with the place: it is found exactly on what will be compared.
    ({ common, region } = commonPixels(reconstruction, truth, found.place, border));
    ({ place } = refinePlace(image, known, { ...found, common, region }));
    ({ common, region } = commonPixels(reconstruction, truth, place, border));
  }
  const laid = lay(image, known, { common, region, place, ...(found && { ramp: found.ramp }) });
  return {
    reconstruction: laid.reconstruction,
    truth: laid.truth,
    region,
    shift: { y: apart.y - place.y, x: apart.x - place.x },
    coveredFraction: first.coveredFraction,
    ...(pixelSize && { pixelSize }),
  };
}

// --- internal ---

/** Pixels that differ by more are not of one grid: over a hundred of them, one would be shifted by its whole size. */
const PIXEL_TOLERANCE = 0.01;

function commonPixelSize(
  { pixelSize: ours }: Reconstruction,
  { pixelSize: known }: Reconstruction,
): PixelSize | undefined {
  if (!ours || !known) return known ?? ours;
  const off = [ours.height / known.height, ours.width / known.width].some((ratio) =>
    Math.abs(ratio - 1) > PIXEL_TOLERANCE
  );
  if (!off) return known;
  throw new RangeError(
    `Cannot compare images of different pixels: those of the reconstruction are ${
      pixelText(ours)
    }, those of the truth ` +
      `${pixelText(known)}; resample one of them, or correct the size that its file says`,
  );
}

/** What aligning and comparing take for each pixel of the region, most of it for the spectra of both images. */
const BYTES_A_PIXEL = 128;

function requireRoom({ height, width }: Rectangle): void {
  const what = `the comparison of ${height} × ${width} px`;
  requireMemory(BYTES_A_PIXEL * height * width, "Cannot align images as", what, "cut a part out of either image");
}

/** Squares of values beyond have no place in single precision, and nothing can be aligned with zeros. */
const [LEAST, GREATEST] = [1e-16, 1e16];

function requireValues({ object, mask }: Reconstruction, name: string): void {
  let greatest = 0;
  for (let p = 0; p < mask.length; p++) {
    const value = Math.hypot(object.re[p] ?? NaN, object.im[p] ?? NaN);
    if (mask[p] && value > greatest && value < Infinity) greatest = value;
  }
  if (greatest >= LEAST && greatest <= GREATEST) return;
  if (greatest === 0) throw new RangeError(`Cannot align images as the ${name} is zero everywhere`);
  throw new RangeError(
    `Cannot align images as the amplitudes of the ${name} are too ${greatest < LEAST ? "small" : "large"} for single ` +
      `precision: the greatest is ${Number(greatest.toPrecision(3))}; multiply it by a constant`,
  );
}

interface Common {
  /** The largest rectangle that both cover, in pixels of the truth. */
  readonly common: Rectangle;
  /** The same less a border. */
  readonly region: Rectangle;
  /** Share of the truth's known pixels that both cover. */
  readonly coveredFraction: number;
}

/** @param place Place in the reconstruction of the truth's pixel [0, 0]; it is rounded. */
function commonPixels(
  reconstruction: Reconstruction,
  truth: Reconstruction,
  place: Displacement,
  border: number,
): Common {
  const at = { y: Math.round(place.y), x: Math.round(place.x) };
  const { height, width } = truth.object;
  const both = new Uint8Array(height * width);
  let [known, covered] = [0, 0];
  for (let i = 0; i < height; i++) {
    for (let j = 0; j < width; j++) {
      if (!isKnown(truth, i, j)) continue;
      known++;
      if (!isKnown(reconstruction, i + at.y, j + at.x)) continue;
      both[i * width + j] = 1;
      covered++;
    }
  }
  const common = largestRectangle(both, height, width);
  return { common, region: trim(common, border), coveredFraction: covered / known };
}

function isKnown({ object: { height, width, re, im }, mask }: Reconstruction, row: number, column: number): boolean {
  if (row < 0 || column < 0 || row >= height || column >= width) return false;
  const p = row * width + column;
  return Boolean(mask[p]) && Number.isFinite((re[p] ?? NaN) + (im[p] ?? NaN));
}

function trim({ y, x, height, width }: Rectangle, border: number): Rectangle {
  const trimmed = { y: y + border, x: x + border, height: height - 2 * border, width: width - 2 * border };
  if (trimmed.height > 0 && trimmed.width > 0) return trimmed;
  throw new RangeError(
    `Cannot align images as their common rectangle less a border of ${border} px is empty: ` +
      `current value is ${height} x ${width} (are both in scan coordinates?)`,
  );
}
