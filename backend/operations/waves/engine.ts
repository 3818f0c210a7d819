/**
 * What iterative engines run by name: what measured amplitudes make of exit waves, and the step of object and probe that
 * follows. Waves are pairs of real and imaginary part; none of these has a gradient.
 *
 * The object is a canvas (H, W). Position j of a batch of B begins at pixel `corners[j]`, row and column, and lies
 * `fractions[j]` of a pixel beyond, each from 0 to below 1: its patch O_j = T_j O is bilinear between four pixels, and the
 * adjoint T_jᵀ shares each value among them. A patch does not reach beyond the canvas.
 *
 * | kernel               | inputs                                                                    | attributes | outputs |
 * | -------------------- | ------------------------------------------------------------------------- | ---------- | ------- |
 * | `ExitWaveCorrection` | objectRe, objectIm (H, W), probeRe, probeIm (M, N, N), corners, fractions (B, 2), measured (B, N, N), mask (N, N) or (B, N, N), which may be missing, background and damping (N, N), likewise, eigenRe, eigenIm (K, N, N), coefficients (B, 2K), likewise, matrix (2N, 2N) of `CentredFourier` | `likelihood` | χ (B, M, N, N), twice; residuals (B, 2); with a background predicted counts (B, N, N) |
 * | `EngineStep`         | objectRe, objectIm, probeRe, probeIm, corners, fractions as above, chiRe, chiIm (B, M, N, N), and eigenRe, eigenIm, coefficients, which may be missing | {@link StepSizes}, `eigenprobesMove` | object (H, W), twice; probe (M, N, N), twice; with eigenprobes these (K, N, N), twice |
 * | `ExitWaves` | objectRe, objectIm, probeRe, probeIm, corners, fractions as above | | ψ (B, M, N, N), twice |
 * | `TakePatterns` | corners, fractions (P, 2), measured (P, N, N), rows (B) | | those of the rows, in the order of the inputs |
 *
 * `EngineStep` uses up object, probe and eigenprobes: their memory may be that of the outputs.
 *
 * @module
 */
import * as tf from "../../../packages/tensorflow.ts";

/** A complex tensor: real and imaginary part, of one shape, float32. */
export interface Wave {
  /** Real part. */
  readonly re: tf.Tensor;
  /** Imaginary part. */
  readonly im: tf.Tensor;
}

/** Object and probe of an engine. */
export interface EngineWaves {
  /** The canvas (H, W). */
  readonly object: Wave;
  /** Modes (M, N, N), in √counts. */
  readonly probe: Wave;
}

/** How the first mode of a probe differs from shot to shot: that of pattern j is P + Σ c_jk E_k. */
export interface ShotVariation {
  /** E (K, N, N), which all patterns share. */
  readonly eigenprobes: Wave;
  /** (B, 2K): of each pattern K real parts of c, then the imaginary ones. */
  readonly coefficients: tf.Tensor;
}

/** The same in a step, to which eigenprobes are further modes: what these lack is c* times what the first mode does. */
export interface SteppedVariation extends ShotVariation {
  /** Whether eigenprobes go; in either case they are used up, and disposed of. */
  readonly moves: boolean;
}

/** What a step leaves. */
export interface SteppedWaves extends EngineWaves {
  /** E (K, N, N), where the probe differs from shot to shot. */
  readonly eigenprobes?: Wave;
}

/** Where the patches of a batch lie. */
export interface PatchPlaces {
  /** (B, 2) row and column of the first pixel, int32. */
  readonly corners: tf.Tensor2D;
  /** (B, 2) parts of a pixel beyond, rows and columns, float32, from 0 to below 1. */
  readonly fractions: tf.Tensor2D;
}

/** Patterns of a batch. */
export interface MeasuredPatterns {
  /** Amplitudes (B, N, N), √counts, DC in the centre. */
  readonly amplitude: tf.Tensor3D;
  /** 1 where a pixel was measured, else 0: (N, N) for all, or (B, N, N); null where all were. */
  readonly mask: tf.Tensor | null;
  /** (2N, 2N), the matrix of the centred Fourier transform of `model/physics/dft.ts`. */
  readonly matrix: tf.Tensor2D;
  /** (N, N), counts that fall on each pixel besides, in every pattern; left out where there are none. */
  readonly background?: tf.Tensor;
  /** (N, N), the part of the wave that is taken away on each pixel, from 0 to 1; left out where nothing is. */
  readonly damping?: tf.Tensor;
}

/** What exit waves lack. */
export interface ExitWaveCorrection {
  /** χ (B, M, N, N). */
  readonly chi: Wave;
  /** (B, 2): Σ |A − √I| and the Poisson deviance over the measured pixels of each pattern. */
  readonly residuals: tf.Tensor2D;
  /** (B, N, N) predicted counts with the background; left out where there is none. */
  readonly intensity?: tf.Tensor;
}

/** How far object and probe go; see {@link engineStep}. */
export interface StepSizes {
  /** α of the object's step. */
  readonly objectStep: number;
  /** r of the object's denominator, from 0 to 1. */
  readonly objectRegularisation: number;
  /** β of the probe's step; with 0 the probe stays. */
  readonly probeStep: number;
  /** r of the probe's denominator, from 0 to 1. */
  readonly probeRegularisation: number;
}

/** A step of object and probe. */
export interface PlacedStep {
  /** Where the batch's patches lie. */
  readonly places: PatchPlaces;
  /** What its exit waves lack. */
  readonly chi: Wave;
  /** How far to go. */
  readonly sizes: StepSizes;
  /** How the first mode differs from shot to shot, where it does; χ is of the other modes alone. */
  readonly variation?: SteppedVariation;
}

/** Which measured numbers an exit wave is to make likely. */
export type Likelihood = "amplitude" | "poisson";

/** Least intensity of a pixel, in counts, that amplitudes are divided by. */
export const LEAST_INTENSITY = 1e-24;

/** Newton's steps to the ξ of Poisson's likelihood. */
export const NEWTON_STEPS = 5;

/** Greatest ξ: at 1, pixels without a count would have nothing left. */
export const LONGEST_STEP = 0.999;

/**
 * The correction of exit waves by the measured amplitudes. With ψ = P O_j, Ψ = F ψ and I = Σ over modes |Ψ|²,
 *
 *     χ = F⁻¹(w · (A / √I − 1) · Ψ),
 *
 * which is F⁻¹Ψ′ − ψ where Ψ′ has the measured amplitude on measured pixels, w = 1, and is Ψ elsewhere (Maiden and
 * Rodenburg 2009, doi:10.1016/j.ultramic.2009.05.012; modes: Thibault and Menzel 2013, doi:10.1038/nature11806).
 *
 * A background b adds to the intensity, I = Σ |Ψ|² + b: where patterns are explained by waves and background together, nothing
 * is lacking. A damping d takes its part of the wave away, χ − F⁻¹(d Ψ).
 *
 * With `poisson` it is the step of steepest descent of −log likelihood of counts n = A² instead (Odstrčil, Menzel and
 * Guizar-Sicairos 2018, doi:10.1364/OE.26.003108),
 *
 *     χ = −ξ F⁻¹((w v + d) Ψ),   v = 1 − (n + 1) / (I + 1),
 *
 * with the ξ of each pattern that is the likeliest on the way, from 0 to {@link LONGEST_STEP}: the least of the convex function
 * Σ w ((I + 1) (1 − ξ v)² − 2 (n + 1) ln(1 − ξ v)), by {@link NEWTON_STEPS} of Newton's steps from 0. The one count that is
 * added to both keeps pixels where hardly anything is predicted from ruling the step, and moves no mean.
 *
 * @param waves Object and probe; they are only read.
 * @param places Where the batch's patches lie.
 * @param measured The batch's patterns, what is to be likely, by default `amplitude`, and how the first mode differs, if so.
 */
export function correctExitWaves(
  waves: EngineWaves,
  places: PatchPlaces,
  { amplitude, mask, background, damping, matrix, likelihood = "amplitude", variation }: MeasuredPatterns & {
    readonly likelihood?: Likelihood;
    readonly variation?: ShotVariation;
  },
): ExitWaveCorrection {
  const inputs = {
    ...{ ...placedWaves(waves, places), measured: amplitude, ...(mask && { mask }), matrix },
    ...{ ...(background && { background }), ...(damping && { damping }), ...variedBy(variation) },
  };
  const made = tf.engine().runKernel<tf.Tensor[]>("ExitWaveCorrection", inputs, { likelihood });
  const [re, im, residuals, intensity] = made as [tf.Tensor, tf.Tensor, tf.Tensor2D, tf.Tensor?];
  return { chi: { re, im }, residuals, ...(intensity && { intensity }) };
}

/**
 * Exit waves ψ = P O_j (B, M, N, N) of a batch.
 *
 * @param waves Object and probe; they are only read.
 * @param places Where the batch's patches lie.
 */
export function exitWaves(waves: EngineWaves, places: PatchPlaces): Wave {
  const [re, im] = tf.engine().runKernel<[tf.Tensor, tf.Tensor]>("ExitWaves", placedWaves(waves, places));
  return { re, im };
}

/** Patterns and where they lie. */
export interface PlacedPatterns {
  /** Where they lie. */
  readonly places: PatchPlaces;
  /** (P, N, N), √counts. */
  readonly amplitude: tf.Tensor3D;
}

/**
 * Patterns of a batch, of all that there are.
 *
 * @param all All of them.
 * @param rows (B) numbers of the batch's, int32.
 */
export function takePatterns({ places, amplitude }: PlacedPatterns, rows: tf.Tensor1D): PlacedPatterns {
  const { corners, fractions } = places;
  const taken = tf.engine().runKernel<[tf.Tensor2D, tf.Tensor2D, tf.Tensor3D]>("TakePatterns", {
    ...{ corners, fractions, measured: amplitude, rows },
  });
  return { places: { corners: taken[0], fractions: taken[1] }, amplitude: taken[2] };
}

/**
 * The step of object and probe, each by the other as it was, sums over the batch in its order:
 *
 *     O ← O + α Σ Tᵀ(Σₘ P* χ) / ((1 − r) L + r max L),   L = Σ Tᵀ Σₘ |P|²,
 *     P ← P + β Σ O_j* χ / ((1 − r) D + r max D),   D = Σ |O_j|²,
 *
 * that of ePIE with r = 1 (Maiden and Rodenburg 2009) and of rPIE with less (Maiden, Johnson and Li 2017,
 * doi:10.1364/OPTICA.4.000736).
 *
 * @param waves Object and probe; they are used up, and disposed of.
 * @param step Where patches lie, what exit waves lack, and how far to go.
 * @returns The next object and probe.
 */
export function engineStep(waves: EngineWaves, step: PlacedStep): SteppedWaves {
  return moveWaves("EngineStep", waves, step);
}

/** What every kernel of an engine takes: object, probe, and where patches lie. */
export function placedWaves({ object, probe }: EngineWaves, { corners, fractions }: PatchPlaces): tf.NamedTensorMap {
  return { objectRe: object.re, objectIm: object.im, probeRe: probe.re, probeIm: probe.im, corners, fractions };
}

/**
 * Runs a kernel that moves object and probe.
 *
 * @param kernel Its name.
 * @param waves Object and probe; they are used up, and disposed of.
 * @param step Where patches lie, what exit waves lack, and how far to go.
 * @returns The next object and probe.
 */
export function moveWaves(
  kernel: "EngineStep" | "LeastSquaresStep",
  waves: EngineWaves,
  { places, chi, sizes, variation }: PlacedStep,
): SteppedWaves {
  const inputs = { ...placedWaves(waves, places), chiRe: chi.re, chiIm: chi.im, ...variedBy(variation) };
  const attributes = { ...sizes, eigenprobesMove: variation?.moves ?? false };
  const moved = tf.engine().runKernel<tf.Tensor[]>(kernel, inputs, attributes);
  tf.dispose([waves.object.re, waves.object.im, waves.probe.re, waves.probe.im]);
  if (variation) tf.dispose([variation.eigenprobes.re, variation.eigenprobes.im]);
  const [objectRe, objectIm, probeRe, probeIm, re, im] = moved;
  if (!objectRe || !objectIm || !probeRe || !probeIm) throw new TypeError("Cannot go on as a step has no result");
  const stepped = { object: { re: objectRe, im: objectIm }, probe: { re: probeRe, im: probeIm } };
  return re && im ? { ...stepped, eigenprobes: { re, im } } : stepped;
}

// --- internal ---

function variedBy(by: ShotVariation | undefined): tf.NamedTensorMap {
  return by ? { eigenRe: by.eigenprobes.re, eigenIm: by.eigenprobes.im, coefficients: by.coefficients } : {};
}
