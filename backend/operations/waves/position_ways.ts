/**
 * How far patches lie, asked of what their exit waves lack: what position correction runs by name.
 *
 * | kernel         | inputs                                                                      | attribute | output |
 * | -------------- | --------------------------------------------------------------------------- | --------- | ------ |
 * | `PositionWays` | objectRe, objectIm, probeRe, probeIm, corners, fractions, chiRe, chiIm of `engine.ts` | `reach` | (2, B) |
 *
 * @module
 */
import * as tf from "../../../packages/tensorflow.ts";
import { type EngineWaves, exitWaves, type PatchPlaces, placedWaves, type Wave } from "./engine.ts";
import { innerProducts } from "./wave_arithmetic.ts";

/** Least square of a slope; an object that is the same everywhere says nothing. */
export const LEAST_SLOPE = 1e-30;

/** A batch that positions are asked of. */
export interface LackingBatch {
  /** Where patches lie. */
  readonly places: PatchPlaces;
  /** What exit waves lack. */
  readonly chi: Wave;
  /** h, how many pixels away the neighbours are whose difference is a slope; a whole number from 1. */
  readonly reach: number;
}

/**
 * By how much each patch lies further along x, and along y, in pixels (Odstrčil, Menzel and Guizar-Sicairos 2018,
 * doi:10.1364/OE.26.003108): a patch that lies δ further changes its exit wave by δ P T ∂O, so
 *
 *     δ = Re Σ (P T ∂O)* χ / max(Σ |P T ∂O|², {@link LEAST_SLOPE})
 *
 * over pixels and modes, ∂O(r) = (O(r + h) − O(r − h)) / 2h. The further neighbours are apart, the larger the δ that a slope
 * holds for, and the less it tells of a small one.
 *
 * @param waves Object and probe; they are only read. Patches lie h pixels or more within the canvas.
 * @param batch Where patches lie, what exit waves lack, and h.
 * @returns (2, B): x, then y.
 */
export function positionWays(
  waves: EngineWaves,
  { places, chi, reach }: LackingBatch,
): tf.Tensor2D {
  const inputs = { ...placedWaves(waves, places), chiRe: chi.re, chiIm: chi.im };
  const [ways] = tf.engine().runKernel<[tf.Tensor2D]>("PositionWays", inputs, { reach });
  return ways;
}

/**
 * The same, composed of another kernel and of tensorflow.js' operations.
 *
 * @param waves Object and probe; they are only read.
 * @param batch Where patches lie, what exit waves lack, and how far neighbours are.
 */
export function composedPositionWays(
  { object, probe }: EngineWaves,
  { places, chi, reach }: LackingBatch,
): tf.Tensor {
  const ways = (["x", "y"] as const).map((axis) => {
    const change = exitWaves({ object: slope(object, axis, reach), probe }, places);
    return innerProducts(change, chi).div(tf.maximum(innerProducts(change, change), LEAST_SLOPE));
  });
  return tf.stack(ways);
}

// --- internal ---

/** The difference of both neighbours along an axis over their distance; 0 where the canvas has not both. */
function slope({ re, im }: Wave, axis: "x" | "y", reach: number): Wave {
  const [height = 0, width = 0] = re.shape;
  const size: [number, number] = axis === "x" ? [height, width - 2 * reach] : [height - 2 * reach, width];
  const edge: [[number, number], [number, number]] = axis === "x" ? [[0, 0], [reach, reach]] : [[reach, reach], [0, 0]];
  const sloped = (part: tf.Tensor): tf.Tensor => {
    const further = axis === "x" ? [0, 2 * reach] : [2 * reach, 0];
    return tf.pad(part.slice(further, size).sub(part.slice([0, 0], size)).mul(0.5 / reach), edge);
  };
  return { re: sloped(re), im: sloped(im) };
}
