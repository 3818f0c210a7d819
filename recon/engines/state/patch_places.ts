/**
 * Where patches lie, on the accelerator.
 *
 * @module
 */
import type { PatchPlaces } from "../../../backend/operations/engine.ts";
import * as tf from "../../../packages/tensorflow.ts";
import type { CanvasPlaces } from "./engine_canvas.ts";

/**
 * Uploads places, the caller's to free.
 *
 * @param places Of B patches.
 */
export function uploadedPlaces({ corners, fractions }: CanvasPlaces): PatchPlaces {
  const shape: [number, number] = [fractions.length / 2, 2];
  return { corners: tf.tensor2d(corners, shape, "int32"), fractions: tf.tensor2d(fractions, shape) };
}

/**
 * Places of a batch, the caller's to free.
 *
 * @param all Places of all patterns.
 * @param rows (B) numbers of the batch's patterns.
 */
export function placesOf({ corners, fractions }: PatchPlaces, rows: tf.Tensor1D): PatchPlaces {
  return { corners: tf.gather(corners, rows), fractions: tf.gather(fractions, rows) };
}
