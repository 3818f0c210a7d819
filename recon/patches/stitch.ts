/**
 * Stitching: patches become one image. Every patch's central square is laid on the canvas at its scan position, shifted
 * by the position's fraction of a pixel (bilinear), and overlapping patches are averaged. Only two running sums are
 * kept, values × weights and weights, so a scan of any length can be stitched batch by batch.
 *
 * The method is PtychoPINN's `reassemble_position` (sum over patches divided by the sum of translated weights).
 *
 * @module
 */
import type { RealImage } from "../../data/real_image.ts";
import type { Reconstruction } from "../image/reconstruction.ts";
import { type PatchBatch, type PatchPositions, PatchSums, type StitchOptions } from "./patch_sums.ts";

export type { PatchBatch, PatchPositions, StitchOptions };

/**
 * Averages patches that come in batches.
 *
 * A patch at centre c covers [c − N/2, c + N/2): its pixel i lies at scan coordinate c − N/2 + i. The canvas fits the
 * cropped squares of all positions and has a whole-numbered origin, so its pixels are those of the scan's object frame.
 */
export class Stitcher {
  readonly #sums: PatchSums;

  /**
   * Makes the canvas.
   *
   * @param positions Centres of all patches that will be added, in their order.
   * @throws {RangeError} Where a position, the crop, the padding or the weights cannot be used.
   */
  constructor(positions: PatchPositions, options: StitchOptions) {
    this.#sums = new PatchSums(positions, options);
  }

  /**
   * Adds the next B patches.
   *
   * @throws {RangeError} Where the arrays are no whole number of patches, or more come than there are positions.
   */
  add(patches: PatchBatch): void {
    this.#sums.add(patches);
  }

  /**
   * The image: the weighted mean where the weights suffice, 0 elsewhere. No patch can be added afterwards.
   *
   * @throws {RangeError} Where a patch was not finite.
   */
  finish(): Reconstruction {
    return this.#sums.finish();
  }

  /**
   * The sum of the weights that each pixel of the canvas has got so far: 1 is a whole patch pixel of greatest weight. It is
   * lent: it must not be changed, and further patches change it.
   */
  coverage(): RealImage {
    return this.#sums.coverage();
  }
}

/**
 * Stitches patches that are all at hand; see {@link Stitcher} for conventions and errors.
 *
 * @param patches (M, N, N) complex patches in the order of the positions.
 * @param positions M patch centres, in object pixels.
 *
 * @example
 * ```ts
 * import { stitch } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const patch = { re: new Float32Array(16).fill(0.5), im: new Float32Array(16) };
 * const { object, mask, origin } = stitch(patch, { x: [10], y: [20] }, { patchSize: 4, crop: 2 });
 * assertEquals([...object.re], [0.5, 0.5, 0.5, 0.5]);
 * assertEquals([...mask], [1, 1, 1, 1]);
 * assertEquals(origin, { y: 19, x: 9 });
 * ```
 */
export function stitch(patches: PatchBatch, positions: PatchPositions, options: StitchOptions): Reconstruction {
  const stitcher = new Stitcher(positions, options);
  stitcher.add(patches);
  return stitcher.finish();
}
