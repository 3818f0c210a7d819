/**
 * Damps what is predicted beyond all pixels that were measured: a masked border, or that of a transform that is larger than
 * the detector. Nothing else keeps noise from being explained by light there, a little more in each iteration. Gaps, dead
 * pixels and a beam stop, with measured pixels around them, need none: overlapping patterns say what falls there.
 *
 * @module
 */
import * as tf from "../../../packages/tensorflow.ts";
import { readMasks } from "../../../data/frames/masks.ts";
import { range } from "../../../data/random/random.ts";
import type { EngineWork } from "../state/engine_work.ts";
import type { Refinement } from "./refinement.ts";

/**
 * Creates the refinement: χ − d F⁻¹(Ψ where a pixel is beyond).
 *
 * @param share d, the part of the wave there that is taken away, above 0 to 1.
 * @param work What it works on.
 * @returns None where no pixel is beyond.
 */
export function freePixels(
  share: number,
  { scan: { masks, count, patchSize } }: Pick<EngineWork, "scan">,
): Refinement[] {
  if (!masks) return [];
  const measured = masks.shared ?? measuredByAny(masks, count);
  const beyond = pixelsBeyond(measured, patchSize);
  if (!beyond.includes(1)) return [];
  const damping = tf.tensor2d(beyond.map((isBeyond) => share * isBeyond), [patchSize, patchSize]);
  return [{
    name: "freePixels",
    measured: (patterns) => ({ ...patterns, damping }),
    [Symbol.dispose]: () => damping.dispose(),
  }];
}

/**
 * Which pixels lie beyond the convex hull of those that were measured.
 *
 * @param measured (N, N), 1 where a pixel was measured, else 0.
 * @param side N.
 * @returns (N, N), 1 beyond, else 0.
 */
export function pixelsBeyond(measured: Uint8Array, side: number): Float32Array {
  const rows = Array.from({ length: side }, (_, row) => measured.subarray(row * side, (row + 1) * side));
  const ends = rows.flatMap((row, y) => row.includes(1) ? [[row.indexOf(1), y], [row.lastIndexOf(1), y]] as const : []);
  const left = chain(ends.filter((_, k) => k % 2 === 0), 1), right = chain(ends.filter((_, k) => k % 2 === 1), -1);
  const beyond = new Float32Array(side ** 2).fill(1);
  rows.forEach((_, y) => {
    const first = Math.ceil(at(left, y) - ROUNDING), last = Math.floor(at(right, y) + ROUNDING);
    for (let x = first; x <= last; x++) beyond[y * side + x] = 0;
  });
  return beyond;
}

// --- internal ---

type Point = readonly [x: number, y: number];

/** An edge of the hull goes through pixels, but for rounding. */
const ROUNDING = 1e-9;

function measuredByAny(masks: NonNullable<EngineWork["scan"]["masks"]>, count: number): Uint8Array {
  const any = new Uint8Array(masks.patchSize ** 2);
  for (const number of range(count)) {
    readMasks(masks, Int32Array.of(number)).forEach((valid, p) => valid !== 0 && (any[p] = 1));
  }
  return any;
}

/** Of points from above to below those that the hull has on one side (Andrew's monotone chain): to the left with 1, to the right with -1. */
function chain(points: readonly Point[], side: 1 | -1): readonly Point[] {
  const hull: Point[] = [];
  for (const point of points) {
    while (hull.length > 1 && isWithin(hull.slice(-2), point, side)) hull.pop();
    hull.push(point);
  }
  return hull;
}

/** Whether the last of two points lies on the way to the next or within. */
function isWithin([a, b]: readonly Point[], [x, y]: Point, side: 1 | -1): boolean {
  return a !== undefined && b !== undefined && side * ((b[0] - a[0]) * (y - a[1]) - (x - a[0]) * (b[1] - a[1])) >= 0;
}

/** Where a chain crosses a row; nowhere (NaN) above and below it. */
function at(hull: readonly Point[], row: number): number {
  const next = hull.findIndex(([, y]) => y >= row), [a, b] = [hull[next - 1], hull[next]];
  if (!b || (!a && b[1] > row)) return NaN;
  return a ? a[0] + (b[0] - a[0]) * (row - a[1]) / (b[1] - a[1]) : b[0];
}
