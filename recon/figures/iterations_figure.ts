/**
 * The course of an iterative engine as a figure of its own.
 *
 * @module
 */
import { type Figure, figure } from "./drawing/figure.ts";
import { grid } from "./drawing/layout/grid.ts";
import { numberText } from "./drawing/text/number_text.ts";
import { type DrawnIteration, iterationsChart } from "./iterations_chart.ts";

/**
 * Draws the R-factor of each iteration, and that of patterns that are held out.
 *
 * @param iterations At least one, in their order, with their numbers.
 */
export function iterationsFigure(iterations: readonly (DrawnIteration & { readonly iteration: number })[]): Figure {
  const drawing = grid([[iterationsChart(iterations, { width: 560, height: 240 })]]);
  const last = iterations.at(-1);
  const held = last?.heldOut ? `, of held-out patterns ${numberText(last.heldOut.rFactor, 3)}` : "";
  return figure(drawing.content, drawing, {
    title: "R-factor",
    description: `R-factor ${numberText(last?.rFactor ?? NaN, 3)}${held} after ${
      (last?.iteration ?? 0) + 1
    } iterations.`,
  });
}
