/**
 * What went into a reconstruction, as images: they show where an image is thin, whether the probe is the right one, and
 * whether the patterns lie as they should.
 *
 * @module
 */
import { patternImage, patternMask } from "../../data/patterns.ts";
import type { Samples } from "../../data/samples.ts";
import type { Model } from "../../model/create_model.ts";
import { type GreyFigure, greyFigure } from "../image/figures/grey_figure.ts";
import { type GreyRange, greyRange, greyRows } from "../image/figures/grey_levels.ts";
import { rowsOf } from "../image/figures/image_rows.ts";
import { panelFigure } from "../image/figures/panel_figure.ts";
import { MeanPattern } from "../../data/arrays/mean_pattern.ts";
import { patchLevels } from "./patch_levels.ts";
import { patternLevels } from "./pattern_figures.ts";
import { predictPatches } from "../patches/predict_patches.ts";
import type { RealImage } from "../../data/real_image.ts";
import { amplitudeOf, phaseOf } from "../image/real_image.ts";

/** What the images are made from. */
export interface DebugSource {
  /** The network. */
  readonly model: Model;
  /** The samples that were reconstructed. */
  readonly samples: Samples;
  /** Made by {@link coverageFigure}. */
  readonly coverage: GreyFigure;
  /** Divisor of the probe, `data.probeScale`. */
  readonly probeScale: number;
}

/**
 * Makes the images; row 0 is at the top, small ones are enlarged.
 *
 * | name              | shows                                                                                           |
 * | ----------------- | ----------------------------------------------------------------------------------------------- |
 * | `coverage`        | the sum of the stitching weights on the canvas, black 0, white its greatest value               |
 * | `probe_amplitude` | the probe as it illuminates the patches, masked and scaled; black 0, white its greatest value; a panel for each mode |
 * | `probe_phase`     | black −π, white π; mid-grey where the amplitude is below 5 % of its greatest                    |
 * | `mean_pattern`    | the mean of the squared patterns, log scale, black and white are its percentiles 0.5 and 99.5; mid-grey where no pattern has a valid pixel |
 * | `patches`         | a row for each of the first four samples, of a group its first pattern: amplitude, phase, pattern as observed, as predicted, and the difference of both, as `patternFigures` shows them |
 */
export async function debugImages(source: DebugSource): Promise<Readonly<Record<string, GreyFigure>>> {
  const { samples, coverage } = source;
  return {
    coverage,
    ...probeFigures(source),
    mean_pattern: meanPattern(samples),
    patches: await patchRows(source),
  };
}

/** The image `coverage`, of the sum of the stitching weights at each pixel of the canvas. */
export function coverageFigure(coverage: RealImage): GreyFigure {
  return imageFigure(coverage, fromZero(coverage));
}

// --- internal ---

/** Samples whose patches are shown. */
const ROWS = 4;

/** Least side of an image, in pixels. */
const LEAST_SIDE = 256;

/** Least side of one of several images side by side. */
const LEAST_PANEL = 192;

function imageFigure(image: RealImage, range: GreyRange, mask?: Uint8Array): GreyFigure {
  const shown = mask ?? new Uint8Array(image.data.length).fill(1);
  return greyFigure(greyRows(rowsOf(image), shown, range), image, LEAST_SIDE);
}

function fromZero({ data }: RealImage): GreyRange {
  return { low: 0, high: data.reduce((greatest, value) => Math.max(greatest, value), 0) };
}

function probeFigures({ samples, probeScale }: DebugSource): Record<"probe_amplitude" | "probe_phase", GreyFigure> {
  const { probe, probeMask, patchSize } = samples;
  const masked = (values: Float32Array): Float32Array =>
    values.map((value, p) => value * (probeMask[p] ?? 1) / probeScale);
  const used = probe.map((mode) => ({ ...mode, re: masked(mode.re), im: masked(mode.im) }));
  const amplitudes = used.map(amplitudeOf);
  const high = Math.max(...amplitudes.map((amplitude) => fromZero(amplitude).high));
  const everywhere = new Uint8Array(patchSize ** 2).fill(1);
  const phases = used.map((mode, k) => {
    const bright = Uint8Array.from(amplitudes[k]?.data ?? [], (value) => Number(value >= 0.05 * high));
    return greyRows(rowsOf(phaseOf(mode)), bright, { low: -Math.PI, high: Math.PI });
  });
  const size = { height: patchSize, width: patchSize };
  return {
    probe_amplitude: panelFigure(
      [amplitudes.map((amplitude) => greyRows(rowsOf(amplitude), everywhere, { low: 0, high }))],
      size,
      LEAST_SIDE,
    ),
    probe_phase: panelFigure([phases], size, LEAST_SIDE),
  };
}

function meanPattern({ patterns, patchSize }: Samples): GreyFigure {
  const sum = new MeanPattern(patchSize);
  for (let k = 0; k < patterns.count; k++) sum.add(patternImage(patterns, k), patternMask(patterns, k));
  const { mean, mask } = sum.finish();
  const image = { ...mean, data: mean.data.map((value) => Math.log10(value)) };
  const range = greyRange(rowsOf(image), Uint8Array.from(mean.data, (value) => Number(value > 0)));
  return imageFigure(image, range, mask ?? undefined);
}

async function patchRows({ model, samples }: DebugSource): Promise<GreyFigure> {
  const size = samples.patchSize;
  const [amps, phases]: [Float32Array[], Float32Array[]] = [[], []];
  const patterns: Uint8Array[][] = [];
  for await (const patch of predictPatches(model, samples, { batchSize: 1, limit: ROWS, diffraction: true })) {
    // Of a sample, the first of its patterns stands for all.
    const first = (part: Float32Array): Float32Array => part.subarray(0, size ** 2);
    amps.push(first(patch.amp));
    phases.push(first(patch.phase));
    const member = samples.members[patch.first] ?? NaN;
    const [observed, mask] = [patternImage(samples.patterns, member), patternMask(samples.patterns, member)];
    const views = patternLevels({ observed, predicted: first(patch.diffraction), mask }, size);
    patterns.push([views.observed, views.predicted, views.difference]);
  }
  const [amplitude, phase] = [patchLevels(amps, size), patchLevels(phases, size)];
  const rows = patterns.map((views, row) => [...amplitude.slice(row, row + 1), ...phase.slice(row, row + 1), ...views]);
  return panelFigure(rows, { height: size, width: size }, LEAST_PANEL);
}
