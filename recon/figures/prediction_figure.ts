/**
 * Patterns as they were measured, as the reconstruction predicts them, and how they differ.
 *
 * @module
 */
import type { RealImage } from "../../data/real_image.ts";
import { linearScale } from "./drawing/axes/linear_scale.ts";
import { type Figure, figure } from "./drawing/figure.ts";
import type { Block } from "./drawing/layout/block.ts";
import { grid } from "./drawing/layout/grid.ts";
import { numberText } from "./drawing/text/number_text.ts";
import { measuredValues } from "./panels/measured_values.ts";
import { shownRange, symmetric, valuePanel } from "./panels/value_panel.ts";

/** A pattern and its prediction. */
export interface PredictedPattern {
  /** Which it is of all, such as `best`. */
  readonly name: string;
  /** Its number in the scan. */
  readonly number: number;
  /** Its residual, Σ|A_measured − A_predicted| / Σ A_measured. */
  readonly residual: number;
  /** Measured amplitude, DC in the middle. */
  readonly measured: RealImage<Float32Array | Float64Array>;
  /** Predicted amplitude, of the same size and in the same unit. */
  readonly predicted: RealImage<Float32Array | Float64Array>;
}

/** What is known beside the patterns. */
export interface PredictionFigureOptions {
  /** 1 where a pixel was measured, 0 where it does not count; null where all were. */
  readonly mask?: Uint8Array | null;
}

/**
 * Draws a row for each pattern: the measured amplitude, the predicted one in the same colours, and predicted less measured,
 * red where too much is predicted. Colours go from percentile 0.5 to 99.5 of what was measured, and of the difference.
 *
 * @param patterns Patterns from the top, such as the best, the median and the worst.
 *
 * @example
 * ```ts
 * import { predictionFigure } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const image = (data: number[]) => ({ height: 1, width: 2, data: Float32Array.from(data) });
 * const best = { name: "best", number: 7, residual: 0.1, measured: image([1, 9]), predicted: image([2, 9]) };
 * assertEquals(predictionFigure([best]).description, "The best, pattern 7, has a residual of 0.1.");
 * ```
 */
export function predictionFigure(
  patterns: readonly PredictedPattern[],
  { mask = null }: PredictionFigureOptions = {},
): Figure {
  const drawing = grid(patterns.map((pattern) => predictionPanels(pattern, mask, SIDE)));
  const sentences = patterns.map(({ name, number, residual }) =>
    `The ${name}, pattern ${number}, has a residual of ${numberText(residual)}.`
  );
  return figure(drawing.content, drawing, {
    title: "Measured and predicted patterns",
    description: sentences.join(" ") || "No pattern was predicted.",
  });
}

/**
 * The three images of a pattern.
 *
 * @param pattern The pattern; what is NaN was not measured.
 * @param mask 1 where a pixel was measured; null where all were.
 * @param side Longest side of an image in px.
 */
export function predictionPanels(
  { name, number, residual, measured, predicted }: PredictedPattern,
  mask: Uint8Array | null,
  side: number,
): Block[] {
  const values = measuredValues(measured, mask);
  const scale = linearScale(shownRange(values));
  const excess = Float64Array.from(measured.data, (value, p) => (predicted.data[p] ?? NaN) - value);
  const difference = measuredValues({ ...measured, data: excess }, mask);
  const apart = linearScale(symmetric(shownRange(difference)));
  const capital = name.slice(0, 1).toUpperCase() + name.slice(1);
  const amplitude = { map: "sequential" as const, scale, side };
  return [
    valuePanel({ ...amplitude, title: `${capital}: measured, no. ${number}`, values }),
    valuePanel({
      ...amplitude,
      title: `Predicted, R = ${numberText(residual)}`,
      values: measuredValues(predicted, mask),
    }),
    valuePanel({ title: "Predicted − measured", values: difference, map: "diverging", scale: apart, side }),
  ];
}

// --- internal ---

const SIDE = 210;
