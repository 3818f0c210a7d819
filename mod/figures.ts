/**
 * Pictures of what was reconstructed, measured and trained: pure functions, from arrays and numbers to SVG, and to PNG.
 * Loads no tensorflow.js and none of the readers of files.
 *
 * ```ts
 * import { figurePng, objectFigure, standalone } from "@exitwave/exitwave/figures";
 * import { assertEquals } from "@std/assert";
 *
 * const side = 64;
 * const phase = Float64Array.from({ length: side * side }, (_, pixel) => Math.sin(pixel / 7));
 * const [re, im] = [Math.cos, Math.sin].map((part) => Float32Array.from(phase, part)) as [Float32Array, Float32Array];
 * const object = { height: side, width: side, re, im };
 * const pixelSize = { height: 8e-9, width: 8e-9 };
 * const figure = objectFigure({ object, mask: new Uint8Array(side * side).fill(1), origin: { y: 0, x: 0 }, pixelSize });
 * assertEquals(standalone(figure).includes(">100 nm</text>"), true); // the text of an SVG file
 * assertEquals([...(await figurePng(figure)).subarray(1, 4)], [0x50, 0x4e, 0x47]); // "PNG"
 * ```
 *
 * @module
 */

export { amplitudeFigure, comparisonFigure, phaseFigure } from "../recon/image/figures/figures.ts";
export { type Figure, standalone } from "../recon/figures/drawing/figure.ts";
export { figurePng, type FigurePngOptions } from "../recon/figures/drawing/figure_png.ts";
export { type LossEpoch, lossFigure, type LossFigureOptions } from "../recon/figures/loss_figure.ts";
export { objectFigure } from "../recon/figures/object_figure.ts";
export { patternsFigure, type PatternsOverview } from "../recon/figures/patterns_figure.ts";
export { positionsFigure, type PositionsFigureOptions } from "../recon/figures/positions_figure.ts";
export {
  type PredictedPattern,
  predictionFigure,
  type PredictionFigureOptions,
} from "../recon/figures/prediction_figure.ts";
export { probeFigure, type ProbeFigureOptions } from "../recon/figures/probe_figure.ts";
export { type NamedReconstruction, reconstructionsFigure } from "../recon/figures/reconstructions_figure.ts";
export { residualFigure, type ResidualFigureOptions, type Residuals } from "../recon/figures/residual_figure.ts";
export { ringFigure, type RingFigureOptions } from "../recon/figures/ring_figure.ts";
