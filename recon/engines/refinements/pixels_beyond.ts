/**
 * Which pixels of a detector lie beyond all that were measured: outside of their convex hull. Gaps, dead pixels and a beam
 * stop lie within.
 *
 * @module
 */

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
