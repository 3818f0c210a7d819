/**
 * An image laid on a canvas: what is known of the object, and 1 around it.
 *
 * @module
 */
import type { ComplexImage } from "../../../data/complex_image.ts";
import type { Reconstruction } from "../../image/reconstruction.ts";
import type { Canvas } from "../../patches/canvas.ts";

/**
 * Lays an image on a canvas.
 *
 * @param canvas Its frame.
 * @param known The image, known where its mask is 1; null where none is. Parts of a pixel of its place are rounded.
 */
export function knownOnCanvas({ height, width, origin }: Canvas, known: Reconstruction | null): ComplexImage {
  const object = {
    height,
    width,
    re: new Float32Array(height * width).fill(1),
    im: new Float32Array(height * width),
  };
  if (!known) return object;
  const down = Math.round(known.origin.y) - origin.y, across = Math.round(known.origin.x) - origin.x;
  known.mask.forEach((covered, p) => {
    const [row, column] = [Math.floor(p / known.object.width) + down, p % known.object.width + across];
    if (covered === 0 || row < 0 || column < 0 || row >= height || column >= width) return;
    object.re[row * width + column] = known.object.re[p] ?? NaN;
    object.im[row * width + column] = known.object.im[p] ?? NaN;
  });
  return object;
}
