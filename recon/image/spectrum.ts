/**
 * Spectra of images of any size: padded with zeros to a power of two, which samples the same spectrum more finely.
 *
 * @module
 */
import type { ComplexImage } from "../../data/complex_image.ts";
import { CentredFft2, type WaveField } from "../../data/fft.ts";

/** A spectrum, side × side; frequency 0 at [side/2, side/2]. */
export interface Spectrum extends WaveField {
  readonly side: number;
}

/** The unitary Fourier transform of an image, padded to the least power of two that is no smaller than either side. */
export function spectrum({ height, width, re, im }: ComplexImage): Spectrum {
  const side = 2 ** Math.ceil(Math.log2(Math.max(height, width, 2)));
  const padded = { side, re: new Float64Array(side * side), im: new Float64Array(side * side) };
  for (let i = 0; i < height; i++) {
    padded.re.set(re.subarray(i * width, (i + 1) * width), i * side);
    padded.im.set(im.subarray(i * width, (i + 1) * width), i * side);
  }
  new CentredFft2(side).transform(padded);
  return padded;
}
