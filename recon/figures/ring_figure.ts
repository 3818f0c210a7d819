/**
 * Fourier ring correlation with the criteria by which a resolution is read off it.
 *
 * @module
 */
import type { PixelSize } from "../../data/experiment.ts";
import { lengthText } from "../../data/experiment.ts";
import type { RingCorrelation } from "../image/frc.ts";
import { linearScale } from "./drawing/axes/linear_scale.ts";
import { chart, type Point, type Series } from "./drawing/charts/chart.ts";
import { type Figure, figure } from "./drawing/figure.ts";
import { grid } from "./drawing/layout/grid.ts";
import { numberText } from "./drawing/text/number_text.ts";
import { type Criterion, ringCriteria } from "./ring_criteria.ts";
import { smoothRings } from "../image/smooth_rings.ts";

/** What is known beside the correlation. */
export interface RingFigureOptions {
  /** Height and width of a pixel in metres; left out where they are not known. Of two lengths the longer counts. */
  readonly pixelSize?: PixelSize;
  /**
   * Whether both images have noise, as those of halves do: then criteria go by the mean of neighbouring rings, which is drawn
   * too.
   *
   * @default false
   */
  readonly smooth?: boolean;
}

/**
 * Draws the correlation of each ring over spatial frequency, the thresholds 1/2, 1/7, half a bit and one bit, and where the
 * curve first falls below each: the full period of the finest detail that is resolved by it.
 *
 * @param rings What `frc` gives.
 *
 * @example
 * ```ts
 * import { frc, ringFigure } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const re = Float32Array.from({ length: 256 }, (_, p) => Math.sin(p * p));
 * const image = { height: 16, width: 16, re, im: new Float32Array(256) };
 * const figure = ringFigure(frc(image, image), { pixelSize: { height: 5e-9, width: 5e-9 } });
 * assertEquals(figure.description, "By 1/2: 10 nm or less; by 1/7: 10 nm or less; by half a bit: 10 nm or less; by one bit: 10 nm or less.");
 * ```
 */
export function ringFigure(rings: RingCorrelation, { pixelSize, smooth = false }: RingFigureOptions = {}): Figure {
  const { curve, side } = rings;
  const pixel = pixelSize && Math.max(pixelSize.height, pixelSize.width);
  const unit = frequencyUnit(pixel);
  const x = curve.map((_, ring) => ring / side * unit.perPixel);
  const judged = smooth ? smoothRings(curve) : curve;
  const criteria = ringCriteria({ curve: judged, side });
  const points = criteria.flatMap(({ ring }, index): Point[] =>
    ring === null
      ? []
      : [{ x: ring / side * unit.perPixel, y: thresholdAt(criteria[index], ring), style: index + 1, name: "" }]
  );
  const named = criteria.map((criterion): string => `${criterion.name}: ${periodText(criterion, side, pixel)}`);
  const series: Series[] = [
    { name: "correlation", x, y: curve, style: 0, faint: smooth },
    ...smooth ? [{ name: "mean of neighbours", x, y: judged, style: 0 }] : [],
    ...criteria.map(({ thresholds }, index): Series => ({
      name: named[index] ?? "",
      x,
      y: thresholds,
      style: index + 1,
      faint: true,
    })),
  ];
  const lowest = Math.min(0, ...curve.filter(Number.isFinite));
  const drawing = grid([[
    chart({
      title: "Fourier ring correlation",
      width: 440,
      height: 270,
      x: linearScale({ low: 0, high: Math.max(1, curve.length - 1) / Math.max(1, side) * unit.perPixel }),
      y: linearScale({ low: lowest, high: 1.02 }),
      xTitle: `spatial frequency (${unit.symbol})`,
      yTitle: "correlation",
      series,
      points,
    }),
  ]]);
  return figure(drawing.content, drawing, {
    title: "Fourier ring correlation",
    description: `${named.map((text) => `by ${text}`).join("; ").replace(/^by/, "By")}.`,
  });
}

// --- internal ---

/** The unit in which the highest frequency, half a period a pixel, is 1 to 1000. */
function frequencyUnit(pixel: number | undefined): { readonly symbol: string; readonly perPixel: number } {
  if (pixel === undefined) return { symbol: "1/px", perPixel: 1 };
  const [symbol, metres] =
    ([["1/nm", 1e-9], ["1/µm", 1e-6], ["1/mm", 1e-3]] as const).find(([, metres]) => metres / pixel >= 2) ??
      ["1/m", 1];
  return { symbol, perPixel: metres / pixel };
}

function thresholdAt(criterion: Criterion | undefined, ring: number): number {
  const [below, above] = [
    criterion?.thresholds[Math.floor(ring)] ?? NaN,
    criterion?.thresholds[Math.ceil(ring)] ?? NaN,
  ];
  return below + (above - below) * (ring - Math.floor(ring));
}

/** The period that is resolved: the curve that never falls below tells that of two pixels and no more. */
function periodText({ ring }: Criterion, side: number, pixel: number | undefined): string {
  if (ring === 0) return "nothing";
  const pixels = ring === null ? 2 : side / ring;
  return `${pixel === undefined ? `${numberText(pixels)} px` : lengthText(pixels * pixel)}${
    ring === null ? " or less" : ""
  }`;
}
