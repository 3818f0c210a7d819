/**
 * A step of the difference map, what it runs by name: exit waves of all patterns, of which those of a batch move.
 *
 * | kernel              | inputs                                                                    | attributes | outputs |
 * | ------------------- | ------------------------------------------------------------------------- | ---------- | ------- |
 * | `DifferenceMapStep` | exitRe, exitIm (P, M, N, N), rows (B), objectRe, objectIm, probeRe, probeIm, corners, fractions, measured, mask, background, damping, matrix of `engine.ts` | `relaxation`, `isFirst` | exit waves, twice |
 *
 * It uses up the exit waves: their memory may be that of the outputs.
 *
 * @module
 */
import * as tf from "../../../packages/tensorflow.ts";
import { centredFourier } from "./centred_fourier.ts";
import {
  type EngineWaves,
  exitWaves,
  LEAST_INTENSITY,
  type MeasuredPatterns,
  type PatchPlaces,
  placedWaves,
  type Wave,
} from "./engine.ts";
import { plus } from "./wave_arithmetic.ts";

/** A batch of the difference map. */
export interface MappedBatch {
  /** (B) numbers of its patterns, int32, no two alike. */
  readonly rows: tf.Tensor1D;
  /** Where its patches lie. */
  readonly places: PatchPlaces;
  /** What was measured. */
  readonly measured: MeasuredPatterns;
}

/** How a step goes. */
export interface MapStep {
  /** β, above 0 to 1. */
  readonly relaxation: number;
  /** Whether there are no exit waves yet: then those that object and probe make are where the step begins. */
  readonly isFirst: boolean;
}

/**
 * Exit waves ψ of a batch after a step, with those that object and probe make, P O, and Π_F, which gives waves the measured
 * amplitudes where they were measured, and takes the damping's part away:
 *
 *     ψ ← β (ψ + Π_F (2 P O − ψ)) + (1 − 2 β) P O.
 *
 * @param exit Exit waves of all patterns (P, M, N, N); they are used up, and disposed of.
 * @param waves Object and probe; they are only read.
 * @param batch The batch.
 * @param step How far.
 * @returns Exit waves of all patterns.
 */
export function differenceMapStep(
  exit: Wave,
  waves: EngineWaves,
  { rows, places, measured: { amplitude, mask, background, damping, matrix } }: MappedBatch,
  step: MapStep,
): Wave {
  const inputs = {
    ...placedWaves(waves, places),
    ...{ exitRe: exit.re, exitIm: exit.im, rows, measured: amplitude, matrix },
    ...{ ...(mask && { mask }), ...(background && { background }), ...(damping && { damping }) },
  };
  const [re, im] = tf.engine().runKernel<[tf.Tensor, tf.Tensor]>("DifferenceMapStep", inputs, { ...step });
  tf.dispose([exit.re, exit.im]);
  return { re, im };
}

/**
 * The exit waves (B, M, N, N) of the batch alone, composed of other operations.
 *
 * @param inputs Of the kernel.
 * @param step How far.
 */
export function composedMapStep(inputs: MapInputs, { relaxation: beta, isFirst }: MapStep): Wave {
  const { objectRe, objectIm, probeRe, probeIm, corners, fractions, rows, exitRe, exitIm } = inputs;
  const waves = { object: { re: objectRe, im: objectIm }, probe: { re: probeRe, im: probeIm } };
  const made = exitWaves(waves, { corners, fractions });
  const before = isFirst ? made : { re: tf.gather(exitRe, rows), im: tf.gather(exitIm, rows) };
  const reflected = each(made, before, (a, b) => a.mul(2).sub(b));
  const way = plus(before, onMeasured(reflected, inputs));
  return each(made, way, (a, b) => b.mul(beta).add(a.mul(1 - 2 * beta)));
}

/** Inputs of the kernel by their names. */
export interface MapInputs {
  readonly exitRe: tf.Tensor4D;
  readonly exitIm: tf.Tensor4D;
  readonly rows: tf.Tensor1D;
  readonly objectRe: tf.Tensor2D;
  readonly objectIm: tf.Tensor2D;
  readonly probeRe: tf.Tensor3D;
  readonly probeIm: tf.Tensor3D;
  readonly corners: tf.Tensor2D;
  readonly fractions: tf.Tensor2D;
  readonly measured: tf.Tensor3D;
  readonly mask?: tf.Tensor;
  readonly background?: tf.Tensor;
  readonly damping?: tf.Tensor;
  readonly matrix: tf.Tensor2D;
}

// --- internal ---

/** Waves that have the measured amplitudes where they were measured, and what is not damped of them elsewhere. */
function onMeasured(
  wave: Wave,
  { measured, mask, matrix, background, damping }: MapInputs,
): Wave {
  const far = centredFourier(wave, matrix, false);
  const waves = far.re.square().add(far.im.square()).sum(1);
  const predicted = tf.sqrt(tf.maximum(background ? waves.add(background) : waves, LEAST_INTENSITY));
  const ratio = measured.div(predicted);
  const left = damping ? tf.broadcastTo(tf.scalar(1).sub(damping), ratio.shape) : tf.onesLike(ratio);
  const factor = (mask ? tf.where(tf.greater(mask, 0), ratio, left) : ratio).expandDims(1);
  return centredFourier({ re: far.re.mul(factor), im: far.im.mul(factor) }, matrix, true);
}

/** Real and imaginary parts, each made of those of two waves. */
function each(a: Wave, b: Wave, make: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor): Wave {
  return { re: make(a.re, b.re), im: make(a.im, b.im) };
}
