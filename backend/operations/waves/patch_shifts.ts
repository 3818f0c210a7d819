/**
 * How far patches lie by cross-correlation (Zhang et al. 2013, doi:10.1364/OE.21.013592): what a pattern makes of its patch is
 * correlated with the patch as the object has it. Composed of kernels and of tensorflow.js' operations.
 *
 * @module
 */
import * as tf from "../../../packages/tensorflow.ts";
import { centredFourier } from "./centred_fourier.ts";
import { type EngineWaves, exitWaves, type PatchPlaces, type Wave } from "./engine.ts";
import { conjugate, joined, plus, times } from "./wave_arithmetic.ts";

/** A batch whose patches are looked for. */
export interface SoughtBatch {
  /** Where patches lie. */
  readonly places: PatchPlaces;
  /** What exit waves lack. */
  readonly chi: Wave;
  /** (2N, 2N), the matrix of the centred Fourier transform of `model/physics/dft.ts`. */
  readonly matrix: tf.Tensor2D;
}

/** How far a peak is looked for, in whole pixels along each axis. */
export const FARTHEST_PEAK = 3;

/**
 * By how much each patch lies further along x, and along y, in pixels: the t at which
 *
 *     (1 − {@link FLATNESS} |t|²) |Σ Q(r) O_j*(r + t)|² / Σ L(r) |O_j(r + t)|²,   Q = Σₘ P* (P O_j + χ),   L = Σₘ |P|²
 *
 * is greatest. Q / L is the patch after an update that follows its pattern alone, so this is the correlation of the patches
 * before and after, each pixel weighed by its light (the paper takes those above a threshold alike), and 1 where they are
 * the same but for a factor; χ = 0 has its peak at 0. It is looked for on whole pixels up to {@link FARTHEST_PEAK}, then on
 * quarters, by products with the matrices of transforms to those places (Guizar-Sicairos, Thurman and Fienup 2008,
 * doi:10.1364/OL.33.000156), then at the vertex of a paraboloid.
 *
 * @param waves Object and probe; they are only read.
 * @param batch Where patches lie, what exit waves lack, and the matrix.
 * @returns (2, B): x, then y.
 */
export function patchShifts(waves: EngineWaves, batch: SoughtBatch): tf.Tensor2D {
  return tf.tidy(() => {
    const spectra = correlations(waves, batch), count = batch.places.corners.shape[0];
    let place: Place = { x: tf.zeros([count, 1]), y: tf.zeros([count, 1]) };
    for (const spacing of [1, 0.25]) place = highest(spectra, place, spacing);
    const { x, y } = vertex(spectra, place);
    return tf.concat([x, y], 1).transpose<tf.Tensor2D>();
  });
}

/** Part that a pixel of distance takes from a peak, so that a patch without contrast stays where it is. */
export const FLATNESS = 1e-4;

// --- internal ---

/** (B, 1) places of peaks. */
interface Place {
  readonly x: tf.Tensor;
  readonly y: tf.Tensor;
}

/** Spectra (B, N, N) of both correlations, of patches and of light. */
interface Spectra {
  readonly patches: Wave;
  readonly light: Wave;
}

/** Distance of the places that a paraboloid goes through. */
const NEAR = 1 / 16;

/** How far from the highest quarter a vertex may be. */
const HALF_QUARTER = 1 / 8;

/** Next to nothing. */
const LEAST = 1e-30;

function correlations(waves: EngineWaves, { places, chi, matrix }: SoughtBatch): Spectra {
  const { probe } = waves, [, side = 0] = probe.re.shape, [count = 0] = chi.re.shape;
  const light = probe.re.square().add(probe.im.square()).sum(0, true);
  const even = { re: tf.ones([1, side, side]), im: tf.zeros([1, side, side]) };
  const cut = exitWaves({ object: waves.object, probe: even }, places);
  const patch = { re: cut.re.squeeze([1]), im: cut.im.squeeze([1]) };
  const lacking = times(conjugate(probe), chi);
  const after = plus(
    { re: patch.re.mul(light), im: patch.im.mul(light) },
    { re: lacking.re.sum(1), im: lacking.im.sum(1) },
  );
  const squares = real(patch.re.square().add(patch.im.square()));
  // One call for all of them.
  const far = centredFourier(joined([patch, after, squares, real(light)], 0), matrix, false);
  const [before, moved, bright, lit] = parted(far, [count, count, count, 1]) as [Wave, Wave, Wave, Wave];
  return { patches: times(moved, conjugate(before)), light: times(lit, conjugate(bright)) };
}

function real(re: tf.Tensor): Wave {
  return { re, im: tf.zerosLike(re) };
}

function parted({ re, im }: Wave, counts: number[]): Wave[] {
  const imaginary = tf.split(im, counts);
  return tf.split(re, counts).map((part, k) => ({ re: part, im: imaginary[k] ?? part }));
}

/** The highest of the places around others, (2 FARTHEST_PEAK + 1)² of a spacing. */
function highest(spectra: Spectra, { x, y }: Place, spacing: number): Place {
  const side = 2 * FARTHEST_PEAK + 1;
  const steps = tf.range(-FARTHEST_PEAK, FARTHEST_PEAK + 1).mul(spacing).expandDims(0);
  const best = heights(spectra, { x: x.add(steps), y: y.add(steps) }).reshape([-1, side ** 2]).argMax(1);
  const row = tf.floor(best.toFloat().add(0.5).div(side)), column = best.toFloat().sub(row.mul(side));
  const moved = (from: tf.Tensor, steps: tf.Tensor): tf.Tensor =>
    from.add(steps.sub(FARTHEST_PEAK).mul(spacing).expandDims(1));
  return { x: moved(x, column), y: moved(y, row) };
}

/** The vertex of the paraboloid through a place and its neighbours. */
function vertex(spectra: Spectra, { x, y }: Place): Place {
  const steps = tf.tensor2d([[-NEAR, 0, NEAR]]), count = x.shape[0] ?? 0;
  const around = heights(spectra, { x: x.add(steps), y: y.add(steps) });
  const at = (row: number, column: number): tf.Tensor =>
    around.slice([0, 1 + row, 1 + column], [count, 1, 1]).squeeze([2]);
  const slopes = [at(0, 1).sub(at(0, -1)).div(2), at(1, 0).sub(at(-1, 0)).div(2)] as const;
  const bend = (before: tf.Tensor, after: tf.Tensor): tf.Tensor => before.add(after).sub(at(0, 0).mul(2));
  const [xx, yy] = [bend(at(0, -1), at(0, 1)), bend(at(-1, 0), at(1, 0))];
  const xy = at(1, 1).add(at(-1, -1)).sub(at(1, -1)).sub(at(-1, 1)).div(4);
  const determinant = tf.maximum(xx.mul(yy).sub(xy.square()), LEAST);
  const between = (own: tf.Tensor, other: tf.Tensor, across: tf.Tensor): tf.Tensor =>
    xy.mul(other).sub(across.mul(own)).mul(NEAR).div(determinant).clipByValue(-HALF_QUARTER, HALF_QUARTER);
  return { x: x.add(between(slopes[0], slopes[1], yy)), y: y.add(between(slopes[1], slopes[0], xx)) };
}

/** (B, G, G) heights at rows y (B, G) and columns x (B, G). */
function heights({ patches, light }: Spectra, { x, y }: Place): tf.Tensor {
  const [, side = 0] = patches.re.shape;
  const frequencies = tf.range(-side / 2, side / 2).mul(-2 * Math.PI / side).reshape([1, 1, side]);
  const waves = (places: tf.Tensor): Wave => {
    const phase = places.expandDims(2).mul(frequencies);
    return { re: tf.cos(phase), im: tf.sin(phase) };
  };
  const [down, across] = [waves(y), waves(x)];
  const peak = product(product(down, patches, false), across, true);
  const bright = product(product(down, light, false), across, true).re;
  const far = y.square().expandDims(2).add(x.square().expandDims(1)).mul(FLATNESS);
  return peak.re.square().add(peak.im.square()).div(tf.maximum(bright, LEAST)).mul(tf.scalar(1).sub(far));
}

/** Products of complex matrices (B, …). */
function product(a: Wave, b: Wave, transposed: boolean): Wave {
  const times = (left: tf.Tensor, right: tf.Tensor): tf.Tensor => tf.matMul(left, right, false, transposed);
  return {
    re: times(a.re, b.re).sub(times(a.im, b.im)),
    im: times(a.re, b.im).add(times(a.im, b.re)),
  };
}
