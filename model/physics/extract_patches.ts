/**
 * What each pattern of a sample sees of the object that they share.
 *
 * @module
 */
import type * as tf from "../../packages/tensorflow.ts";
import type { ComplexPair } from "./complex_pair.ts";
import { translate } from "./translate.ts";

/**
 * Cuts patches out of objects, bilinear between pixels. It is linear; its adjoint lays patches back to where they were cut
 * out and adds them up.
 *
 * @param objects Objects (B, M, M), centred on their samples' centres.
 * @param offsets Columns and rows of the patches' centres from their sample's (B, C, 2), in object pixels.
 * @param size Side N of a patch.
 * @returns Patches (B · C, N, N).
 */
export function extractPatches(objects: ComplexPair, offsets: tf.Tensor3D, size: number): ComplexPair {
  const places = offsets.neg().reshape<tf.Tensor2D>([-1, 2]);
  const cut = (images: tf.Tensor): tf.Tensor3D => translate(images as tf.Tensor3D, places, size);
  return { re: cut(objects.re), im: cut(objects.im) };
}
