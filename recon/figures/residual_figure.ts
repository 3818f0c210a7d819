/**
 * How well each pattern is explained: where it was recorded, and when.
 *
 * @module
 */
import type { PixelSize } from "../../data/experiment.ts";
import type { Positions } from "../../data/positions.ts";
import { linearScale } from "./drawing/axes/linear_scale.ts";
import { rangeOf } from "./drawing/axes/scale.ts";
import { chart } from "./drawing/charts/chart.ts";
import { type Figure, figure } from "./drawing/figure.ts";
import type { Block } from "./drawing/layout/block.ts";
import { grid } from "./drawing/layout/grid.ts";
import { numberText } from "./drawing/text/number_text.ts";
import { scanMap } from "./panels/scan_map.ts";

/** Residuals of patterns. */
export interface Residuals {
  /** Where the patterns were recorded, in object pixels. */
  readonly positions: Positions;
  /** Residual of each, Σ|A_measured − A_predicted| / Σ A_measured; NaN where there is none. */
  readonly residuals: ArrayLike<number>;
  /** Number of each pattern in its scan; its place in the lists by default. */
  readonly numbers?: ArrayLike<number>;
}

/** What is known beside the residuals. */
export interface ResidualFigureOptions {
  /** Height and width of a pixel of the object in metres; left out where they are not known. */
  readonly pixelSize?: PixelSize;
}

/**
 * Draws residuals: at the positions of their patterns, where a part of the sample that is not explained stands out, and by
 * the patterns' numbers, where a beam that was lost or drifted does.
 *
 * @example
 * ```ts
 * import { residualFigure } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const positions = { x: Float64Array.of(0, 5, 10), y: Float64Array.of(0, 1, 0) };
 * const figure = residualFigure({ positions, residuals: [0.1, 0.3, 0.2] });
 * assertEquals(figure.description, "Residuals of 3 patterns: 0.2 in the middle, from 0.1 to 0.3.");
 * ```
 */
export function residualFigure(
  { positions, residuals, numbers }: Residuals,
  { pixelSize }: ResidualFigureOptions = {},
): Figure {
  const data = Array.from(residuals);
  const range = rangeOf(data);
  const places = Array.from(data, (_, index) => numbers?.[index] ?? index);
  const order = places.map((_, index) => index).sort((a, b) => (places[a] ?? 0) - (places[b] ?? 0));
  const x = order.map((index) => places[index] ?? NaN);
  const map = residualMap({ positions, residuals: data }, { pixelSize, side: SIDE });
  const course = chart({
    title: "Residual by pattern",
    width: SIDE,
    height: Math.min(map.height, SIDE * 0.8),
    x: linearScale(rangeOf(x), { whole: true }),
    y: linearScale(range && { low: 0, high: 1.05 * range.high }),
    xTitle: "pattern",
    yTitle: "residual",
    series: [{ name: "", x, y: order.map((index) => data[index] ?? NaN), joints: "dots" }],
  });
  const drawing = grid([[map, course]]);
  return figure(drawing.content, drawing, { title: "Residuals", description: sentence(data) });
}

/**
 * Residuals at the positions of their patterns. Colours go from percentile 0.5 to 99.5.
 *
 * @param patterns The patterns.
 * @param options Size of a pixel of the object, and the longest side in px.
 */
export function residualMap(
  { positions, residuals }: Residuals,
  { pixelSize, side }: { readonly pixelSize: PixelSize | undefined; readonly side: number },
): Block {
  const range = shown(Array.from(residuals));
  return scanMap({
    title: "Residual by position",
    positions,
    values: range && { data: residuals, scale: linearScale(range) },
    pixelSize,
    object: null,
    side,
  });
}

// --- internal ---

/** Longest side of the map, and width of the curve, in px. */
const SIDE = 320;

function sorted(data: readonly number[]): number[] {
  return data.filter(Number.isFinite).sort((a, b) => a - b);
}

/** Percentiles 0.5 and 99.5. */
function shown(data: readonly number[]): { readonly low: number; readonly high: number } | null {
  const values = sorted(data);
  const at = (share: number): number => values[Math.round(share * (values.length - 1))] ?? NaN;
  return values.length === 0 ? null : { low: at(0.005), high: at(0.995) };
}

function sentence(data: readonly number[]): string {
  const values = sorted(data);
  if (values.length === 0) return "No residual is known.";
  const [low = 0, middle = 0, high = 0] = [0, Math.floor((values.length - 1) / 2), values.length - 1].map((at) =>
    values[at]
  );
  return `Residuals of ${values.length} patterns: ${numberText(middle)} in the middle, from ${numberText(low)} to ` +
    `${numberText(high)}.`;
}
