/**
 * The ramp of an object: the global phase and the tilt that diffraction leaves open.
 *
 * @module
 */
import type { ComplexImage } from "../../data/complex_image.ts";
import { fitRamp, type Ramp } from "./fit_ramp.ts";

/**
 * What `fitRamp` finds in the pixels of an object that count and are finite: a ramp cannot be fitted to what is no number,
 * even where it does not count.
 *
 * @param object The object.
 * @param covered Not 0 where it counts; null where all does.
 */
export function objectRamp(object: ComplexImage, covered: Uint8Array | null): Ramp {
  const { re, im } = object;
  if (re.every(Number.isFinite) && im.every(Number.isFinite)) return fitRamp(object, { mask: covered });
  const finite = (p: number): boolean => Number.isFinite((re[p] ?? NaN) + (im[p] ?? NaN));
  const part = (values: Float32Array): Float32Array => values.map((value, p) => finite(p) ? value : 0);
  return fitRamp({ ...object, re: part(re), im: part(im) }, { mask: covered });
}
