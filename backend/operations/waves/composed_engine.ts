/**
 * The kernels of `engine.ts`, composed of tensorflow.js' operations.
 *
 * @module
 */
import * as tf from "../../../packages/tensorflow.ts";
import { COMPOSED_DIFFRACTION_KERNELS, type DiffractionInputs } from "./composed_diffraction.ts";
import { composedLeastSquaresStep } from "./composed_least_squares.ts";
import { composedCoefficientStep, composedSettling, shotProbes, steppedAsModes } from "./shot_variation.ts";
import { composedMapStep, type MapInputs, type MapStep } from "./difference_map_step.ts";
import { LEAST_INTENSITY, type Likelihood, LONGEST_STEP, NEWTON_STEPS, type StepSizes } from "./engine.ts";
import { composedPositionWays } from "./position_ways.ts";

/** Inputs by their names; a kernel has some of them. */
export interface EngineInputs extends MapInputs {
  readonly chiRe: tf.Tensor4D;
  readonly chiIm: tf.Tensor4D;
  readonly eigenRe?: tf.Tensor3D;
  readonly eigenIm?: tf.Tensor3D;
  readonly coefficients?: tf.Tensor;
  readonly all: tf.Tensor;
}

/** Attributes by their names; a kernel has some of them. */
export interface EngineAttributes extends StepSizes, MapStep {
  readonly eigenprobesMove: boolean;
  readonly reach: number;
  readonly likelihood: Likelihood;
}

/** The kernels by name; each makes its outputs of its inputs and attributes by name. */
export const COMPOSED_ENGINE_KERNELS: Readonly<
  Record<string, (inputs: EngineInputs, attributes: EngineAttributes) => tf.Tensor[]>
> = {
  ExitWaveCorrection: (inputs, { likelihood }) => {
    const { measured, mask, background, damping, matrix } = inputs;
    const [re, im] = cut(inputs).map((part) => part.expandDims(1)) as Pair;
    const [farRe, farIm] = fourier(product([re, im], probesOf(inputs)), matrix, false);
    const waves = farRe.square().add(farIm.square()).sum(1);
    const intensity = tf.maximum(background ? waves.add(background) : waves, LEAST_INTENSITY);
    const patterns = { measured, predicted: tf.sqrt(intensity), mask, damping };
    const { factors, residuals } = comparePatterns(patterns, likelihood);
    const factor = factors.expandDims(1);
    const [chiRe, chiIm] = fourier([farRe.mul(factor), farIm.mul(factor)], matrix, true);
    return [chiRe, chiIm, residuals, ...(background ? [intensity] : [])];
  },
  ExitWaves: (inputs) => {
    const patches = cut(inputs).map((part) => part.expandDims(1)) as Pair;
    return product(patches, [inputs.probeRe, inputs.probeIm]);
  },
  EngineStep: (inputs, attributes) => steppedAsModes(inputs, attributes, composedStep),
  LeastSquaresStep: (inputs, attributes) =>
    steppedAsModes(inputs, attributes, (all, sizes) => {
      const { objectRe, objectIm, probeRe, probeIm, corners, fractions, chiRe, chiIm } = all;
      const waves = { object: { re: objectRe, im: objectIm }, probe: { re: probeRe, im: probeIm } };
      const step = { places: { corners, fractions }, chi: { re: chiRe, im: chiIm }, sizes };
      return composedLeastSquaresStep(waves, step);
    }),
  CoefficientStep: (inputs) => {
    const { objectRe, objectIm, probeRe, probeIm, corners, fractions, chiRe, chiIm, all, rows } = inputs;
    const [object, eigenprobes] = [{ re: objectRe, im: objectIm }, { re: probeRe, im: probeIm }];
    const batch = { object, eigenprobes, places: { corners, fractions }, chi: { re: chiRe, im: chiIm }, rows };
    return composedCoefficientStep(all, batch);
  },
  SettleVariation: ({ probeRe, probeIm, eigenRe, eigenIm, all }) =>
    eigenRe && eigenIm
      ? composedSettling({ probe: { re: probeRe, im: probeIm }, eigenprobes: { re: eigenRe, im: eigenIm }, all })
      : [],
  TakePatterns: ({ corners, fractions, measured, rows }) =>
    [corners, fractions, measured].map((all) => tf.gather<tf.Tensor>(all, rows)),
  DifferenceMapStep: (inputs, step) => {
    const { exitRe, exitIm } = inputs, rows = inputs.rows.reshape([inputs.rows.size, 1]);
    const { re, im } = composedMapStep(inputs, step);
    return [tf.tensorScatterUpdate(exitRe, rows, re), tf.tensorScatterUpdate(exitIm, rows, im)];
  },
  PositionWays: ({ objectRe, objectIm, probeRe, probeIm, corners, fractions, chiRe, chiIm }, { reach }) => {
    const waves = { object: { re: objectRe, im: objectIm }, probe: { re: probeRe, im: probeIm } };
    return [composedPositionWays(waves, { places: { corners, fractions }, chi: { re: chiRe, im: chiIm }, reach })];
  },
};

// --- internal ---

/**
 * What far fields are multiplied by to correct them, and how far they are off.
 *
 * @param patterns Amplitudes (B, N, N), measured and predicted, which pixels were measured, and the damping of each.
 * @param likelihood What is to be likely.
 * @returns Factors (B, N, N), and the residuals (B, 2) of `ExitWaveCorrection`.
 */
function comparePatterns(
  { measured, predicted, ...others }:
    & {
      readonly [name in "measured" | "predicted"]: tf.Tensor;
    }
    & { readonly [name in "mask" | "damping"]: tf.Tensor | null | undefined },
  likelihood: Likelihood,
): { readonly factors: tf.Tensor; readonly residuals: tf.Tensor2D } {
  const mask = others.mask ?? tf.scalar(1), damping = others.damping ?? tf.scalar(0);
  const factors = likelihood === "poisson"
    ? towardsCounts(measured, predicted, { mask, damping })
    : measured.div(predicted).sub(1).mul(mask).sub(damping);
  const differences = measured.sub(predicted).abs().mul(mask).sum([1, 2]);
  const deviances = deviance(measured, predicted).mul(mask).sum([1, 2]);
  return { factors, residuals: tf.stack([differences, deviances], 1) as tf.Tensor2D };
}

type Pair = [re: tf.Tensor, im: tf.Tensor];

/** Modes that all patterns share (M, N, N), or those of each, whose first differs (B, M, N, N). */
function probesOf({ probeRe, probeIm, eigenRe, eigenIm, coefficients }: EngineInputs): Pair {
  if (!eigenRe || !eigenIm || !coefficients) return [probeRe, probeIm];
  const { re, im } = shotProbes({ re: probeRe, im: probeIm }, {
    eigenprobes: { re: eigenRe, im: eigenIm },
    coefficients,
  });
  return [re, im];
}

/** Object and probe after a step, real and imaginary parts. */
function composedStep(inputs: EngineInputs, sizes: StepSizes): tf.Tensor[] {
  const { objectRe, objectIm, probeRe, probeIm, chiRe, chiIm } = inputs;
  const forObject = byConjugate([probeRe, probeIm], [chiRe, chiIm]).map((part) => part.sum(1));
  const light = probeRe.square().add(probeIm.square()).sum(0);
  const [sumRe, sumIm, sumLight] = [...forObject, tf.tile(light.expandDims(0), [chiRe.shape[0], 1, 1])]
    .map((patches) => lay(patches as tf.Tensor3D, inputs)) as [tf.Tensor, tf.Tensor, tf.Tensor];
  const objectShare = shareOf(sumLight, sizes.objectRegularisation).mul(sizes.objectStep);
  const object = [objectRe.add(sumRe.mul(objectShare)), objectIm.add(sumIm.mul(objectShare))];
  if (sizes.probeStep === 0) return [...object, tf.clone(probeRe), tf.clone(probeIm)];
  const [re, im] = cut(inputs);
  const [stepRe, stepIm] = byConjugate([re.expandDims(1), im.expandDims(1)], [chiRe, chiIm])
    .map((part) => part.sum(0)) as Pair;
  const probeShare = shareOf(re.square().add(im.square()).sum(0), sizes.probeRegularisation).mul(sizes.probeStep);
  return [...object, probeRe.add(stepRe.mul(probeShare)), probeIm.add(stepIm.mul(probeShare))];
}

/** Patches (B, N, N) of the object. */
function cut({ objectRe, objectIm, probeRe, corners, fractions }: EngineInputs): Pair {
  const [side, [height, width]] = [probeRe.shape[1], objectRe.shape];
  const pixels = pixelsOf(corners, { side, height, width });
  const [down, across] = sharesOf(fractions);
  return [objectRe, objectIm].map((part) => {
    const whole = part.reshape([height * width]).gather(pixels);
    const rows = blend(whole.slice([0, 0, 0], [-1, side, -1]), whole.slice([0, 1, 0], [-1, side, -1]), down);
    return blend(rows.slice([0, 0, 0], [-1, -1, side]), rows.slice([0, 0, 1], [-1, -1, side]), across);
  }) as Pair;
}

/** The adjoint of {@link cut}: the sum on the canvas of patches (B, N, N). */
function lay(patches: tf.Tensor3D, { objectRe, corners, fractions }: EngineInputs): tf.Tensor {
  const [side, [height, width]] = [patches.shape[1], objectRe.shape];
  const pixels = pixelsOf(corners, { side, height, width });
  const [down, across] = sharesOf(fractions);
  const columns = blend(patches.pad([[0, 0], [0, 0], [0, 1]]), patches.pad([[0, 0], [0, 0], [1, 0]]), across);
  const values = blend(columns.pad([[0, 0], [0, 1], [0, 0]]), columns.pad([[0, 0], [1, 0], [0, 0]]), down);
  return tf.scatterND(pixels.reshape([-1, 1]), values.reshape([-1]), [height * width]).reshape([height, width]);
}

/** Numbers (B, N + 1, N + 1) of the pixels that patches lie between; beyond the canvas, where nothing is shared, its last. */
function pixelsOf(
  corners: tf.Tensor2D,
  { side, height, width }: { readonly side: number; readonly height: number; readonly width: number },
): tf.Tensor3D {
  const steps = tf.range(0, side + 1, 1, "int32");
  const [row, column] = tf.split(corners, 2, 1) as [tf.Tensor, tf.Tensor];
  const rows = tf.minimum(row.add(steps), tf.scalar(height - 1, "int32"));
  const columns = tf.minimum(column.add(steps), tf.scalar(width - 1, "int32"));
  return rows.mul(tf.scalar(width, "int32")).expandDims(2).add(columns.expandDims(1)) as tf.Tensor3D;
}

/** Fractions (B, 1, 1) of rows and of columns. */
function sharesOf(fractions: tf.Tensor2D): Pair {
  return tf.split(fractions.expandDims(2), 2, 1) as Pair;
}

function blend(first: tf.Tensor, second: tf.Tensor, share: tf.Tensor): tf.Tensor {
  return first.mul(tf.scalar(1).sub(share)).add(second.mul(share));
}

function fourier([re, im]: Pair, matrix: tf.Tensor2D, inverse: boolean): Pair {
  const inputs = { re, im, matrix } as unknown as DiffractionInputs;
  return COMPOSED_DIFFRACTION_KERNELS.CentredFourier?.(inputs, { inverse, floor: 0 }) as Pair;
}

function product([aRe, aIm]: Pair, [bRe, bIm]: Pair): Pair {
  return [aRe.mul(bRe).sub(aIm.mul(bIm)), aRe.mul(bIm).add(aIm.mul(bRe))];
}

/** −ξ (w v + d) of Poisson's likelihood. */
function towardsCounts(
  measured: tf.Tensor,
  predicted: tf.Tensor,
  { mask, damping }: { readonly [name in "mask" | "damping"]: tf.Tensor },
): tf.Tensor {
  const [counts, intensity] = [measured.square().add(1), predicted.square().add(1)];
  const excess = intensity.sub(counts).div(intensity).mul(mask), squares = excess.square();
  let step = tf.zeros([measured.shape[0] ?? 0, 1, 1]);
  for (let k = 0; k < NEWTON_STEPS; k++) {
    const left = tf.scalar(1).sub(step.mul(excess));
    const slope = excess.mul(counts.div(left).sub(intensity.mul(left))).sum([1, 2], true);
    const bend = squares.mul(counts.div(left.square()).add(intensity)).sum([1, 2], true);
    step = step.sub(slope.div(tf.maximum(bend, LEAST_INTENSITY))).clipByValue(0, LONGEST_STEP);
  }
  return excess.add(damping).mul(step).neg();
}

/** a* · b. */
function byConjugate([aRe, aIm]: Pair, [re, im]: Pair): Pair {
  return [aRe.mul(re).add(aIm.mul(im)), aRe.mul(im).sub(aIm.mul(re))];
}

/** One over the regularised denominator; of sums that are zero everywhere, one over next to nothing. */
function shareOf(sum: tf.Tensor, regularisation: number): tf.Tensor {
  const most = sum.max();
  return tf.reciprocal(
    tf.maximum(sum.mul(1 - regularisation).add(most.mul(regularisation)), most.mul(LEAST_SHARE).add(LEAST_INTENSITY)),
  );
}

/** Share of the greatest light below which a denominator does not fall. */
export const LEAST_SHARE = 1e-6;

/**
 * 2 (I − n + n ln(n / I)), n = A², I = p². Near A = p, where that is a small difference of large numbers, by its series in
 * u = A / p − 1: 2 (A − p)² (2 + 2/3 u − 1/6 u² + 1/15 u³ − 1/30 u⁴ + 2/105 u⁵).
 */
function deviance(measured: tf.Tensor, predicted: tf.Tensor): tf.Tensor {
  const difference = measured.sub(predicted);
  const ratio = measured.div(predicted), u = ratio.sub(1);
  const series = SERIES.reduce<tf.Tensor>((sum, coefficient) => sum.mul(u).add(coefficient), tf.zerosLike(u));
  const logarithm = tf.log(tf.maximum(ratio, LEAST_RATIO)).mul(measured.square()).mul(2);
  const far = logarithm.sub(difference.mul(measured.add(predicted)));
  return tf.where(tf.less(u.abs(), NEAR), difference.square().mul(series), far).mul(2);
}

/** Least A / p under a logarithm. */
const LEAST_RATIO = 1e-30;

/** Up to here the series of {@link deviance} serves. */
const NEAR = 0.25;

const SERIES = [2 / 105, -1 / 30, 1 / 15, -1 / 6, 2 / 3, 2];
