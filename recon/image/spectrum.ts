/**
 * Spectra of images of any size: padded with zeros to powers of two, which samples the same spectrum more finely.
 *
 * @module
 */
import type { ComplexImage } from "../../data/complex_image.ts";
import { CentredFft2, type WaveField } from "../../data/arrays/fft.ts";
import type { Rectangle } from "./largest_rectangle.ts";

/** A spectrum, height × width; frequency 0 at [height/2, width/2]. */
export interface Spectrum extends WaveField {
  readonly height: number;
  readonly width: number;
}

/** Which pixels of an image count, and how far they are padded. */
export interface SpectrumOptions {
  /**
   * The part that is transformed.
   * @default all of it
   */
  readonly region?: Rectangle;
  /**
   * Not 0 where a pixel counts; null takes all.
   * @default null
   */
  readonly mask?: Uint8Array | null;
  /**
   * Rows of the spectrum, a power of two.
   * @default the least that holds the region
   */
  readonly height?: number;
  /**
   * Columns of the spectrum, a power of two.
   * @default the least that holds the region
   */
  readonly width?: number;
}

/** The unitary Fourier transform of an image, each side padded with zeros to a power of two. */
export function spectrum(image: ComplexImage, options: SpectrumOptions = {}): Spectrum {
  const { region, mask = null } = options;
  const { y, x, height, width } = region ?? { y: 0, x: 0, height: image.height, width: image.width };
  const { height: rows = paddedSide(height), width: columns = paddedSide(width) } = options;
  const padded = { height: rows, width: columns, ...zeroField(rows * columns) };
  for (let i = 0; i < height; i++) {
    const from = (y + i) * image.width + x;
    for (let j = 0; j < width; j++) {
      if (mask && !mask[from + j]) continue;
      padded.re[i * columns + j] = image.re[from + j] ?? 0;
      padded.im[i * columns + j] = image.im[from + j] ?? 0;
    }
  }
  new CentredFft2(rows, columns).transform(padded);
  return padded;
}

/** The least power of two from 2 that is no smaller. */
export function paddedSide(side: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(side, 2)));
}

// --- internal ---

function zeroField(length: number): WaveField {
  return { re: new Float64Array(length), im: new Float64Array(length) };
}
