/**
 * Curves of `docs/results.md`: charts beside each other, in one SVG file.
 *
 * @module
 */
import { linearScale } from "../../recon/figures/drawing/axes/linear_scale.ts";
import { rangeOf } from "../../recon/figures/drawing/axes/scale.ts";
import { chart, type Series } from "../../recon/figures/drawing/charts/chart.ts";
import { figure, standalone } from "../../recon/figures/drawing/figure.ts";
import { grid } from "../../recon/figures/drawing/layout/grid.ts";

/** A chart. */
export interface Curves {
  readonly title: string;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly series: readonly Series[];
}

/**
 * Draws charts and writes them.
 *
 * @param path The file.
 * @param charts The charts, from left to right.
 * @param caption What they show.
 */
export async function writeCurves(
  path: string,
  charts: readonly Curves[],
  caption: { readonly title: string; readonly description: string },
): Promise<void> {
  const drawing = grid([charts.map(({ title, xTitle, yTitle, series }) =>
    chart({
      ...{ title, xTitle, yTitle, series, width: 300, height: 200 },
      x: linearScale(rangeOf(series.flatMap(({ x }) => Array.from(x)))),
      y: linearScale(rangeOf(series.flatMap(({ y }) => Array.from(y))), { margin: 0.05 }),
    })
  )]);
  await Deno.writeTextFile(path, standalone(figure(drawing.content, drawing, caption)));
}
