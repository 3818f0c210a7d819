/**
 * Dead pixels, gaps and beam stops: pixels at 0 in every frame beside pixels that saw much light. A diffraction pattern
 * does not fall to nothing from one pixel to the next, so whatever ends so sharply on both sides did not measure.
 *
 * @module
 */
import type { DetectorImage } from "./detector_image.ts";

/** Sums over frames of each pixel. */
export interface PixelTotals {
  /** Frames. */
  readonly count: number;
  /** Σv, as the file has it. */
  readonly values: Float64Array;
  /** Σv². */
  readonly squares: Float64Array;
}

/**
 * Finds dead pixels. Dark ones between which and the next dim pixel nothing can be told are not named: where few photons
 * fall, a pixel that saw none is a measurement.
 *
 * @param image Sums of values over frames; what is known to be bad is not valid.
 * @param totals The sums, by which one flash is told from light.
 * @returns Numbers of the pixels, in their order.
 */
export function deadPixels({ height, width, valid }: DetectorImage, totals: PixelTotals): number[] {
  const kinds = Uint8Array.from(valid, (good, p) => good === 0 ? OUTSIDE : kindOf(p, totals));
  if (!kinds.includes(DARK)) return [];
  const rows: Lines = { lines: height, length: width, step: 1, apart: width };
  const columns: Lines = { lines: width, length: height, step: width, apart: 1 };
  // Where two gaps cross, a pixel lies between dead ones.
  for (let found = true; found;) {
    const between = [...darkBetween(kinds, rows), ...darkBetween(kinds, columns)];
    found = between.length > 0;
    for (const p of between) kinds[p] = DEAD;
  }
  const gaps = [...darkLines(kinds, rows), ...darkLines(kinds, columns)];
  for (const p of gaps) kinds[p] = DEAD;
  return [...kinds.keys()].filter((p) => kinds[p] === DEAD);
}

// --- internal ---

const [OUTSIDE, DARK, DIM, BRIGHT, DEAD] = [0, 1, 2, 3, 4];

/**
 * Beside pixels with so much light one at 0 did not measure: even at a zero of the wave, a pixel whose neighbours have 100
 * photons would see ten.
 */
const LEAST_LIGHT = 100;
/** Frames in which a bright pixel had light, at least, or a third of all: what has gain may flash once and be large. */
const LEAST_FRAMES = 30;
/** Dead pixels that make a gap of a line in which nothing saw any light, however dim it is beside the rest of it. */
const LEAST_OF_GAP = 3;
/** Pixels across the widest gap. */
const WIDEST = 50;

function kindOf(p: number, { count, values, squares }: PixelTotals): number {
  const [sum, square] = [values[p] ?? 0, squares[p] ?? 0];
  if (square === 0) return DARK;
  const frames = sum ** 2 / square;
  return sum >= LEAST_LIGHT && frames >= Math.min(LEAST_FRAMES, count / 3) ? BRIGHT : DIM;
}

/** Rows or columns of an image. */
interface Lines {
  readonly lines: number;
  /** Pixels of a line. */
  readonly length: number;
  /** From one pixel of a line to the next. */
  readonly step: number;
  /** From one line to the next. */
  readonly apart: number;
}

/** Dark pixels of lines that lie, at most {@link WIDEST} of them, between two that are bright or dead. */
function darkBetween(kinds: Uint8Array, { lines, length, step, apart }: Lines): number[] {
  const found: number[] = [];
  for (let line = 0; line < lines; line++) {
    let wall = -1;
    for (let at = 0; at < length; at++) {
      const kind = kinds[line * apart + at * step] ?? OUTSIDE;
      if (kind === DARK) continue;
      const isWall = kind === BRIGHT || kind === DEAD;
      const gap = at - wall - 1;
      if (isWall && wall >= 0 && gap <= WIDEST) {
        for (let i = wall + 1; i < at; i++) found.push(line * apart + i * step);
      }
      wall = isWall ? at : -1;
    }
  }
  return found;
}

/** Dark pixels of lines that have no light anywhere, and dead pixels enough. */
function darkLines(kinds: Uint8Array, { lines, length, step, apart }: Lines): number[] {
  const found: number[] = [];
  for (let line = 0; line < lines; line++) {
    const pixels = Array.from({ length }, (_, at) => line * apart + at * step);
    if (pixels.some((p) => kinds[p] === DIM || kinds[p] === BRIGHT)) continue;
    if (pixels.filter((p) => kinds[p] === DEAD).length < LEAST_OF_GAP) continue;
    found.push(...pixels.filter((p) => kinds[p] === DARK));
  }
  return found;
}
