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

/** How points are joined: by lines, by steps as a value holds up to the next, or not at all. */
export type Joints = "lines" | "steps" | "dots";

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

/** Paths of a curve, each the attribute `d`. */
export interface CurvePaths {
  /** What is joined. */
  readonly line: string;
  /** Points that are joined with none, as lines without length: round ends make dots of them. */
  readonly dots: string;
}

/**
 * Paths of a curve. A value between two gaps is a dot.
 *
 * @param curve The curve.
 * @param x px to the right of a value.
 * @param y px downwards of a value; NaN where it has no place.
 * @param joints How points are joined.
 */
export function curvePaths(
  curve: Curve,
  x: (value: number) => number,
  y: (value: number) => number,
  joints: Joints = "lines",
): CurvePaths {
  const { x: xs, y: ys } = thinned(curve);
  let [line, dots] = ["", ""];
  let run: Place[] = [];
  const finish = (): void => {
    const [first] = run;
    if (first && (run.length === 1 || joints === "dots")) {
      dots += run.map(({ right, down }) => `M${right} ${down}h0`).join("");
    } else if (first) {
      line += `M${first.right} ${first.down}${run.slice(1).map(joints === "steps" ? stepTo : lineTo).join("")}`;
    }
    run = [];
  };
  for (let index = 0; index < xs.length; index++) {
    const [across, down] = [x(xs[index] ?? NaN), y(ys[index] ?? NaN)];
    if (Number.isFinite(across) && Number.isFinite(down)) run.push({ right: tenth(across), down: tenth(down) });
    else finish();
  }
  finish();
  return { line, dots };
}

/** px of a value on a scale, from its low end. */
export function along(scale: Scale, length: number): (value: number) => number {
  return (value) => scale.place(value) * length;
}

// --- internal ---

interface Place {
  readonly right: string;
  readonly down: string;
}

function lineTo({ right, down }: Place): string {
  return `L${right} ${down}`;
}

function stepTo({ right, down }: Place): string {
  return `H${right}V${down}`;
}

/** Far outside it need not be exact, and a renderer may not take what is too far. */
function tenth(value: number): string {
  return String(Math.round(10 * Math.min(1e5, Math.max(-1e5, value))) / 10 + 0);
}
