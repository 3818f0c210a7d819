/**
 * The best, the median and the worst pattern beside what an object and a probe make of them, whoever found both.
 *
 * @module
 */
import { type Frames, readFrames } from "../../data/frames/frames.ts";
import { frameMask, type Masks } from "../../data/frames/masks.ts";
import { type PatternSource, predictAmplitudes } from "../engines/predict_amplitudes.ts";
import type { PredictedPattern } from "../figures/prediction_figure.ts";
import { telling } from "./diagnostics.ts";
import { SHOWN_NAMES } from "./shown_names.ts";

/** Patterns that are explained. */
export interface ExplainedScan {
  /** (M) columns of the patch centres in object pixels. */
  readonly x: Float64Array;
  /** (M) rows of the patch centres. */
  readonly y: Float64Array;
  /** Amplitudes. */
  readonly frames: Frames;
  /** Which pixels were measured; null where all were. */
  readonly masks: Masks | null;
  /** Side N. */
  readonly patchSize: number;
}

/** What explains them, and how well. */
export interface Explanation extends PatternSource {
  /** (M) numbers of the patterns in the whole scan. */
  readonly numbers: Int32Array;
  /** (M) residuals; NaN where there is none. */
  readonly residuals: Float64Array;
}

/**
 * Predicts them.
 *
 * @param scan The patterns.
 * @param explanation Object and probe, and the residuals by which patterns are chosen.
 */
export async function explainedPatterns(
  { x, y, frames, masks, patchSize: side }: ExplainedScan,
  { numbers, residuals, ...source }: Explanation,
): Promise<PredictedPattern[]> {
  const places = telling(residuals);
  const centres = places.map((place) => ({ x: x[place] ?? NaN, y: y[place] ?? NaN }));
  const predicted = await predictAmplitudes(source, centres);
  return places.map((place, k) => {
    const mask = frameMask(masks, place);
    const image = (values: Float32Array): PredictedPattern["measured"] => ({
      ...{ height: side, width: side },
      data: values.map((value, p) => mask && mask[p] === 0 ? NaN : value),
    });
    return {
      name: SHOWN_NAMES[places.length]?.[k] ?? "",
      number: numbers[place] ?? NaN,
      residual: residuals[place] ?? NaN,
      measured: image(readFrames(frames, Int32Array.of(place))),
      predicted: image(predicted[k] ?? new Float32Array(side ** 2)),
    };
  });
}
