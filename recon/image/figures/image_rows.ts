/**
 * Images whose rows are worked out when they are looked at: amplitude and phase of a large object never lie in memory
 * beside it.
 *
 * @module
 */
import type { ComplexImage } from "../../../data/complex_image.ts";
import type { Ramp } from "../fit_ramp.ts";
import { phasors } from "../phasors.ts";
import type { RealImage } from "../../../data/real_image.ts";

/** A real image by rows. */
export interface ImageRows {
  /** Rows. */
  readonly height: number;
  /** Columns. */
  readonly width: number;
  /** The values of a row. They are lent: the next call may overwrite them. */
  row(index: number): Float64Array | Float32Array;
}

/** The rows of an image that is in memory. */
export function rowsOf({ height, width, data }: RealImage): ImageRows {
  return { height, width, row: (index) => data.subarray(index * width, (index + 1) * width) };
}

/** Absolute values. */
export function amplitudeRows({ height, width, re, im }: ComplexImage): ImageRows {
  const values = new Float64Array(width);
  const row = (index: number): Float64Array => {
    for (let j = 0, p = index * width; j < width; j++, p++) {
      values[j] = Math.sqrt((re[p] ?? 0) ** 2 + (im[p] ?? 0) ** 2);
    }
    return values;
  };
  return { height, width, row };
}

/** Phases in radians, in [−π, π], less a ramp. */
export function phaseRows({ height, width, re, im }: ComplexImage, ramp: Ramp): ImageRows {
  const values = new Float64Array(width);
  const [across, down] = [phasors(-ramp.x, width, -ramp.offset), phasors(-ramp.y, height)];
  const row = (index: number): Float64Array => {
    const [cosY, sinY] = [down.cos[index] ?? 1, down.sin[index] ?? 0];
    for (let j = 0, p = index * width; j < width; j++, p++) {
      const [cosX, sinX] = [across.cos[j] ?? 1, across.sin[j] ?? 0];
      const [c, s] = [cosX * cosY - sinX * sinY, sinX * cosY + cosX * sinY];
      values[j] = Math.atan2((re[p] ?? 0) * s + (im[p] ?? 0) * c, (re[p] ?? 0) * c - (im[p] ?? 0) * s);
    }
    return values;
  };
  return { height, width, row };
}
