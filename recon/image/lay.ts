/**
 * Cutting corresponding parts out of a reconstruction and the truth, and removing what diffraction leaves open.
 *
 * @module
 */
import { type ComplexImage, zeroImage } from "../../data/complex_image.ts";
import type { Displacement } from "./find_displacement.ts";
import type { Ramp } from "./fit_ramp.ts";
import type { Rectangle } from "./largest_rectangle.ts";
import { levelPhase, removeAmbiguity } from "./remove_ambiguity.ts";
import { resample } from "./resample.ts";

/** A phase ramp, in radians a pixel. */
export type Tilt = Pick<Ramp, "x" | "y">;

/** Which parts are laid on each other. */
export interface LayOptions {
  /** What is cut out of the truth, in its pixels. */
  readonly region: Rectangle;
  /** Pixels of the truth whose counterparts, by whole pixels, are known of the reconstruction; they hold the region. */
  readonly common: Rectangle;
  /** Place in the reconstruction of the truth's pixel [0, 0], in pixels. */
  readonly place: Displacement;
  /** The reconstruction's ramp relative to the truth's, if it is known. */
  readonly ramp?: Tilt;
}

/** Two images of the same size. */
export interface Laid {
  /** The reconstruction without global phase, ramp and scale relative to the truth. */
  readonly reconstruction: ComplexImage;
  /** The truth without its own global phase and ramp. */
  readonly truth: ComplexImage;
  /** The reconstruction's ramp relative to the truth's. */
  readonly ramp: Tilt;
  /** The reconstruction as it was cut out. */
  readonly image: ComplexImage;
  /** The ramp that had been taken out of it by then. */
  readonly taken: Tilt;
}

/** Lays a part of a reconstruction on the truth; where it lies between the truth's pixels it is interpolated. */
export function lay(reconstruction: ComplexImage, truth: ComplexImage, options: LayOptions): Laid {
  const { region, common, place } = options;
  const whole = { y: Math.round(place.y), x: Math.round(place.x) };
  const level = levelPhase(crop(truth, region)).object;
  let [image, taken]: [ComplexImage, Tilt] = [crop(reconstruction, moved(region, whole)), { x: 0, y: 0 }];
  if (place.y !== whole.y || place.x !== whole.x) {
    taken = options.ramp ?? removeAmbiguity(image, level).ramp;
    const within = moved(common, whole);
    image = resample(reconstruction, { region: moved(region, place), within, ramp: taken });
  }
  const { object, ramp } = removeAmbiguity(image, level);
  return { reconstruction: object, truth: level, ramp: { x: taken.x + ramp.x, y: taken.y + ramp.y }, image, taken };
}

// --- internal ---

function moved(part: Rectangle, by: Displacement): Rectangle {
  return { ...part, y: part.y + by.y, x: part.x + by.x };
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
