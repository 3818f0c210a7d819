/**
 * Objects known as functions of the scan coordinate, so that tests can sample them anywhere, between pixels too.
 *
 * @module
 */
import type { ComplexImage } from "../../../data/complex_image.ts";
import type { Reconstruction } from "../../../recon/image/reconstruction.ts";
import type { RealImage } from "../../../data/real_image.ts";

/** A smooth transmission without symmetry: amplitude 0.55 … 0.95, phase within ±0.6 rad. */
export function transmission(y: number, x: number): { amplitude: number; phase: number } {
  return {
    amplitude: 0.75 + 0.1 * Math.sin(x / 7 + y / 19) + 0.1 * Math.cos(y / 9 - x / 31),
    phase: 0.35 * Math.sin(y / 8 + x / 23) + 0.25 * Math.cos(x / 6 - y / 41),
  };
}

/** The transmission on a grid whose pixel [0, 0] lies at (y, x). */
export function sampled(height: number, width: number, y = 0, x = 0): ComplexImage {
  const image = { height, width, re: new Float32Array(height * width), im: new Float32Array(height * width) };
  for (let p = 0; p < height * width; p++) {
    const { amplitude, phase } = transmission(y + Math.floor(p / width), x + p % width);
    image.re[p] = amplitude * Math.cos(phase);
    image.im[p] = amplitude * Math.sin(phase);
  }
  return image;
}

/** The transmission as a known object that covers everything. */
export function known(height: number, width: number, y = 0, x = 0): Reconstruction {
  return { object: sampled(height, width, y, x), mask: new Uint8Array(height * width).fill(1), origin: { y, x } };
}

/** The image times scale·exp(i(ax + by + c)). */
export function tilted(
  image: ComplexImage,
  { scale = 1, a = 0, b = 0, c = 0 }: { scale?: number; a?: number; b?: number; c?: number },
): ComplexImage {
  const out = { ...image, re: image.re.slice(), im: image.im.slice() };
  for (let p = 0; p < image.re.length; p++) {
    const angle = a * (p % image.width) + b * Math.floor(p / image.width) + c;
    const [re, im] = [image.re[p] ?? 0, image.im[p] ?? 0];
    out.re[p] = scale * (re * Math.cos(angle) - im * Math.sin(angle));
    out.im[p] = scale * (re * Math.sin(angle) + im * Math.cos(angle));
  }
  return out;
}

/** A real image of a function of row and column. */
export function realImage(height: number, width: number, value: (row: number, column: number) => number): RealImage {
  const data = Float64Array.from({ length: height * width }, (_, p) => value(Math.floor(p / width), p % width));
  return { height, width, data };
}

/** Noise without repetition, mean 0, uniform in ±1: the fractional part of growing sines. */
export function noise(p: number): number {
  const value = Math.sin(p * 12.9898 + 78.233) * 43758.5453;
  return 2 * (value - Math.floor(value)) - 1;
}
