/**
 * Curves as paths: broken where there is no value, and thinned to what can be seen.
 *
 * @module
 */
import type { Scale } from "../axes/scale.ts";

/** Values along a curve; both have the same length. */
export interface Curve {
  /** Where, not decreasing. */
  readonly x: ArrayLike<number>;
  /** How much; null, NaN and infinite values break the curve. */
  readonly y: ArrayLike<number | null>;
}

/** Points that a curve is drawn by, at most. */
export const MOST_POINTS = 2000;

/**
 * A curve of at most {@link MOST_POINTS} points: of each run of points the least and the greatest stay, so that no peak is
 * lost, and so do the first and the last.
 */
export function thinned({ x, y }: Curve): Curve {
  const { length } = x;
  if (length <= MOST_POINTS) return { x, y };
  const bins = MOST_POINTS / 2 - 1;
  const kept = new Set([0, length - 1]);
  for (let bin = 0; bin < bins; bin++) {
    let [least, greatest] = [-1, -1];
    for (let index = Math.floor(bin * length / bins); index < Math.floor((bin + 1) * length / bins); index++) {
      const value = y[index] ?? NaN;
      if (!Number.isFinite(value)) continue;
      if (least < 0 || value < (y[least] ?? 0)) least = index;
      if (greatest < 0 || value > (y[greatest] ?? 0)) greatest = index;
    }
    // A run without a value leaves its gap.
    if (least < 0) least = greatest = Math.floor(bin * length / bins);
    kept.add(least).add(greatest);
  }
  const order = [...kept].sort((a, b) => a - b);
  return { x: order.map((index) => x[index] ?? NaN), y: order.map((index) => y[index] ?? null) };
}

/**
 * The path of a curve. A value between two gaps is a dot, which a round line cap makes of a line without length.
 *
 * @param curve The curve.
 * @param x Scale across, `width` px long.
 * @param y Scale upwards, `height` px long.
 * @param steps Whether a value holds up to the next; if not, points are joined by straight lines.
 * @returns The attribute `d`.
 */
export function curvePath(
  curve: Curve,
  x: (value: number) => number,
  y: (value: number) => number,
  steps = false,
): string {
  const { x: xs, y: ys } = thinned(curve);
  let path = "";
  let before: { readonly right: string; readonly down: string } | null = null;
  for (let index = 0; index < xs.length; index++) {
    const [across, up] = [x(xs[index] ?? NaN), y(ys[index] ?? NaN)];
    if (!Number.isFinite(across) || !Number.isFinite(up)) {
      before = null;
      continue;
    }
    const [right, down] = [tenth(across), tenth(up)];
    if (before === null) path += `M${right} ${down}h0`;
    else if (steps) path += `H${right}${before.down === down ? "" : `V${down}`}`;
    else path += `L${right} ${down}`;
    before = { right, down };
  }
  return path;
}

/** px of a value on a scale, from its low end. */
export function along(scale: Scale, length: number): (value: number) => number {
  return (value) => scale.place(value) * length;
}

// --- internal ---

/** Far outside it need not be exact, and a renderer may not take what is too far. */
function tenth(value: number): string {
  return String(Math.round(10 * Math.min(1e5, Math.max(-1e5, value))) / 10 + 0);
}
