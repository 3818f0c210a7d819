/**
 * Diffraction patterns of a scan: what the detector saw on average, where it does not count, and how much light there was.
 *
 * @module
 */
import type { RealImage } from "../../data/real_image.ts";
import { linearScale } from "./drawing/axes/linear_scale.ts";
import { logScale } from "./drawing/axes/log_scale.ts";
import { rangeOf, type Scale } from "./drawing/axes/scale.ts";
import { chart } from "./drawing/charts/chart.ts";
import { type Figure, figure } from "./drawing/figure.ts";
import { imageBlock, shownSize } from "./drawing/images/image_block.ts";
import { valueRaster } from "./drawing/images/raster.ts";
import type { Block } from "./drawing/layout/block.ts";
import { grid, inRows } from "./drawing/layout/grid.ts";
import { numberText } from "./drawing/text/number_text.ts";
import { measuredValues } from "./panels/measured_values.ts";
import { valuePanel } from "./panels/value_panel.ts";

/** Patterns of a scan, as far as they are known. All images have one size. */
export interface PatternsOverview {
  /** Mean intensity, or amplitude, of each pixel; DC in the middle. */
  readonly mean: RealImage<Float32Array | Float64Array>;
  /** What the values are of. */
  readonly quantity: "intensity" | "amplitude";
  /** 1 where a pixel was measured, 0 where it does not count; null where all were. */
  readonly mask?: Uint8Array | null;
  /** One of the patterns and its number in the scan. */
  readonly pattern?: { readonly number: number; readonly image: RealImage<Float32Array | Float64Array> };
  /** Sum of each pattern over its pixels, in order. */
  readonly sums?: ArrayLike<number>;
}

/**
 * Draws the mean pattern, the same on a logarithmic scale over at most six decades, the mask, one pattern, and the sum of
 * each pattern in order. What the mask leaves out is hatched.
 *
 * @example
 * ```ts
 * import { patternsFigure } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const mean = { height: 2, width: 2, data: Float64Array.of(0, 1, 10, 100) };
 * const figure = patternsFigure({ mean, quantity: "intensity", mask: Uint8Array.of(1, 1, 1, 0), sums: [110, 112] });
 * assertEquals(figure.description, "2 × 2 px, of which 25 % are masked.");
 * ```
 */
export function patternsFigure({ mean, quantity, mask = null, pattern, sums }: PatternsOverview): Figure {
  const panels: Block[] = [
    valuePanel({ title: `Mean ${quantity}`, values: measuredValues(mean, mask), map: "sequential", side: SIDE }),
    logPanel(`Mean ${quantity}, logarithmic`, measuredValues(mean, mask)),
    ...(pattern ? [logPanel(`Pattern ${pattern.number}, logarithmic`, measuredValues(pattern.image, mask))] : []),
    ...(sums ? [sumsChart(sums, quantity)] : []),
    ...(mask ? [maskPanel(mean, mask)] : []),
  ];
  const masked = mask ? 1 - mask.reduce((sum, value) => sum + Math.sign(value), 0) / Math.max(1, mask.length) : 0;
  const drawing = grid(inRows(panels, COLUMNS));
  return figure(drawing.content, drawing, {
    title: "Diffraction patterns",
    description:
      `${mean.height} × ${mean.width} px, of which ${masked === 0 ? "none" : `${numberText(100 * masked)} %`} are ` +
      "masked.",
  });
}

// --- internal ---

const [SIDE, COLUMNS, MOST_DECADES] = [210, 3, 6];

/** What is 0, or darker than the scale goes, has its darkest colour. */
function logPanel(title: string, image: RealImage): Block {
  const scale = logScaleOf(image.data);
  const values = { ...image, data: image.data.map((value) => Math.max(value, scale.low)) };
  return valuePanel({ title, values, map: "sequential", scale, side: SIDE });
}

function logScaleOf(values: Iterable<number>): Scale {
  const range = rangeOf(values, 0);
  return logScale(range && { low: Math.max(range.low, range.high * 10 ** -MOST_DECADES), high: range.high });
}

function maskPanel({ height, width }: { readonly height: number; readonly width: number }, mask: Uint8Array): Block {
  const values = measuredValues({ height, width, data: new Float64Array(mask.length) }, mask);
  const raster = valueRaster(values, { map: "grey", scale: linearScale({ low: -0.7, high: 0.3 }) });
  const shown = shownSize(values, { width: SIDE, height: SIDE });
  return imageBlock({ title: "Mask: hatched is left out", raster, shown });
}

function sumsChart(sums: ArrayLike<number>, quantity: string): Block {
  const y = Array.from(sums);
  const x = y.map((_, index) => index);
  const range = rangeOf(y);
  return chart({
    title: `Sum of each pattern`,
    width: SIDE,
    height: SIDE,
    x: linearScale(rangeOf(x), { whole: true, marks: 4 }),
    y: linearScale(range && { low: Math.min(0, range.low), high: 1.05 * range.high }),
    xTitle: "pattern",
    yTitle: `summed ${quantity}`,
    series: [{ name: "", x, y, joints: "dots" }],
  });
}
