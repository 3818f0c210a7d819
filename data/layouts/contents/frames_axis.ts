/**
 * Along which axis patterns follow each other.
 *
 * @module
 */

/** The axes of an array of patterns. */
export interface FrameAxes {
  /** Whether patterns follow each other along the axes in front or along the last. */
  readonly axis: "first" | "last";
  /** Patterns. */
  readonly count: number;
  /** Rows and columns of a pattern. */
  readonly size: readonly [height: number, width: number];
  /** Rows and columns of the raster of patterns, where there is one. */
  readonly raster: readonly [rows: number, columns: number] | null;
}

/**
 * Tells the axes of an array by its shape and, where that leaves it open, by the number of positions.
 *
 * @param shape Two axes (a single pattern), three, or four (a raster of patterns); axes of length one in front count for
 * nothing, nor do others where there are more than four, such as that of a colour.
 * @param positions Number of positions, where it is known.
 * @returns The axes; null where such an array cannot be patterns. A cube (N, N, N) is taken for (M, N, N).
 */
export function frameAxes(shape: readonly number[], positions: number | null = null): FrameAxes | null {
  if (shape.some((length) => length === 0)) return null;
  const start = shape.slice(0, -2).findIndex((length) => length !== 1);
  const all = shape.slice(start < 0 ? Math.max(0, shape.length - 2) : start);
  const axes = all.length > 4 ? all.filter((length, axis) => length !== 1 || axis >= all.length - 2) : all;
  const [a, b, c, d] = axes;
  if (a === undefined || b === undefined || axes.length > 4) return null;
  if (c === undefined) return { axis: "first", count: 1, size: [a, b], raster: null };
  if (d !== undefined) return { axis: "first", count: a * b, size: [c, d], raster: [a, b] };
  const first: FrameAxes = { axis: "first", count: a, size: [b, c], raster: null };
  const last: FrameAxes = { axis: "last", count: c, size: [a, b], raster: null };
  if (b === c) return first;
  if (a === b) return positions === a && positions !== c ? first : last;
  if (positions === c && positions !== a) return last;
  return positions === a || isFrame(b, c) || !isFrame(a, b) ? first : last;
}

/** Whether a pattern may have so many rows and columns: detectors are not ten times as wide as high. */
export function isFrame(height: number, width: number): boolean {
  return Math.min(height, width) >= 4 && Math.max(height, width) <= 4 * Math.min(height, width);
}
