/**
 * How far one probe is behind another: the distance by which the other must be propagated to be the one, whatever the global
 * phase and the place of both.
 *
 * @module
 */
import { CentredFft2, type WaveField } from "../../../data/arrays/fft.ts";
import type { ComplexImage } from "../../../data/complex_image.ts";
import { propagate } from "../../../data/simulation/probes/fresnel.ts";
import type { Optics } from "../../../data/simulation/probes/optics.ts";

/**
 * Fits a distance: the one with the greatest agreement of both in the far field.
 *
 * @param probe The one, N × N.
 * @param from The other.
 * @param range Least and greatest distance in metres, and the optics.
 * @returns In metres, to a thousandth of the range.
 */
export function defocusBetween(
  probe: ComplexImage,
  from: ComplexImage,
  { least, greatest, optics }: { readonly least: number; readonly greatest: number; readonly optics: Optics },
): number {
  const at = (step: number): number => least + (greatest - least) * step / STEPS;
  const agreements = Array.from({ length: STEPS + 1 }, (_, k) => agreement(probe, propagate(from, at(k), optics)));
  return at(agreements.indexOf(Math.max(...agreements)));
}

/** |⟨A, B⟩| of the far fields, without the ramp that a shift makes; 1 where they are the same. */
export function agreement(one: ComplexImage, other: ComplexImage): number {
  const [a, b] = [farField(one), farField(other)], size = one.width;
  const product = { re: new Float64Array(a.re.length), im: new Float64Array(a.re.length) };
  a.re.forEach((re, p) => {
    const [im, c, d] = [a.im[p] ?? 0, b.re[p] ?? 0, b.im[p] ?? 0];
    product.re[p] = re * c + im * d;
    product.im[p] = im * c - re * d;
  });
  const [across, down] = [slope(product, size, 1), slope(product, size, size)];
  let [sumRe, sumIm] = [0, 0];
  product.re.forEach((re, p) => {
    const [im, turn] = [product.im[p] ?? 0, -across * (p % size) - down * Math.floor(p / size)];
    sumRe += re * Math.cos(turn) - im * Math.sin(turn);
    sumIm += re * Math.sin(turn) + im * Math.cos(turn);
  });
  return Math.hypot(sumRe, sumIm) / Math.sqrt(energy(a) * energy(b));
}

// --- internal ---

const STEPS = 1000;

function farField({ re, im, width }: ComplexImage): WaveField {
  const field = { re: Float64Array.from(re), im: Float64Array.from(im) };
  new CentredFft2(width).transform(field);
  return field;
}

/** Mean phase from a pixel to the next. */
function slope({ re, im }: WaveField, size: number, step: number): number {
  let [sumRe, sumIm] = [0, 0];
  for (let p = 0; p + step < re.length; p++) {
    if (step === 1 && p % size === size - 1) continue;
    const [a, b, c, d] = [re[p + step] ?? 0, im[p + step] ?? 0, re[p] ?? 0, im[p] ?? 0];
    sumRe += a * c + b * d;
    sumIm += b * c - a * d;
  }
  return Math.atan2(sumIm, sumRe);
}

function energy({ re, im }: WaveField): number {
  return re.reduce((sum, value, p) => sum + value ** 2 + (im[p] ?? 0) ** 2, 0);
}
