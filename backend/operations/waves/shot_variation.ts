/**
 * A probe that differs from shot to shot, as `engine.ts` has it: how its coefficients go, which is run by name, and what
 * kernels make of it, composed of tensorflow.js' operations.
 *
 * | kernel            | inputs                                                                     | outputs |
 * | ----------------- | -------------------------------------------------------------------------- | ------- |
 * | `CoefficientStep` | objectRe, objectIm, corners, fractions, chiRe, chiIm of `engine.ts`, the eigenprobes as probeRe, probeIm (K, N, N), all (P, 2K), rows (B) | all; χ, twice; coefficients (B, 2K) |
 * | `SettleVariation` | probeRe, probeIm (M, N, N), eigenRe, eigenIm (K, N, N), all (P, 2K)        | probe, twice; eigenprobes, twice; all |
 *
 * The first uses up χ and the coefficients of all patterns, the second all of its inputs: their memory may be that of the
 * outputs.
 *
 * @module
 */
import * as tf from "../../../packages/tensorflow.ts";
import { type EngineWaves, exitWaves, type PatchPlaces, placedWaves, type ShotVariation, type Wave } from "./engine.ts";
import { conjugate, eachPart, joined, minus, pieces, plus, times } from "./wave_arithmetic.ts";

/** Share of the batch's mean light that is added to each pattern's: where little falls, little is said. */
export const LIGHT_SHARE = 0.1;

/** Squares below are 0. */
export const LEAST_LIGHT = 1e-24;

/** Sizes of coefficients, and squares of eigenprobes, below are 0. */
export const LEAST_SIZE = 1e-20;

/** A batch by which coefficients go. */
export interface VariedBatch {
  /** The canvas. */
  readonly object: Wave;
  /** E (K, N, N). */
  readonly eigenprobes: Wave;
  /** Where patches lie. */
  readonly places: PatchPlaces;
  /** What exit waves lack (B, M, N, N), the first mode of each being that which differs. */
  readonly chi: Wave;
  /** (B) numbers of its patterns, int32, no two alike. */
  readonly rows: tf.Tensor1D;
}

/** Coefficients after a step. */
export interface MovedCoefficients {
  /** (P, 2K) of all patterns. */
  readonly all: tf.Tensor;
  /** (B, 2K) of those of the batch. */
  readonly coefficients: tf.Tensor;
  /** What exit waves lack then. */
  readonly chi: Wave;
}

/**
 * The coefficients that leave the least of χ of the first mode, one eigenprobe after the other:
 *
 *     c_jk += ⟨E_k O_j, χ_j⟩ / (|E_k O_j|² + d),     χ_j −= Δc_jk E_k O_j,
 *
 * d being {@link LIGHT_SHARE} of the batch's mean light |E_k O_j|² (Odstrčil et al. 2016, doi:10.1364/OE.24.008360).
 *
 * @param all (P, 2K) of all patterns, as in {@link ShotVariation}; they are used up, and disposed of.
 * @param batch The batch, whose χ is used up, and disposed of.
 */
export function coefficientStep(all: tf.Tensor, batch: VariedBatch): MovedCoefficients {
  const { object, eigenprobes, places, chi, rows } = batch;
  const inputs = {
    ...placedWaves({ object, probe: eigenprobes }, places),
    ...{ chiRe: chi.re, chiIm: chi.im, all, rows },
  };
  const made = tf.engine().runKernel<[tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor]>("CoefficientStep", inputs);
  tf.dispose([all, chi.re, chi.im]);
  const [moved, re, im, coefficients] = made;
  return { all: moved, chi: { re, im }, coefficients };
}

/** A probe, and how it differs in all patterns. */
export interface VariedProbe {
  /** Modes (M, N, N). */
  readonly probe: Wave;
  /** E (K, N, N). */
  readonly eigenprobes: Wave;
  /** (P, 2K) of all patterns. */
  readonly all: tf.Tensor;
}

/**
 * Gives the mean of what varies to the first mode, makes eigenprobes orthogonal one after the other, and gives coefficients of
 * each the mean square 1. What patterns have together stays.
 *
 * @param varied The probe; all of it is used up, and disposed of.
 */
export function settleVariation({ probe, eigenprobes, all }: VariedProbe): VariedProbe {
  const inputs = { probeRe: probe.re, probeIm: probe.im, eigenRe: eigenprobes.re, eigenIm: eigenprobes.im, all };
  type Settled = [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
  const [probeRe, probeIm, eigenRe, eigenIm, settled] = tf.engine().runKernel<Settled>("SettleVariation", inputs);
  tf.dispose(Object.values(inputs));
  return { probe: { re: probeRe, im: probeIm }, eigenprobes: { re: eigenRe, im: eigenIm }, all: settled };
}

/** The outputs of `CoefficientStep`, composed. */
export function composedCoefficientStep(
  all: tf.Tensor,
  { object, eigenprobes, places, chi, rows }: VariedBatch,
): tf.Tensor[] {
  const changes = pieces(exitWaves({ object, probe: eigenprobes } satisfies EngineWaves, places), 1);
  const [lacking, ...others] = pieces(chi, 1);
  let left = lacking ?? chi;
  const steps = changes.map((change) => {
    const product = times(conjugate(change), left);
    const light = change.re.square().add(change.im.square()).sum([1, 2, 3], true);
    const damped = light.add(light.mean().mul(LIGHT_SHARE)).add(LEAST_LIGHT);
    const step = eachPart(product, (part) => part.sum([1, 2, 3], true).div(damped));
    left = minus(left, times(step, change));
    return step;
  });
  const before = tf.gather(all, rows),
    parts = (["re", "im"] as const).flatMap((part) => steps.map((step) => step[part]));
  const coefficients = before.add(tf.concat(parts.map((part) => part.reshape([rows.size, 1])), 1));
  const rest = joined([left, ...others], 1);
  return [tf.tensorScatterUpdate(all, rows.reshape([rows.size, 1]), coefficients), rest.re, rest.im, coefficients];
}

/**
 * The modes (B, M, N, N) of each pattern.
 *
 * @param probe Modes (M, N, N) that all have.
 * @param variation How the first one differs.
 */
export function shotProbes(probe: Wave, { eigenprobes, coefficients }: ShotVariation): Wave {
  const own = coefficientsOf(coefficients), eigen = pieces(eigenprobes, 0), [first, ...others] = pieces(probe, 0);
  const varied = own.reduce((sum, c, k) => plus(sum, times(c, eigen[k] ?? sum)), first ?? probe);
  const [count = 0] = coefficients.shape;
  const each = (wave: Wave): Wave => eachPart(wave, (part) => tf.tile(part.expandDims(0), [count, 1, 1, 1]));
  return joined(
    [eachPart(varied, (part) => part.reshape([count, 1, ...part.shape.slice(-2)])), ...others.map(each)],
    1,
  );
}

/** What a step takes, by the names of its kernel. */
export interface SteppedInputs {
  readonly probeRe: tf.Tensor;
  readonly probeIm: tf.Tensor;
  readonly chiRe: tf.Tensor;
  readonly chiIm: tf.Tensor;
  readonly eigenRe?: tf.Tensor;
  readonly eigenIm?: tf.Tensor;
  readonly coefficients?: tf.Tensor;
}

/**
 * A step in which eigenprobes are further modes.
 *
 * @param inputs Of its kernel.
 * @param attributes Of its kernel.
 * @param step Makes of them object and probe, real and imaginary parts, where there are modes alone.
 * @returns The outputs of its kernel.
 */
export function steppedAsModes<Inputs extends SteppedInputs, Attributes extends { readonly eigenprobesMove: boolean }>(
  inputs: Inputs,
  attributes: Attributes,
  step: (inputs: Inputs, attributes: Attributes) => tf.Tensor[],
): tf.Tensor[] {
  const { probeRe, probeIm, chiRe, chiIm, eigenRe, eigenIm, coefficients } = inputs;
  if (!eigenRe || !eigenIm || !coefficients) return step(inputs, attributes);
  const eigenprobes = { re: eigenRe, im: eigenIm }, [modes = 1] = probeRe.shape;
  const probe = joined([{ re: probeRe, im: probeIm }, eigenprobes], 0);
  const [first] = pieces({ re: chiRe, im: chiIm }, 1);
  const own = coefficientsOf(coefficients).map((c) => times(conjugate(c), first ?? probe));
  const chi = joined([{ re: chiRe, im: chiIm }, ...own], 1);
  const [objectRe, objectIm, movedRe, movedIm] = step(
    { ...inputs, probeRe: probe.re, probeIm: probe.im, chiRe: chi.re, chiIm: chi.im },
    attributes,
  );
  if (!objectRe || !objectIm || !movedRe || !movedIm) return [];
  const part = (of: tf.Tensor, from: number, count: number): tf.Tensor => of.slice([from], [count]);
  const eigen = attributes.eigenprobesMove
    ? [part(movedRe, modes, -1), part(movedIm, modes, -1)]
    : [tf.clone(eigenRe), tf.clone(eigenIm)];
  return [objectRe, objectIm, part(movedRe, 0, modes), part(movedIm, 0, modes), ...eigen];
}

/** The outputs of `SettleVariation`, composed. */
export function composedSettling({ probe, eigenprobes, all }: VariedProbe): tf.Tensor[] {
  const [re, im] = tf.split(all, 2, 1) as [tf.Tensor, tf.Tensor];
  const probes = pieces(eigenprobes, 0), own = pieces({ re, im }, 1);
  const means = own.map((column) => eachPart(column, (part) => part.mean()));
  const added = probes.map((one, k) => times(means[k] ?? one, one)).reduce(plus);
  const centred = own.map((column, k) => minus(column, means[k] ?? column));
  probes.forEach((_, k) => {
    for (let before = 0; before < k; before++) {
      const [one, other] = [probes[before], probes[k]], [first, second] = [centred[before], centred[k]];
      if (!one || !other || !first || !second) continue;
      const share = eachPart(times(conjugate(one), other), (part) => part.sum().div(powerOf(one).add(LEAST_SIZE)));
      probes[k] = minus(other, times(share, one));
      centred[before] = plus(first, times(share, second));
    }
  });
  const sizes = centred.map((column) => {
    const size = tf.sqrt(powerOf(column).div(column.re.size));
    return tf.where(tf.greater(size, LEAST_SIZE), size, tf.onesLike(size));
  });
  const sized = (wave: Wave, k: number, scale: "mul" | "div"): Wave =>
    eachPart(wave, (part) => part[scale](sizes[k] ?? 1));
  const settled = joined(probes.map((one, k) => sized(one, k, "mul")), 0);
  const coefficients = joined(centred.map((column, k) => sized(column, k, "div")), 1);
  const first = eachPart(added, (part) => tf.pad(part, [[0, (probe.re.shape[0] ?? 1) - 1], [0, 0], [0, 0]]));
  const moved = plus(probe, first);
  return [moved.re, moved.im, settled.re, settled.im, tf.concat([coefficients.re, coefficients.im], 1)];
}

// --- internal ---

function powerOf({ re, im }: Wave): tf.Tensor {
  return re.square().add(im.square()).sum();
}

/** (B, 1, 1, 1) of each eigenprobe. */
function coefficientsOf(coefficients: tf.Tensor): Wave[] {
  const [re = [], im = []] = tf.split(coefficients, 2, 1).map((part) =>
    tf.split(part, part.shape[1] ?? 1, 1).map((own) => own.reshape([own.size, 1, 1, 1]))
  );
  return re.map((own, k) => ({ re: own, im: im[k] ?? own }));
}
