/**
 * The central square of a patch, which is what is placed of it, and what its pixels count.
 *
 * @module
 */

/**
 * Refuses a square that cannot be placed.
 *
 * @param crop Its side, in pixels.
 * @param patchSize Side of a patch.
 * @throws {RangeError} If it is odd, too small or larger than the patch.
 */
export function requireCrop(crop: number, patchSize: number): void {
  if (crop >= 2 && crop % 2 === 0 && crop <= patchSize && patchSize % 2 === 0) return;
  throw new RangeError(
    `Cannot stitch patches as crop must be even, from 2 to the patch size ${patchSize}: current value is ${crop}`,
  );
}

/**
 * Weights of the central square, 1 at most.
 *
 * @param weights Weights of the whole patch; null weighs all alike.
 * @param patchSize Side of a patch.
 * @param crop Side of the square.
 * @throws {RangeError} If one is negative, or all are zero.
 */
export function squareWeights(weights: Float32Array | null, patchSize: number, crop: number): Float64Array {
  const cropped = new Float64Array(crop * crop).fill(1);
  if (!weights) return cropped;
  const margin = (patchSize - crop) / 2;
  let greatest = 0;
  for (let p = 0; p < cropped.length; p++) {
    const weight = weights[(margin + Math.floor(p / crop)) * patchSize + margin + p % crop] ?? NaN;
    if (!(weight >= 0)) {
      throw new RangeError(`Cannot stitch patches as weights must not be negative: current value is ${weight}`);
    }
    cropped[p] = weight;
    greatest = Math.max(greatest, weight);
  }
  if (greatest === 0) throw new RangeError("Cannot stitch patches as all weights are zero: current value is 0");
  return cropped.map((weight) => weight / greatest);
}
