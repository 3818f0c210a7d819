/**
 * "Did it work?" at one look: what was found, and below it the object, how well its patterns are explained, the course of
 * the training, and the probe.
 *
 * @module
 */
import type { BestEpoch } from "../../config/values/best_epoch.ts";
import type { Ramp } from "../image/fit_ramp.ts";
import type { Reconstruction } from "../image/reconstruction.ts";
import { linearScale } from "../figures/drawing/axes/linear_scale.ts";
import { type Figure, figure } from "../figures/drawing/figure.ts";
import { type Block, NO_MARGINS } from "../figures/drawing/layout/block.ts";
import { EDGE, grid, type Laid } from "../figures/drawing/layout/grid.ts";
import { numberText } from "../figures/drawing/text/number_text.ts";
import { type DrawnIteration, iterationsChart } from "../figures/iterations_chart.ts";
import { lossChart, type LossEpoch } from "../figures/loss_figure.ts";
import { flatObject } from "../figures/panels/flat_object.ts";
import { measuredValues } from "../figures/panels/measured_values.ts";
import { amplitudePanel, complexPanel, phasePanel } from "../figures/panels/object_panels.ts";
import { shownRange, valuePanel } from "../figures/panels/value_panel.ts";
import { predictionPanels } from "../figures/prediction_figure.ts";
import { residualMap } from "../figures/residual_figure.ts";
import type { Finding } from "../findings/finding.ts";
import type { Diagnostics } from "./diagnostics.ts";
import { findingsBlock } from "./findings_block.ts";

/** What an inference left. */
export interface Results {
  /** What was reconstructed, and with what, in one line. */
  readonly name: string;
  /** The image. */
  readonly reconstruction: Reconstruction;
  /** Its global phase and ramp, where they were fitted already. */
  readonly ramp?: Ramp;
  /** What was kept beside it; what a network painted is not drawn. */
  readonly diagnostics: Omit<Diagnostics, "patches">;
  /** What looks wrong, as `findAll` has it. */
  readonly findings: readonly Finding[];
  /** Epochs of the training, in their order; empty where the run is not at hand. */
  readonly epochs: readonly LossEpoch[];
  /** The best of them, as `bestEpoch` finds it; the epoch of the least loss where this is left out. */
  readonly best?: BestEpoch;
  /**
   * Iterations of the engine, in their order.
   * @default none: a network painted it
   */
  readonly iterations?: readonly DrawnIteration[];
}

/**
 * Draws the findings, and six views below: amplitude and phase of the object; the first mode of the probe; the median and
 * the worst pattern, measured and predicted; the residual of each pattern at its position; the losses of the training, or
 * without a run the mean pattern. Of an engine, in place of losses, what was left in each iteration.
 *
 * @example
 * ```ts
 * import { resultsFigure, standalone } from "@exitwave/exitwave"; // diagnostics are those of `readDiagnostics`
 * import { assertEquals } from "@std/assert";
 *
 * const head = {
 *   ...{ mean: 1, std: 0.2, min: 0.5, max: 1.5, saturatedLow: null, saturatedHigh: null },
 *   ...{ stdWithinPatches: 0.2, stdBetweenPatches: 0.2 },
 * };
 * const side = 8;
 * const image = { height: side, width: side, re: new Float32Array(64).fill(1), im: new Float32Array(64) };
 * const diagnostics = {
 *   patterns: {
 *     positions: { x: Float64Array.of(4, 5), y: Float64Array.of(4, 4) },
 *     numbers: Int32Array.of(0, 1),
 *     residuals: Float64Array.of(0.1, 0.2),
 *     energies: Float64Array.of(3.5, 4.5),
 *     greatest: Float64Array.of(1, 1),
 *   },
 *   shown: [],
 *   mean: { mean: { height: side, width: side, data: new Float64Array(64) }, mask: null },
 *   probe: [image],
 *   patches: { heads: { amplitude: head, phase: head }, count: 2, agreement: 0.3 },
 *   photons: null,
 * };
 * const reconstruction = { object: image, mask: new Uint8Array(64).fill(1), origin: { y: 0, x: 0 } };
 * const figure = resultsFigure({ name: "scan.npz", reconstruction, diagnostics, findings: [], epochs: [] });
 * assertEquals(standalone(figure).includes(">Nothing looks wrong.</text>"), true);
 * ```
 */
export function resultsFigure(results: Results): Figure {
  const { name, reconstruction, ramp, diagnostics, findings } = results;
  const { object, mask, pixelSize } = reconstruction;
  const { patterns, shown, probe } = diagnostics;
  const flat = flatObject(object, mask, ramp);
  const panel = { bar: { pixelSize }, side: SIDE };
  const [mode] = probe;
  const probePanel = mode && complexPanel(flatObject(mode, null, NO_RAMP), {
    ...panel,
    title: probe.length > 1 ? "Probe, first mode" : "Probe",
  });
  const views = grid([
    [
      amplitudePanel(flat, { ...panel, title: "Amplitude" }),
      phasePanel(flat, { ...panel, title: "Phase (rad)" }),
      probePanel ?? null,
    ],
    ...shown.slice(shown.length > 1 ? 1 : 0).map((pattern) => predictionPanels(pattern, null, SIDE)),
  ]);
  const map = residualMap(patterns, { pixelSize, side: SIDE });
  const below = grid([[map, coursePanel(results)]]);
  const width = Math.max(views.width, below.width) - 2 * EDGE;
  const residual = residualText(diagnostics);
  const drawing = grid([
    [findingsBlock(findings, { title: name, subtitle: residual, width })],
    ...[views, below].map((laid) => [blockOf(laid)]),
  ]);
  const told = findings.map(({ title, detail }) => `${title}: ${detail}.`).join(" ");
  return figure(drawing.content, drawing, {
    title: "Results",
    description: `${name}. ${residual} ${told || "Nothing looks wrong."}`,
  });
}

// --- internal ---

/** Longest side of an image in px. */
const SIDE = 220;

/** px between the axes of the losses. */
const LOSSES = { width: 320, height: 190 };
const NO_RAMP = { x: 0, y: 0, offset: 0 };

function blockOf({ content, width, height }: Laid): Block {
  return { ...NO_MARGINS, width, height, content };
}

function coursePanel({ epochs, best, iterations = [], diagnostics }: Results): Block {
  if (iterations.length > 0) return iterationsChart(iterations, LOSSES);
  return epochs.length > 0 ? lossChart(epochs, { ...LOSSES, ...(best && { best }) }) : meanPanel(diagnostics);
}

function meanPanel({ mean: { mean, mask } }: Results["diagnostics"]): Block {
  const amplitude = { ...mean, data: mean.data.map(Math.sqrt) };
  const values = measuredValues(amplitude, mask);
  const scale = linearScale(shownRange(values));
  return valuePanel({ title: "Mean pattern, amplitude", values, map: "sequential", scale, side: SIDE });
}

function residualText({ patterns: { residuals } }: Results["diagnostics"]): string {
  const known = residuals.filter(Number.isFinite).sort();
  const [least, middle, most] = [0, (known.length - 1) >> 1, known.length - 1].map((place) =>
    numberText(known[place] ?? NaN)
  );
  return known.length === 0
    ? "No residual is known."
    : `Residuals of ${known.length} patterns: ${middle} in the middle, from ${least} to ${most}.`;
}
