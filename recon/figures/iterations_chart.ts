/**
 * How an iterative engine went: what is left of the patterns after each iteration.
 *
 * @module
 */
import { linearScale } from "./drawing/axes/linear_scale.ts";
import { logScale } from "./drawing/axes/log_scale.ts";
import { rangeOf } from "./drawing/axes/scale.ts";
import { chart, type ChartOptions } from "./drawing/charts/chart.ts";
import type { Block } from "./drawing/layout/block.ts";
import { numberText } from "./drawing/text/number_text.ts";

/** What is drawn of an iteration. */
export interface DrawnIteration {
  /** Number of it, from 0; that of its place where it is left out. */
  readonly iteration?: number;
  /** R-factor Σ|A_measured − A_predicted| / Σ A_measured of all patterns. */
  readonly rFactor: number;
  /** Of patterns that are held out; left out, or null, where none are. */
  readonly heldOut?: { readonly rFactor: number } | null;
}

/**
 * The R-factor of each iteration, on a logarithmic axis, between axes of the given size in px.
 *
 * @param iterations Iterations in their order; they are numbered from 1.
 * @param size Size.
 */
export function iterationsChart(
  iterations: readonly DrawnIteration[],
  size: Pick<ChartOptions, "width" | "height">,
): Block {
  const y = iterations.map(({ rFactor }) => rFactor);
  // As people count.
  const x = iterations.map(({ iteration }, place) => (iteration ?? place) + 1);
  const held = iterations.map(({ heldOut }) => heldOut?.rFactor ?? NaN);
  const isHeldOut = held.some(Number.isFinite);
  const range = rangeOf([...y, ...isHeldOut ? held.filter(Number.isFinite) : []]);
  const last = y.at(-1) ?? NaN;
  return chart({
    ...size,
    title: "R-factor",
    x: linearScale(rangeOf(x), { whole: true, marks: Math.max(3, Math.round(size.width / 65)) }),
    xTitle: "iteration",
    y: range && range.low <= 0 ? linearScale(range, { margin: 0.05 }) : logScale(range, { margin: 0.05 }),
    yTitle: "R-factor",
    series: [
      { name: `last ${numberText(last, 3)}`, x, y },
      ...(isHeldOut ? [{ name: `held out ${numberText(held.at(-1) ?? NaN, 3)}`, x, y: held }] : []),
    ],
  });
}
