/**
 * The image of the sample that a scan and a trained network give, and where it lies in the frame of the scan.
 *
 * @module
 */
import type { ComplexImage } from "../../data/complex_image.ts";
import type { PixelSize } from "../../data/experiment.ts";

/**
 * A stitched object.
 *
 * Pixel [row, column] of `object` lies at scan coordinate (y, x) = (origin.y + row, origin.x + column), in object pixels;
 * `objectGuess` of a scan file has origin (0, 0). Origins that {@link stitch} makes are whole numbers, so that both share
 * one pixel grid.
 */
export interface Reconstruction {
  /** Complex transmission, height × width, row-major; 0 where not covered. */
  readonly object: ComplexImage;
  /** height × width: 1 where the scan covers the pixel, else 0. */
  readonly mask: Uint8Array;
  /** Scan coordinate of pixel [0, 0], in object pixels. */
  readonly origin: { readonly y: number; readonly x: number };
  /** Height and width of a pixel of the object in metres; left out where they are not known. */
  readonly pixelSize?: PixelSize;
}
