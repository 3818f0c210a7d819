/**
 * An object without what diffraction leaves open, its global phase and a ramp, in as many pixels as can be seen.
 *
 * @module
 */
import type { ComplexImage } from "../../../data/complex_image.ts";
import type { RealImage } from "../../../data/real_image.ts";
import { amplitudeRows, type ImageRows } from "../../image/figures/image_rows.ts";
import type { Ramp } from "../../image/fit_ramp.ts";
import { objectRamp } from "../../image/object_ramp.ts";
import { phasors } from "../../image/phasors.ts";
import { drawnValues } from "../drawing/images/values.ts";

/** An object as it is drawn: means of its pixels, NaN where there is no value. */
export interface FlatObject {
  /** Rows and columns of the object itself. */
  readonly size: { readonly height: number; readonly width: number };
  /** Share of the object's pixels that have a value. */
  readonly covered: number;
  /** Mean amplitude. */
  readonly amplitude: RealImage;
  /** Real part of the mean; as complex numbers are averaged, phases on both sides of ±π do not meet at 0. */
  readonly re: RealImage;
  /** Imaginary part of the mean. */
  readonly im: RealImage;
}

/**
 * Flattens an object.
 *
 * @param object The object.
 * @param covered Not 0 where it counts; null where all does. What is not finite does not.
 * @param ramp What to take out of the phase; its `objectRamp` by default.
 */
export function flatObject(object: ComplexImage, covered: Uint8Array | null, ramp?: Ramp): FlatObject {
  const { height, width } = object;
  const [mask, count] = finiteMask(object, covered);
  const { x, y, offset } = ramp ?? objectRamp(object, covered);
  const [across, down] = [phasors(-x, width, -offset), phasors(-y, height)];
  const part = (imaginary: boolean): ImageRows => {
    const values = new Float64Array(width);
    const row = (index: number): Float64Array => {
      const [cosY, sinY] = [down.cos[index] ?? 1, down.sin[index] ?? 0];
      for (let j = 0, p = index * width; j < width; j++, p++) {
        const [cosX, sinX] = [across.cos[j] ?? 1, across.sin[j] ?? 0];
        const [c, s] = [cosX * cosY - sinX * sinY, sinX * cosY + cosX * sinY];
        const [re, im] = [object.re[p] ?? NaN, object.im[p] ?? NaN];
        values[j] = imaginary ? re * s + im * c : re * c - im * s;
      }
      return values;
    };
    return { height, width, row };
  };
  return {
    size: { height, width },
    covered: count / Math.max(1, mask.length),
    amplitude: drawnValues(amplitudeRows(object), mask),
    re: drawnValues(part(false), mask),
    im: drawnValues(part(true), mask),
  };
}

/** Its phase in radians, in [−π, π]. */
export function flatPhase({ re, im }: FlatObject): RealImage {
  return { ...re, data: re.data.map((real, p) => Math.atan2(im.data[p] ?? NaN, real)) };
}

// --- internal ---

function finiteMask({ re, im }: ComplexImage, covered: Uint8Array | null): [mask: Uint8Array, count: number] {
  let count = 0;
  const mask = new Uint8Array(re.length);
  for (let p = 0; p < mask.length; p++) {
    if (covered?.[p] === 0 || !Number.isFinite((re[p] ?? NaN) + (im[p] ?? NaN))) continue;
    mask[p] = 1;
    count++;
  }
  return [mask, count];
}
