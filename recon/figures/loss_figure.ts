/**
 * How a training went: its losses, its learning rate, its stages, and where it stopped.
 *
 * @module
 */
import { epochNumber } from "../../config/values/epoch_number.ts";
import { type BestEpoch, bestEpoch, type MeasuredEpoch } from "../../config/values/best_epoch.ts";
import { linearScale } from "./drawing/axes/linear_scale.ts";
import { logScale } from "./drawing/axes/log_scale.ts";
import { rangeOf, type Scale } from "./drawing/axes/scale.ts";
import { chart, type ChartOptions, type Point, type Series, type Span, type Stroke } from "./drawing/charts/chart.ts";
import { type Figure, figure } from "./drawing/figure.ts";
import type { Block } from "./drawing/layout/block.ts";
import { grid } from "./drawing/layout/grid.ts";
import { numberText } from "./drawing/text/number_text.ts";

/** What is drawn of an epoch; `readRun` and the history of `fit` have more of it. */
export interface LossEpoch extends MeasuredEpoch {
  /** Of its steps; null where it is not known. */
  readonly learningRate?: number | null;
  /** Stage of the training, 1 to 3; 0 where it has none; `fine-tuning` once the encoder is frozen. */
  readonly stage?: number | "fine-tuning";
}

/** What is known beside the epochs. */
export interface LossFigureOptions {
  /**
   * The epoch that is marked, as `bestEpoch` finds it.
   * @default that of the least value of the first loss with `_val_` in its name, else of the first loss
   */
  readonly best?: BestEpoch;
  /** Where the training stopped, or was stopped, and why, such as `early stop`; epochs from 0. */
  readonly stops?: readonly { readonly epoch: number; readonly reason: string }[];
}

/**
 * Draws the losses on a logarithmic axis with the best epoch, stages and stops; below, the learning rate. Losses of 0 or
 * less have no place on it; where there are such, the axis is linear. Of more than 2000 epochs the least and the greatest
 * value of each run of epochs are drawn. Epochs are numbered from 1.
 *
 * @param epochs Epochs in their order, as `readRun` gives them.
 *
 * @example
 * ```ts
 * import { lossFigure } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const epochs = [1, 0.1, 0.2].map((loss, epoch) => ({ epoch, metrics: { mae_val_loss: loss }, learningRate: 1e-3 }));
 * const figure = lossFigure(epochs, { stops: [{ epoch: 2, reason: "early stop" }] });
 * assertEquals(figure.description, "mae_val_loss is best in epoch 2, 0.1. 3 epochs.");
 * ```
 */
export function lossFigure(epochs: readonly LossEpoch[], options: LossFigureOptions = {}): Figure {
  const best = options.best ?? bestEpoch(epochs);
  const axes = axesOf(epochs, WIDTH);
  const strokes = strokesOf(options).map(({ x }): Stroke => ({ x, name: "" }));
  const rates = rateChart(epochs, axes);
  const drawing = grid([
    [lossChart(epochs, { ...options, width: WIDTH, height: 240 })],
    ...(rates ? [[chart({ ...rates, strokes })]] : []),
  ]);
  const told = best === null
    ? "No loss is known."
    : `${best.metric} is best in epoch ${epochNumber(best.epoch)}, ${numberText(best.value, 4)}.`;
  return figure(drawing.content, drawing, {
    title: "Losses",
    description: `${told} ${epochs.length} ${epochs.length === 1 ? "epoch" : "epochs"}.`,
  });
}

/**
 * The losses alone, between axes of the given size in px.
 *
 * @param epochs Epochs in their order.
 * @param options What is known beside them, and the size.
 */
export function lossChart(
  epochs: readonly LossEpoch[],
  { width, height, ...options }: LossFigureOptions & Pick<ChartOptions, "width" | "height">,
): Block {
  const x = numbersOf(epochs);
  const names = namesOf(epochs);
  const series = names.map((name): Series => ({ name, x, y: epochs.map(({ metrics }) => metrics[name] ?? null) }));
  const best = options.best ?? bestEpoch(epochs);
  const points: Point[] = best === null ? [] : [{
    x: epochNumber(best.epoch),
    y: best.value,
    style: Math.max(0, names.indexOf(best.metric)),
    name: `best: epoch ${epochNumber(best.epoch)}, ${numberText(best.value, 4)}`,
  }];
  return chart({
    ...axesOf(epochs, width),
    title: "Losses",
    height,
    y: lossScale(series),
    yTitle: "loss",
    series,
    points,
    spans: spansOf(epochs),
    strokes: strokesOf(options),
  });
}

// --- internal ---

const WIDTH = 520;

function numbersOf(epochs: readonly LossEpoch[]): number[] {
  return epochs.map(({ epoch }) => epochNumber(epoch));
}

function axesOf(epochs: readonly LossEpoch[], width: number): Pick<ChartOptions, "width" | "x" | "xTitle"> {
  const marks = Math.max(3, Math.round(width / 65));
  return { width, x: linearScale(rangeOf(numbersOf(epochs)), { whole: true, marks }), xTitle: "epoch" };
}

function strokesOf({ stops = [] }: LossFigureOptions): Stroke[] {
  return stops.map(({ epoch, reason }) => ({ x: epochNumber(epoch), name: reason }));
}

/** Losses in the order in which they first appear. */
function namesOf(epochs: readonly LossEpoch[]): string[] {
  return [...new Set(epochs.flatMap(({ metrics }) => Object.keys(metrics)))];
}

/** Logarithmic but where a loss, such as a likelihood, is 0 or less. */
function lossScale(series: readonly Series[]): Scale {
  const range = rangeOf(series.flatMap(({ y }) => Array.from(y)));
  return range && range.low <= 0 ? linearScale(range, { margin: 0.05 }) : logScale(range, { margin: 0.05 });
}

/** Runs of epochs of one stage; none where there is only one. */
function spansOf(epochs: readonly LossEpoch[]): Span[] {
  const spans: { name: string; from: number; to: number }[] = [];
  for (const { epoch, stage = 0 } of epochs) {
    const at = epochNumber(epoch);
    const name = stage === 0 ? "" : typeof stage === "number" ? `stage ${stage}` : stage;
    const last = spans.at(-1);
    if (last) last.to = at;
    if (last?.name !== name) spans.push({ name, from: at, to: at });
  }
  return spans.some(({ name }) => name !== "") ? spans.filter(({ from, to }) => to > from) : [];
}

function rateChart(
  epochs: readonly LossEpoch[],
  axes: Pick<ChartOptions, "width" | "x" | "xTitle">,
): ChartOptions | null {
  const y = epochs.map(({ learningRate }) => learningRate ?? null);
  const range = rangeOf(y, 0);
  if (range === null) return null;
  const far = range.high > 20 * range.low;
  const series: Series[] = [{ name: "", x: numbersOf(epochs), y, joints: "steps", style: 5 }];
  const scale = far
    ? logScale(range, { margin: 0.08, marks: 4 })
    : linearScale({ low: 0, high: 1.1 * range.high }, { marks: 3 });
  return { ...axes, title: "Learning rate", height: 90, y: scale, yTitle: "rate", series };
}
