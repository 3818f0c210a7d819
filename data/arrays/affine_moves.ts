/**
 * What moves of points have in common but a shift: the part that scales, turns or shears them all.
 *
 * @module
 */

/** Coordinates of points. */
export interface Points {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** Moves, told apart. */
export interface AffineMoves {
  /** Matrix row by row for x and y, [[xx, xy], [yx, yy]]: the part is the matrix times a point's way from the mean of all. */
  readonly matrix: readonly [readonly [number, number], readonly [number, number]];
  /** What is left of the moves without it and without their mean. */
  readonly own: Points;
}

/**
 * Tells the affine part of moves apart, by least squares.
 *
 * @param points Where points were.
 * @param moves How far each has moved.
 */
export function affineMoves(points: Points, moves: Points): AffineMoves {
  const [x, y, by] = [centred(points.x), centred(points.y), { x: centred(moves.x), y: centred(moves.y) }];
  const [xx, xy] = slopes(x, y, by.x), [yx, yy] = slopes(x, y, by.y);
  const own = (axis: Float64Array, [a, b]: readonly [number, number]): Float64Array =>
    axis.map((value, k) => value - a * (x[k] ?? NaN) - b * (y[k] ?? NaN));
  return { matrix: [[xx, xy], [yx, yy]], own: { x: own(by.x, [xx, xy]), y: own(by.y, [yx, yy]) } };
}

/**
 * Values less their mean.
 *
 * @param values The values.
 */
export function centred(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value - mean);
}

// --- internal ---

/** a and b of a·x + b·y, which is closest to the values; x, y and values have a mean of 0. Along a line b or a is 0. */
function slopes(x: Float64Array, y: Float64Array, values: Float64Array): [number, number] {
  const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, k) => sum + value * (b[k] ?? NaN), 0);
  const [xx, xy, yy] = [dot(x, x), dot(x, y), dot(y, y)];
  const [vx, vy] = [dot(values, x), dot(values, y)];
  const determinant = xx * yy - xy * xy;
  if (determinant > LEAST_DETERMINANT * (xx + yy) ** 2) {
    return [(vx * yy - vy * xy) / determinant, (vy * xx - vx * xy) / determinant];
  }
  return xx >= yy ? [xx > 0 ? vx / xx : 0, 0] : [0, vy / yy];
}

/** Points whose determinant is less than this share of the square of their trace lie on a line. */
const LEAST_DETERMINANT = 1e-9;
