/**
 * Images between their pixels: moved by a part of a pixel without a loss of detail.
 *
 * @module
 */
import { type ComplexImage, zeroImage } from "../../data/complex_image.ts";
import type { WaveField } from "../../data/arrays/fft.ts";
import type { Ramp } from "./fit_ramp.ts";
import type { Rectangle } from "./largest_rectangle.ts";
import { type Phasors, phasors } from "./phasors.ts";

/** What is cut out of an image. */
export interface ResampleOptions {
  /** Size of the part and the place of its first pixel, which need not be whole. */
  readonly region: Rectangle;
  /** Pixels that may be looked at, whole-numbered and inside the image; the nearest of them stands for one outside. */
  readonly within: Rectangle;
  /** Ramp that is taken out: between two pixels a steep one could not be told from another. */
  readonly ramp: Pick<Ramp, "x" | "y">;
}

/**
 * Cuts a part out of an image and takes a phase ramp out of it. Between pixels it interpolates by Lanczos' windowed sinc
 * over eight pixels to each side, flat to a tenth below the highest frequency; a whole place copies pixels.
 */
export function resample(image: ComplexImage, { region, within, ramp }: ResampleOptions): ComplexImage {
  const columns = taps(region.x, region.width);
  const rows = taps(region.y, region.height);
  const turns = { across: phasors(-ramp.x, image.width), down: phasors(-ramp.y, image.height) };
  const out = zeroImage(region.height, region.width);
  const kept = new Map<number, WaveField>();
  rows.forEach(({ first, weights }, i) => {
    const sum = zeroLine(region.width);
    weights.forEach((weight, k) => {
      const row = inside(first + k, within.y, within.height);
      const line = kept.get(row) ?? sampledLine(image, row, columns, turns, within);
      kept.set(row, line);
      for (let j = 0; j < region.width; j++) {
        sum.re[j] = (sum.re[j] ?? 0) + weight * (line.re[j] ?? 0);
        sum.im[j] = (sum.im[j] ?? 0) + weight * (line.im[j] ?? 0);
      }
    });
    out.re.set(sum.re, i * region.width);
    out.im.set(sum.im, i * region.width);
    // Rows only go up: one above the next reach is not asked for again.
    for (const row of kept.keys()) if (row < inside(first + 1, within.y, within.height)) kept.delete(row);
  });
  return out;
}

// --- internal ---

/** Pixels to each side that a value between them is made from. */
const RADIUS = 8;

interface Taps {
  readonly first: number;
  readonly weights: Float64Array;
}

interface Turns {
  readonly across: Phasors;
  readonly down: Phasors;
}

function zeroLine(length: number): WaveField {
  return { re: new Float64Array(length), im: new Float64Array(length) };
}

function inside(at: number, start: number, length: number): number {
  return Math.max(start, Math.min(start + length - 1, at));
}

/** For each place from `start` on the first pixel that counts, and the weights of it and those after it. */
function taps(start: number, length: number): Taps[] {
  const whole = Math.floor(start);
  const fraction = start - whole;
  if (fraction === 0) return Array.from({ length }, (_, k) => ({ first: whole + k, weights: Float64Array.of(1) }));
  const weights = Float64Array.from({ length: 2 * RADIUS }, (_, k) => lanczos(k - RADIUS + 1 - fraction));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const unit = weights.map((weight) => weight / sum);
  return Array.from({ length }, (_, k) => ({ first: whole + k - RADIUS + 1, weights: unit }));
}

function lanczos(distance: number): number {
  const sinc = (t: number): number => t === 0 ? 1 : Math.sin(Math.PI * t) / (Math.PI * t);
  return sinc(distance) * sinc(distance / RADIUS);
}

/** A row of the image without its ramp, at the places of the columns. */
function sampledLine(
  { width, re, im }: ComplexImage,
  row: number,
  columns: readonly Taps[],
  { across, down }: Turns,
  within: Rectangle,
): WaveField {
  const level = zeroLine(width);
  const [cosY, sinY] = [down.cos[row] ?? 1, down.sin[row] ?? 0];
  for (let x = within.x; x < within.x + within.width; x++) {
    const [cosX, sinX] = [across.cos[x] ?? 1, across.sin[x] ?? 0];
    const [c, s] = [cosX * cosY - sinX * sinY, sinX * cosY + cosX * sinY];
    const [a, b] = [re[row * width + x] ?? 0, im[row * width + x] ?? 0];
    level.re[x] = a * c - b * s;
    level.im[x] = a * s + b * c;
  }
  const line = zeroLine(columns.length);
  for (let j = 0; j < columns.length; j++) {
    const { first, weights } = columns[j] ?? { first: 0, weights: new Float64Array() };
    for (let k = 0; k < weights.length; k++) {
      const x = inside(first + k, within.x, within.width);
      line.re[j] = (line.re[j] ?? 0) + (weights[k] ?? 0) * (level.re[x] ?? 0);
      line.im[j] = (line.im[j] ?? 0) + (weights[k] ?? 0) * (level.im[x] ?? 0);
    }
  }
  return line;
}
