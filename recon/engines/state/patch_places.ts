/**
 * Where patches lie, on the accelerator.
 *
 * @module
 */
import type { PatchPlaces } from "../../../backend/operations/waves/engine.ts";
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
