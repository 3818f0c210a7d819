/**
 * How far patches lie, asked of what their exit waves lack: what position correction runs by name.
 *
 * | kernel         | inputs                                                                      | output |
 * | -------------- | --------------------------------------------------------------------------- | ------ |
 * | `PositionWays` | objectRe, objectIm, probeRe, probeIm, corners, fractions, chiRe, chiIm of `engine.ts` | (2, B) |
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import { type EngineWaves, type PatchPlaces, placedWaves, type Wave } from "./engine.ts";

/** Least square of a slope; an object that is the same everywhere says nothing. */
export const LEAST_SLOPE = 1e-30;

/**
 * By how much each patch lies further along x, and along y, in pixels (Odstrčil, Menzel and Guizar-Sicairos 2018,
 * doi:10.1364/OE.26.003108): a patch that lies δ further changes its exit wave by δ P T ∂O, so
 *
 *     δ = Re Σ (P T ∂O)* χ / max(Σ |P T ∂O|², {@link LEAST_SLOPE})
 *
 * over pixels and modes, ∂O half of the difference of a pixel's neighbours.
 *
 * @param waves Object and probe; they are only read. Patches lie a pixel or more within the canvas.
 * @param batch Where patches lie, and what exit waves lack.
 * @returns (2, B): x, then y.
 */
export function positionWays(
  waves: EngineWaves,
  { places, chi }: { readonly places: PatchPlaces; readonly chi: Wave },
): tf.Tensor2D {
  const inputs = { ...placedWaves(waves, places), chiRe: chi.re, chiIm: chi.im };
  const [ways] = tf.engine().runKernel<[tf.Tensor2D]>("PositionWays", inputs);
  return ways;
}
