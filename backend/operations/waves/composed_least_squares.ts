/**
 * The kernel of `least_squares_step.ts`, composed of those of `engine.ts` and of tensorflow.js' operations.
 *
 * @module
 */
import * as tf from "../../../packages/tensorflow.ts";
import { engineStep, type EngineWaves, exitWaves, type PatchPlaces, type PlacedStep, type Wave } from "./engine.ts";
import { DAMPING, LEAST_SQUARE } from "./least_squares_step.ts";
import { innerProducts, minus } from "./wave_arithmetic.ts";

/**
 * Object and probe after the step, real and imaginary parts.
 *
 * @param waves Object and probe; they are only read.
 * @param step Where patches lie, what exit waves lack, and how far to go.
 */
export function composedLeastSquaresStep(waves: EngineWaves, { places, chi, sizes }: PlacedStep): tf.Tensor[] {
  const probeMoves = sizes.probeStep > 0;
  const whole = { ...sizes, objectStep: 1, probeStep: probeMoves ? 1 : 0 };
  const moved = engineStep(copyOf(waves), { places, chi, sizes: whole });
  const ways = { object: minus(moved.object, waves.object), probe: minus(moved.probe, waves.probe) };
  const [ofObject, ofProbe] = bestSteps(productsOf(waves, ways, { places, chi }), probeMoves);
  const object = further(waves.object, ways.object, meanOnCanvas(ofObject, waves, places).mul(sizes.objectStep));
  const probe = further(waves.probe, ways.probe, ofProbe.mean().mul(sizes.probeStep));
  return [object.re, object.im, probe.re, probe.im];
}

// --- internal ---

/** Sums (B) over pixels and modes. */
interface StepProducts {
  /** Σ |u|². */
  readonly uu: tf.Tensor1D;
  /** Σ |v|². */
  readonly vv: tf.Tensor1D;
  /** Σ Re u* v. */
  readonly uv: tf.Tensor1D;
  /** Σ Re u* χ. */
  readonly ux: tf.Tensor1D;
  /** Σ Re v* χ. */
  readonly vx: tf.Tensor1D;
}

/** With u = P (T_j Δ_O) and v = O_j Δ_P, what exit waves change by where object or probe go their way. */
function productsOf(
  { object, probe }: EngineWaves,
  ways: EngineWaves,
  { places, chi }: Pick<PlacedStep, "places" | "chi">,
): StepProducts {
  const u = exitWaves({ object: ways.object, probe }, places), v = exitWaves({ object, probe: ways.probe }, places);
  const [uu, vv, uv] = [innerProducts(u, u), innerProducts(v, v), innerProducts(u, v)] as const;
  return { uu, vv, uv, ux: innerProducts(u, chi), vx: innerProducts(v, chi) };
}

/**
 * The α (B) of object and probe, none below 0, that leave the least of |χ − α_O u − α_P v|². Where the probe stays its α is 0.
 */
function bestSteps(
  { uu, vv, uv, ux, vx }: StepProducts,
  probeMoves: boolean,
): [ofObject: tf.Tensor1D, ofProbe: tf.Tensor1D] {
  // Divided by the squares at once: their products could leave the range of numbers.
  const [u, v] = [uu, vv].map((square) => tf.maximum(square.mul(DAMPING), LEAST_SQUARE)) as [tf.Tensor1D, tf.Tensor1D];
  const [ofObject, ofProbe] = [ux.div<tf.Tensor1D>(u), vx.div<tf.Tensor1D>(v)];
  if (!probeMoves) return [tf.relu(ofObject), tf.zerosLike(ofProbe)];
  const [toObject, toProbe] = [uv.div(u), uv.div(v)];
  const rest = tf.scalar(1).sub(toObject.mul(toProbe));
  return [
    tf.relu(ofObject.sub(toObject.mul(ofProbe)).div(rest)),
    tf.relu(ofProbe.sub(toProbe.mul(ofObject)).div(rest)),
  ];
}

/** Mean (H, W) of the α of the positions whose light falls on a pixel, by that light: Σ α Tᵀ|P|² / Σ Tᵀ|P|². */
function meanOnCanvas(steps: tf.Tensor1D, waves: EngineWaves, places: PatchPlaces): tf.Tensor {
  const { object, probe } = waves;
  // The step from an object of 0 by χ = α P is that mean; all modes throw the light of one that is the root of it.
  const empty = { re: tf.zerosLike(object.re), im: tf.zerosLike(object.im) };
  const root = tf.sqrt(probe.re.square().add(probe.im.square()).sum(0, true));
  const re = steps.reshape([-1, 1, 1, 1]).mul(root);
  const sizes = { objectStep: 1, objectRegularisation: 0, probeStep: 0, probeRegularisation: 1 };
  const step = { places, chi: { re, im: tf.zerosLike(re) }, sizes };
  return engineStep({ object: empty, probe: { re: root, im: tf.zerosLike(root) } }, step).object.re;
}

/** Waves in memory of their own, for a step to use up. */
function copyOf({ object, probe }: EngineWaves): EngineWaves {
  const copied = ({ re, im }: Wave): Wave => ({ re: re.mul(1), im: im.mul(1) });
  return { object: copied(object), probe: copied(probe) };
}

function further(a: Wave, way: Wave, share: tf.Tensor): Wave {
  return { re: a.re.add(way.re.mul(share)), im: a.im.add(way.im.mul(share)) };
}
