/**
 * What probes are measured by.
 *
 * @module
 */
import { CentredFft2 } from "../../../../data/arrays/fft.ts";
import type { ComplexImage } from "../../../../data/complex_image.ts";

/** Intensity of every pixel. */
export function intensity({ re, im }: ComplexImage): Float64Array {
  return Float64Array.from(re, (value, i) => value ** 2 + (im[i] ?? NaN) ** 2);
}

/** Intensity of the far field, DC in the middle. */
export function farField(image: ComplexImage): Float64Array {
  const wave = { re: Float64Array.from(image.re), im: Float64Array.from(image.im) };
  new CentredFft2(image.height, image.width).transform(wave);
  return wave.re.map((value, i) => value ** 2 + (wave.im[i] ?? NaN) ** 2);
}

/** Sum of all values. */
export function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** Standard deviation along columns of a square image about its middle, [N/2, N/2]. */
export function widthOf(values: Float64Array): number {
  const size = Math.sqrt(values.length);
  return Math.sqrt(sumOf(values.map((value, i) => value * (i % size - size / 2) ** 2)) / sumOf(values));
}

/** Σ conj(a)·b. */
export function product(a: ComplexImage, b: ComplexImage): readonly [re: number, im: number] {
  let [re, im] = [0, 0];
  a.re.forEach((value, i) => {
    const [p, q, r] = [a.im[i] ?? NaN, b.re[i] ?? NaN, b.im[i] ?? NaN];
    re += value * q + p * r;
    im += value * r - p * q;
  });
  return [re, im];
}
