/**
 * The two running sums that stitching keeps, values × weights and weights, on a canvas in the computer's memory.
 *
 * @module
 */
import { type Canvas, fitCanvas } from "./canvas.ts";
import { requireCrop, squareWeights } from "./square_weights.ts";
import type { RealImage } from "../../data/real_image.ts";
import type { Reconstruction } from "../image/reconstruction.ts";
import { shownReconstruction } from "../notebook/shown_reconstruction.ts";

/** How patches are averaged. */
export interface StitchOptions {
  /** Side N of a patch, in pixels; even. */
  readonly patchSize: number;
  /**
   * Side of the patch's central square that is placed, in pixels; even, at most N.
   * @default patchSize / 2
   */
  readonly crop?: number;
  /**
   * Weight of each patch pixel (N × N, row-major, not negative), such as the probe's intensity; null weighs all alike.
   * @default null
   */
  readonly weights?: Float32Array | null;
  /**
   * Empty border around the canvas, in pixels.
   * @default 0
   */
  readonly padding?: number;
}

/** A batch of B complex patches, (B, N, N) row-major. */
export interface PatchBatch {
  /** Real parts. */
  readonly re: Float32Array;
  /** Imaginary parts. */
  readonly im: Float32Array;
}

/** Centres of patches in object pixels: x are columns, y are rows. */
export interface PatchPositions {
  /** Columns. */
  readonly x: ArrayLike<number>;
  /** Rows. */
  readonly y: ArrayLike<number>;
}

/** What stitching follows from, beside the patches. */
export interface StitchPlan {
  /** Frame of the canvas. */
  readonly canvas: Canvas;
  /** Centres of all patches, in their order. */
  readonly positions: PatchPositions;
  /** Side of the square that is placed. */
  readonly crop: number;
  /** What each pixel of it counts, 1 at most. */
  readonly weights: Float64Array;
}

/**
 * Sums of patches that come in batches, and their mean.
 *
 * A patch at centre c covers [c − N/2, c + N/2): its pixel i lies at scan coordinate c − N/2 + i. The canvas fits the
 * cropped squares of all positions and has a whole-numbered origin, so its pixels are those of the scan's object frame.
 */
export class PatchSums {
  readonly #canvas: Canvas;
  readonly #positions: PatchPositions;
  readonly #patchSize: number;
  readonly #crop: number;
  readonly #weights: Float64Array;
  readonly #re: Float64Array<ArrayBuffer>;
  readonly #im: Float64Array<ArrayBuffer>;
  readonly #sum: Float64Array;
  #placed = 0;

  /**
   * Makes the canvas.
   *
   * @param positions Centres of all patches that will be added, in their order.
   * @throws {RangeError} Where a position, the crop, the padding or the weights cannot be used.
   */
  constructor(positions: PatchPositions, options: StitchOptions) {
    const { patchSize, crop = patchSize / 2, weights = null, padding = 0 } = options;
    requireCrop(crop, patchSize);
    if (!Number.isInteger(padding) || padding < 0) {
      throw new RangeError(
        `Cannot stitch patches as padding must be a whole number from 0: current value is ${padding}`,
      );
    }
    this.#positions = positions;
    this.#patchSize = patchSize;
    this.#crop = crop;
    this.#weights = squareWeights(weights, patchSize, crop);
    this.#canvas = fitCanvas(positions.x, positions.y, { crop, padding });
    const pixels = this.#canvas.height * this.#canvas.width;
    this.#re = new Float64Array(pixels);
    this.#im = new Float64Array(pixels);
    this.#sum = new Float64Array(pixels);
  }

  /**
   * Adds the next B patches.
   *
   * @throws {RangeError} Where the arrays are no whole number of patches, or more come than there are positions.
   */
  add({ re, im }: PatchBatch): void {
    const area = this.#patchSize ** 2;
    const size = re.length / area;
    const left = this.#positions.x.length - this.#placed;
    if (re.length !== im.length || !Number.isInteger(size) || size > left) {
      throw new RangeError(
        `Cannot stitch patches as whole patches of ${area} pixels for ${left} positions are wanted: ` +
          `current value is ${re.length} and ${im.length} pixels`,
      );
    }
    for (let b = 0; b < size; b++) this.#place(re, im, b * area, this.#placed + b);
    this.#placed += size;
  }

  /** What it follows from, for whoever makes its sums elsewhere. */
  get plan(): StitchPlan {
    return { canvas: this.#canvas, positions: this.#positions, crop: this.#crop, weights: this.#weights };
  }

  /**
   * Takes the sums of all patches, which were made elsewhere.
   *
   * @param sums (3, H, W): weight × real part, weight × imaginary part, weight.
   */
  take(sums: Float32Array): void {
    const pixels = this.#sum.length;
    for (const [k, sum] of [this.#re, this.#im, this.#sum].entries()) {
      sum.set(sums.subarray(k * pixels, (k + 1) * pixels));
    }
    this.#placed = this.#positions.x.length;
  }

  /**
   * The image: the weighted mean where the weights suffice, 0 elsewhere. No patch can be added afterwards.
   *
   * @throws {RangeError} Where a patch was not finite.
   */
  finish(): Reconstruction {
    const { height, width, origin } = this.#canvas;
    const mask = new Uint8Array(height * width);
    this.#sum.forEach((weight, p) => {
      if (weight > LEAST_WEIGHT) mask[p] = 1;
    });
    this.#placed = this.#positions.x.length;
    const object = { height, width, re: meanInPlace(this.#re, this.#sum), im: meanInPlace(this.#im, this.#sum) };
    return shownReconstruction({ object, mask, origin });
  }

  /**
   * The sum of the weights that each pixel of the canvas has got so far: 1 is a whole patch pixel of greatest weight. It is
   * lent: it must not be changed, and further patches change it.
   */
  coverage(): RealImage {
    const { height, width } = this.#canvas;
    return { height, width, data: this.#sum };
  }

  /** Scatters one patch: a pixel between grid points is shared by its four neighbours, by their distance. */
  #place(re: Float32Array, im: Float32Array, offset: number, index: number): void {
    const crop = this.#crop;
    const margin = (this.#patchSize - crop) / 2;
    const top = (this.#positions.y[index] ?? 0) - crop / 2 - this.#canvas.origin.y;
    const left = (this.#positions.x[index] ?? 0) - crop / 2 - this.#canvas.origin.x;
    const row = Math.floor(top);
    const column = Math.floor(left);
    for (const { dy, dx, share } of shares(top - row, left - column)) {
      for (let i = 0; i < crop; i++) {
        const from = offset + (margin + i) * this.#patchSize + margin;
        const to = (row + dy + i) * this.#canvas.width + column + dx;
        for (let j = 0; j < crop; j++) {
          const weight = share * (this.#weights[i * crop + j] ?? 0);
          this.#re[to + j] = (this.#re[to + j] ?? 0) + weight * (re[from + j] ?? 0);
          this.#im[to + j] = (this.#im[to + j] ?? 0) + weight * (im[from + j] ?? 0);
          this.#sum[to + j] = (this.#sum[to + j] ?? 0) + weight;
        }
      }
    }
  }
}

// --- internal ---

/** Weight, relative to a patch's greatest, below which a pixel counts as not covered. */
const LEAST_WEIGHT = 1e-6;

/**
 * Sums over weights, in the memory of the sums, half of which is given back: of a large canvas, sums and image together
 * would be most of what an inference needs.
 */
function meanInPlace(sums: Float64Array<ArrayBuffer>, weights: Float64Array): Float32Array {
  const means = new Float32Array(sums.buffer, 0, sums.length);
  for (let p = 0; p < sums.length; p++) {
    const weight = weights[p] ?? 0;
    // Pixel p is read before it is written, and no write reaches a pixel that comes later.
    const mean = weight > LEAST_WEIGHT ? (sums[p] ?? 0) / weight : 0;
    if (!Number.isFinite(mean)) {
      throw new RangeError(
        `Cannot stitch patches as they are not finite: current value is ${mean} (did the training diverge?)`,
      );
    }
    means[p] = mean;
  }
  return new Float32Array(sums.buffer.transfer(means.byteLength));
}

function shares(fy: number, fx: number): { dy: number; dx: number; share: number }[] {
  return [
    { dy: 0, dx: 0, share: (1 - fy) * (1 - fx) },
    { dy: 0, dx: 1, share: (1 - fy) * fx },
    { dy: 1, dx: 0, share: fy * (1 - fx) },
    { dy: 1, dx: 1, share: fy * fx },
  ].filter(({ share }) => share > 0); // a whole-numbered position must not touch pixels beyond the canvas
}
